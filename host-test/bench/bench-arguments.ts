import { resolve } from "node:path";
import { Command, Option } from "commander";
import { UsageError } from "../../certs/usage-error";

export interface BenchArguments {
	readonly rounds: number;
	/** Milliseconds. */
	readonly warmUp: number;
	/** Readings to a round. */
	readonly count: number;
	/** Path of the file to write, or "-" for the standard output in place of the table. */
	readonly json: string | undefined;
	/** Path of the file to write. */
	readonly plot: string | undefined;
}

const MOST_ROUNDS = 1_000, MOST_READINGS = 10_000_000, LONGEST_WARM_UP = 60_000;

interface Options {
	rounds: string;
	warmUp: string;
	count: string;
	json?: string;
	plot?: string;
}

/**
 * Reads the command line of `npm run bench`.
 * @throws UsageError, or commander's CommanderError for --help (exit code 0) and unknown options
 */
export function parseArguments(parameters: readonly string[], environment: NodeJS.ProcessEnv = process.env): BenchArguments {
	const { count, json, plot, rounds, warmUp } = command().parse(parameters, { from: "user" }).opts<Options>();
	// npm runs scripts in the project's folder; a person means the folder they are in
	const folder = environment.npm_lifecycle_event === "bench" ? environment.INIT_CWD ?? "" : "";
	const result = {
		rounds: parseNumber("--rounds", rounds, 1, MOST_ROUNDS),
		warmUp: parseNumber("--warm-up", warmUp, 0, LONGEST_WARM_UP),
		count: parseNumber("--count", count, 1, MOST_READINGS),
		json: json === undefined || json === "-" ? json : resolve(folder, json),
		plot: plot === undefined ? undefined : resolve(folder, plot),
	};
	if (result.plot !== undefined && result.plot === result.json)
		throw new UsageError("--plot", "is the same file as --json", "give two files");
	return result;
}

function command(): Command {
	return new Command("npm run bench --")
		.description("Compares what the firmware's pure parts cost with what they stand on, on Node.")
		.addOption(new Option("--rounds <number>", "rounds in which all alternate").default("9"))
		.addOption(new Option("--warm-up <milliseconds>", "for which each runs before the first round").default("500"))
		.addOption(new Option("--count <number>", "readings to a round of the pipeline").default("20000"))
		.addOption(new Option("--json <file>", "write the figures, those of each round too; - for the standard output, without the table then (npm run --silent)"))
		.addOption(new Option("--plot <file>", "draw the pipeline's rounds, as SVG"))
		.helpOption("--help", "tell this")
		.allowExcessArguments(false)
		.showHelpAfterError("npm run bench -- --help lists the options")
		.exitOverride();
}

function parseNumber(option: string, text: string, least: number, most: number): number {
	const number = Number(text);
	if (text.trim() === "" || !Number.isInteger(number) || number < least || number > most)
		throw new UsageError(option, `"${text}" is not a whole number from ${least} to ${most}`, `for example ${option} 5`);
	return number;
}
