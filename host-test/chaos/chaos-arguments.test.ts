import { resolve } from "node:path";
import { CommanderError } from "commander";
import { parseArguments } from "./chaos-arguments";
import { faults } from "./faults";

afterEach(() => {
	jest.restoreAllMocks();
});

test.each([
	[["broker-eaten"], /'broker-eaten' is invalid.*Allowed choices are broker-killed, .*gateway-killed/],
	[["--seed", "x"], /'--seed <number>' argument 'x' is invalid.*It is not a whole number from 0 to 4294967295/],
	[["--slow"], /unknown option '--slow'/],
])("%j is refused", (parameters, message) => {
	const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
	expect(() => parseArguments(parameters)).toThrow(CommanderError);
	expect(() => parseArguments(parameters)).toThrow(message);
	write.mockRestore();
});
test("nothing asked for is everything, in full", () => {
	expect(parseArguments([])).toEqual({ faults, quick: false, seed: 1, json: undefined });
});
test("faults are chosen by name and keep their order", () => {
	const { faults: chosen, ...rest } = parseArguments(["byte-by-byte", "broker-killed", "--quick", "--seed", "7"]);
	expect(chosen.map(({ name }) => name)).toEqual(["broker-killed", "byte-by-byte"]);
	expect(rest).toEqual({ quick: true, seed: 7, json: undefined });
});
test("a file is meant in the folder where npm was called", () => {
	jest.replaceProperty(process, "env", { npm_lifecycle_event: "chaos", INIT_CWD: "/somewhere" });
	expect(parseArguments(["--json", "out.json"]).json).toBe(resolve("/somewhere", "out.json"));
});
