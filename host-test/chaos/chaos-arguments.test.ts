import { resolve } from "node:path";
import { CommanderError } from "commander";
import { UsageError } from "../../certs/usage-error";
import { parseArguments } from "./chaos-arguments";
import { faults } from "./faults";

test.each([
	[["broker-eaten"], /"broker-eaten": is no fault; there are broker-killed, .*gateway-killed/],
	[["--broker", "hivemq"], /--broker: "hivemq" is none that is known; give mosquitto or embedded/],
	[["--seed", "x"], /--seed: "x" is not a whole number from 0 to 4294967295/],
])("%j is refused", (parameters, message) => {
	expect(() => parseArguments(parameters, {})).toThrow(UsageError);
	expect(() => parseArguments(parameters, {})).toThrow(message);
});
test("an option that is not known is refused", () => {
	const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
	expect(() => parseArguments(["--slow"], {})).toThrow(CommanderError);
	write.mockRestore();
});
test("nothing asked for is everything, in full", () => {
	expect(parseArguments([], {})).toEqual({ faults, broker: undefined, quick: false, seed: 1, json: undefined });
});
test("faults are chosen by name and keep their order", () => {
	const { faults: chosen, ...rest } = parseArguments(["byte-by-byte", "broker-killed", "--quick", "--seed", "7", "--broker", "embedded"], {});
	expect(chosen.map(({ name }) => name)).toEqual(["broker-killed", "byte-by-byte"]);
	expect(rest).toEqual({ broker: "embedded", quick: true, seed: 7, json: undefined });
});
test("a file is meant in the folder where npm was called", () => {
	expect(parseArguments(["--json", "out.json"], { npm_lifecycle_event: "chaos", INIT_CWD: "/somewhere" }).json).toBe(resolve("/somewhere", "out.json"));
});
