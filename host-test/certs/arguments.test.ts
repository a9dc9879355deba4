import { resolve } from "node:path";
import { parseArguments } from "../../certs/certificate-arguments";
import { Terminal } from "../../certs/terminal";
import { run } from "./command-run";

function parse(parameters: readonly string[]) {
	return parseArguments(parameters, new Terminal({ write: () => {}, complain: () => {}, colored: false }));
}

afterEach(() => {
	jest.restoreAllMocks();
});

test.each([
	["nothing", [], /the broker: is missing; for example npm run certificate -- mqtts:/],
	["no URL", ["broker.example.com"], /does not begin with mqtts:\/\/.*for example mqtts:\/\/broker\.example\.com/],
	["a broker in clear", ["mqtt://broker.example.com:1883"], /has no certificate; take its port for TLS, for example mqtts:\/\/broker\.example\.com:8883/],
	["two brokers", ["mqtts://a", "mqtts://b"], /too many arguments/],
	["an unknown option", ["--cafiles", "x"], /unknown option '--cafiles'[^]*--help lists/],
	["a name that is none", ["mqtts://a", "--host", "b_c"], /'--host <name>' argument 'b_c' is invalid\. It has "_"/],
	["a date that is none", ["mqtts://a", "--at", "tomorrow"], /'--at <date>' argument 'tomorrow' is invalid\. It is not a date; for example --at 2027-01-31/],
	["a day that there isn't", ["mqtts://a", "--at", "2027-13-01"], /It is not a date/],
	["two places to save to", ["mqtts://a", "--save", "--save-next"], /'--save-next' cannot be used with option '--save'/],
	["force without need", ["mqtts://a", "--force"], /--force: has nothing to replace/],
	["a broker beside --list", ["mqtts://a", "--list"], /the broker: has no meaning with --list/],
	["saving beside --list", ["--list", "--save"], /'--list' cannot be used with option '--save'/],
	["a file that isn't there", ["mqtts://127.0.0.1:1", "--cafile", "/nowhere.pem"], /--cafile \/nowhere\.pem: there is no such file/],
])("refuses %s", async (_, parameters, message) => {
	const { code, errors, output } = await run(parameters);
	expect(errors).toMatch(message);
	expect(output).toBe("");
	expect(code).toBe(2);
});
test("tells its options", async () => {
	const { code, output } = await run(["--help"]);
	expect(code).toBe(0);
	for (const option of ["--cafile", "--host", "--at", "--save", "--save-next", "--force", "--list", "--folder"])
		expect(output).toContain(option);
});
test("takes port 8883, the URL's name and certs/ unless told otherwise", () => {
	const { broker, folder } = parse(["mqtts://Broker.example.com"]);
	expect(broker).toEqual({ host: "broker.example.com", port: 8883, name: "broker.example.com" });
	expect(folder).toEqual({ path: resolve(__dirname, "../../certs"), label: "certs" });
});
test("takes an IPv6 address with and without brackets", () => {
	expect(parse(["mqtts://[::1]:9", "--host", "[2001:db8::1]"]).broker).toEqual({ host: "::1", port: 9, name: "2001:db8::1" });
});
test("takes paths from where the person is", () => {
	jest.replaceProperty(process, "env", { npm_lifecycle_event: "certificate", INIT_CWD: resolve("/somewhere") });
	expect(parse(["mqtts://a", "--cafile", "x.pem"]).authorities).toBe(resolve("/somewhere/x.pem"));
});
test.each([
	["2027-01-31", Date.UTC(2027, 0, 31)], ["2027-01-31T12:00", Date.UTC(2027, 0, 31, 12)],
	["2027-01-31T12:00:00Z", Date.UTC(2027, 0, 31, 12)], ["2027-01-31T12:00:00+02:00", Date.UTC(2027, 0, 31, 10)],
])("takes the time %s", (text, time) => {
	expect(parse(["mqtts://a", "--at", text]).now).toBe(time);
});
