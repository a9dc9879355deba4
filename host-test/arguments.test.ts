import { resolve } from "node:path";
import { parseArguments } from "./arguments";

beforeEach(() => {
	jest.replaceProperty(process, "env", {});
	jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
	jest.restoreAllMocks();
});

test.each([
	["an unknown option", ["--speed", "9"], /unknown option '--speed'/],
	["a word too many", ["9"], /too many arguments/],
	["a duration that is none", ["--duration", "soon"], /--duration <seconds>' argument 'soon' is invalid.*not a number.*for example --duration 30/],
	["a seed that is none", ["--seed", "-1.5"], /argument '-1\.5' is invalid/],
	["a broker's URL with a mistake", ["--broker", "https://localhost"], /--broker: .*web site.*for example mqtts:/],
	["an mqtts broker without --ca", ["--broker", "mqtts://localhost"], /--ca: is missing.*add --ca FILE.pem/],
	["--ca without a broker", ["--ca", "x.pem"], /--ca: is for an outside broker/],
	["a password without a user", ["--broker", "mqtt://localhost", "--password", "x"], /--password: is given without a user/],
	["a certificate without its key", ["--broker", "mqtts://localhost", "--ca", "x.pem", "--cert", "y.pem"], /--key: is missing, which belongs to --cert; give both/],
	["a key without its certificate", ["--broker", "mqtts://localhost", "--ca", "x.pem", "--key", "y.pem"], /--cert: is missing, which belongs to --key/],
	["a certificate for a broker in clear", ["--broker", "mqtt://localhost", "--cert", "y.pem", "--key", "z.pem"], /--cert: has no meaning with an mqtt:\/\/ broker/],
	["a certificate without a broker", ["--cert", "y.pem", "--key", "z.pem"], /--cert: is for an outside broker/],
])("npm start refuses %s", (_, parameters, message) => {
	expect(() => parseArguments(parameters)).toThrow(message);
});
test("a password in a broker's URL is not repeated", () => {
	expect(() => parseArguments(["--broker", "mqtts://me:secret@localhost"])).toThrow(/^--broker: has a user or password in it((?!secret).)*$/);
});
test("nothing asked for is the demonstration", () => {
	expect(parseArguments([])).toEqual({
		broker: undefined, peripherals: resolve("modules/simulator/scenarios/demonstration.json"), configuration: undefined, duration: undefined, seed: undefined, flash: undefined,
	});
});
test("the password comes from the environment, for a user only", () => {
	process.env.GATTWAY_PASSWORD = "secret";
	const ofUser = (...parameters: string[]) => parseArguments(["--broker", "mqtt://localhost", ...parameters]).broker!.password;
	expect([ofUser("--user", "me"), ofUser("--user", "me", "--password", "given"), ofUser()]).toEqual(["secret", "given", undefined]);
});
test("paths are meant in the folder where npm was called", () => {
	Object.assign(process.env, { npm_lifecycle_event: "start", INIT_CWD: resolve("/somewhere") });
	const { broker, configuration, flash } = parseArguments(["--broker", "mqtts://b", "--ca", "ca.der", "--cert", "c.pem", "--key", "/k.pem", "--config", "x.json", "--flash", "f.bin"]);
	expect([broker!.authorities, broker!.identity, configuration, flash]).toEqual([
		"/somewhere/ca.der", { certificate: "/somewhere/c.pem", key: "/k.pem" }, "/somewhere/x.json", "/somewhere/f.bin",
	]);
});
