import { Argument } from "commander";
import { commandLine, pathOf, seedOption } from "../../certs/command-line";
import { type Fault, faults } from "./faults";

export interface ChaosArguments {
	/** In the order of the table. */
	readonly faults: readonly Fault[];
	readonly quick: boolean;
	readonly seed: number;
	/** Path of the file to write. */
	readonly json: string | undefined;
}

/**
 * Reads the command line of `npm run chaos`.
 * @throws commander's CommanderError for --help (exit code 0) and what it refuses
 */
export function parseArguments(parameters: readonly string[]): ChaosArguments {
	const program = commandLine("chaos", "Breaks the broker, the network and the process while readings flow, and counts.")
		.addArgument(new Argument("[faults...]", "which ones; all unless given").choices(faults.map(({ name }) => name)))
		.option("--quick", "the short version of each", false)
		.addOption(seedOption("seed of everything that looks random").default(1))
		.option("--json <file>", "write what came of it", pathOf("chaos"))
		.parse(parameters, { from: "user" });
	const { json, quick, seed } = program.opts<{ json?: string; quick: boolean; seed: number }>();
	const names = program.args;
	return { faults: names.length ? faults.filter(({ name }) => names.includes(name)) : faults, quick, seed, json };
}
