import { parseArguments } from "./handshake-arguments";

const ADDRESS = "mqtts://broker.example:8884";

afterEach(() => {
	jest.restoreAllMocks();
});

describe("parseArguments of npm run handshake", () => {
	it.each([
		["an address in clear", ["mqtt://broker.example"], /address: is that of a broker in clear/],
		["an address of something else", ["https://broker.example"], /address: is the address of a web site/],
		["a user without an address", ["--user", "me"], /--user: is for an outside broker/],
		["a CA without an address", ["--ca", "ca.pem"], /--ca: is for an outside broker/],
		["a password without a user", [ADDRESS, "--password", "x"], /--password: is given without a user/],
		["one file for both", ["--pcap", "a", "--keylog", "./a"], /--keylog: is the same file/],
	])("refuses %s", (_, parameters, message) => {
		expect(() => parseArguments(parameters)).toThrow(message);
	});
	it("takes no address for the embedded broker", () => {
		jest.replaceProperty(process, "env", { GATTWAY_PASSWORD: "secret" });
		expect(parseArguments([])).toEqual({ broker: undefined, pcap: undefined, keylog: undefined });
	});
	it("takes the password from the environment, for a user only", () => {
		jest.replaceProperty(process, "env", { GATTWAY_PASSWORD: "secret" });
		expect(parseArguments([ADDRESS, "--user", "me"]).broker).toEqual({ host: "broker.example", port: 8884, ca: undefined, user: "me", password: "secret" });
		expect(parseArguments([ADDRESS, "--user", "me", "--password", "given"]).broker!.password).toBe("given");
		expect(parseArguments([ADDRESS]).broker!.password).toBeUndefined();
	});
	it("means the folder that npm was called in", () => {
		jest.replaceProperty(process, "env", { npm_lifecycle_event: "handshake", INIT_CWD: "/somewhere" });
		const { broker, keylog, pcap } = parseArguments([ADDRESS, "--ca", "ca.pem", "--pcap", "a.pcap", "--keylog", "/b.keys"]);
		expect([broker!.ca, pcap, keylog]).toEqual(["/somewhere/ca.pem", "/somewhere/a.pcap", "/b.keys"]);
	});
});
