import { parseArguments } from "./handshake-arguments";

const ADDRESS = "mqtts://broker.example:8884";

describe("parseArguments of npm run handshake", () => {
	it.each([
		["an address in clear", ["mqtt://broker.example"], {}, /address: is that of a broker in clear/],
		["an address of something else", ["https://broker.example"], {}, /address: is the address of a web site/],
		["a user without an address", ["--user", "me"], {}, /--user: is for an outside broker/],
		["a CA without an address", ["--ca", "ca.pem"], {}, /--ca: is for an outside broker/],
		["a password without a user", [ADDRESS, "--password", "x"], {}, /--password: is given without a user/],
		["one file for both", ["--pcap", "a", "--keylog", "./a"], {}, /--keylog: is the same file/],
	])("refuses %s", (_, parameters, environment, message) => {
		expect(() => parseArguments(parameters, environment)).toThrow(message);
	});
	it("takes no address for the embedded broker", () => {
		expect(parseArguments([], { GATTWAY_PASSWORD: "secret" })).toEqual({ broker: undefined, pcap: undefined, keylog: undefined });
	});
	it("takes the password from the environment, for a user only", () => {
		const environment = { GATTWAY_PASSWORD: "secret" };
		expect(parseArguments([ADDRESS, "--user", "me"], environment).broker).toEqual({ host: "broker.example", port: 8884, ca: undefined, user: "me", password: "secret" });
		expect(parseArguments([ADDRESS, "--user", "me", "--password", "given"], environment).broker!.password).toBe("given");
		expect(parseArguments([ADDRESS], environment).broker!.password).toBeUndefined();
	});
	it("means the folder that npm was called in", () => {
		const { broker, keylog, pcap } = parseArguments([ADDRESS, "--ca", "ca.pem", "--pcap", "a.pcap", "--keylog", "/b.keys"], { npm_lifecycle_event: "handshake", INIT_CWD: "/somewhere" });
		expect([broker!.ca, pcap, keylog]).toEqual(["/somewhere/ca.pem", "/somewhere/a.pcap", "/b.keys"]);
	});
});
