import { resolve } from "node:path";
import { CommanderError } from "commander";
import { UsageError } from "../../certs/usage-error";
import { parseArguments } from "./bench-arguments";

test.each([
	[["--rounds", "0"], /--rounds: "0" is not a whole number from 1 to 1000/],
	[["--rounds", "1.5"], /--rounds: "1.5" is not a whole number/],
	[["--count", ""], /--count: "" is not a whole number/],
	[["--count", "many"], /--count: "many" is not a whole number from 1 to 10000000; for example --count 5/],
	[["--warm-up", "-1"], /--warm-up: "-1" is not a whole number from 0 to 60000/],
	[["--json", "a", "--plot", "./a"], /--plot: is the same file as --json; give two files/],
])("%j is refused", (parameters, message) => {
	expect(() => parseArguments(parameters, {})).toThrow(UsageError);
	expect(() => parseArguments(parameters, {})).toThrow(message);
});
test.each([[["--fast"]], [["pipeline"]]])("%j is not known", parameters => {
	const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
	expect(() => parseArguments(parameters, {})).toThrow(CommanderError);
	write.mockRestore();
});
test("nothing asked for is a table only", () => {
	expect(parseArguments([], {})).toEqual({ rounds: 9, warmUp: 500, count: 20_000, json: undefined, plot: undefined });
});
test("a file is meant in the folder where npm was called, and - is no file", () => {
	const environment = { npm_lifecycle_event: "bench", INIT_CWD: "/somewhere" };
	expect(parseArguments(["--json", "a.json", "--plot", "a.svg"], environment)).toMatchObject({ json: resolve("/somewhere", "a.json"), plot: resolve("/somewhere", "a.svg") });
	expect(parseArguments(["--json", "-"], environment).json).toBe("-");
});
