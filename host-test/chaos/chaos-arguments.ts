import { resolve } from "node:path";
import { Command, Option } from "commander";
import { UsageError } from "../../certs/usage-error";
import type { BrokerKind } from "./breakable-broker";
import { type Fault, faults } from "./faults";

export interface ChaosArguments {
	/** In the order of the table. */
	readonly faults: readonly Fault[];
	/** Undefined: each that there is. */
	readonly broker: BrokerKind | undefined;
	readonly quick: boolean;
	readonly seed: number;
	/** Path of the file to write. */
	readonly json: string | undefined;
}

interface Options {
	broker?: string;
	json?: string;
	quick?: true;
	seed: string;
}

/**
 * Reads the command line of `npm run chaos`.
 * @throws UsageError, or commander's CommanderError for --help (exit code 0) and unknown options
 */
export function parseArguments(parameters: readonly string[], environment: NodeJS.ProcessEnv = process.env): ChaosArguments {
	const program = command().parse(parameters, { from: "user" });
	const { broker, json, quick = false, seed } = program.opts<Options>();
	// npm runs scripts in the project's folder; a person means the folder they are in
	const folder = environment.npm_lifecycle_event === "chaos" ? environment.INIT_CWD ?? "" : "";
	return {
		faults: parseFaults(program.args),
		broker: broker === undefined ? undefined : parseBroker(broker),
		quick,
		seed: parseSeed(seed),
		json: json === undefined ? undefined : resolve(folder, json),
	};
}

function command(): Command {
	return new Command("npm run chaos --")
		.description("Breaks the broker, the network and the process while readings flow, and counts.")
		.argument("[faults...]", `which ones, of ${faults.map(({ name }) => name).join(", ")}; all unless given`)
		.addOption(new Option("--broker <kind>", "only with this one: mosquitto or embedded"))
		.addOption(new Option("--quick", "the short version of each"))
		.addOption(new Option("--seed <number>", "seed of everything that looks random").default("1"))
		.addOption(new Option("--json <file>", "write what came of it"))
		.helpOption("--help", "tell this")
		.showHelpAfterError("npm run chaos -- --help lists the options")
		.exitOverride();
}

function parseFaults(names: readonly string[]): readonly Fault[] {
	const unknown = names.find(name => !faults.some(fault => fault.name === name));
	if (unknown !== undefined)
		throw new UsageError(`"${unknown}"`, "is no fault", `there are ${faults.map(({ name }) => name).join(", ")}`);
	return names.length ? faults.filter(({ name }) => names.includes(name)) : faults;
}

function parseBroker(kind: string): BrokerKind {
	if (kind !== "mosquitto" && kind !== "embedded")
		throw new UsageError("--broker", `"${kind}" is none that is known`, "give mosquitto or embedded");
	return kind;
}

function parseSeed(text: string): number {
	const seed = Number(text);
	if (text.trim() === "" || !Number.isInteger(seed) || seed < 0 || seed > 0xFFFF_FFFF)
		throw new UsageError("--seed", `"${text}" is not a whole number from 0 to 4294967295`, "for example --seed 7");
	return seed;
}
