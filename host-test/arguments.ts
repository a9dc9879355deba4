import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { parseBrokerURL } from "../modules/configuration/broker-url";
import type { BrokerAddress } from "../modules/configuration/broker-url";
import { UsageError } from "../certs/usage-error";

/** A broker outside of this process. */
export interface OutsideBroker {
	/** `mqtt:` or `mqtts:`, checked. */
	readonly url: string;
	readonly address: BrokerAddress;
	/** Path of a PEM file; there for `mqtts:`. */
	readonly authorities: string | undefined;
	readonly user: string | undefined;
	readonly password: string | undefined;
}

export interface Arguments {
	/** Undefined: the embedded one. */
	readonly broker: OutsideBroker | undefined;
	/** Path of the scenario. */
	readonly peripherals: string;
	/** Path of the configuration to lay over the default. */
	readonly configuration: string | undefined;
	/** Milliseconds. */
	readonly duration: number | undefined;
	readonly seed: number | undefined;
	/** Path of the file that keeps the emulated flash. */
	readonly flash: string | undefined;
}

const DEMONSTRATION = join(__dirname, "..", "modules", "simulator", "scenarios", "demonstration.json");
/** Of a timer of Node's. */
const LONGEST = 2_147_483;

interface Options {
	broker?: string;
	ca?: string;
	user?: string;
	password?: string;
	peripherals?: string;
	config?: string;
	duration?: string;
	seed?: string;
	flash?: string;
}

/**
 * Reads the command line of `npm start`.
 * @throws UsageError, or commander's CommanderError for --help (exit code 0) and unknown options
 */
export function parseArguments(parameters: readonly string[], environment: NodeJS.ProcessEnv = process.env): Arguments {
	const program = command().parse(parameters, { from: "user" });
	const options = program.opts<Options>();
	// npm runs scripts in the project's folder; a person means the folder they are in
	const folder = environment.npm_lifecycle_event === "start" ? environment.INIT_CWD ?? "" : "";
	return {
		broker: parseBroker(options, environment.GATTWAY_PASSWORD, folder),
		peripherals: options.peripherals === undefined ? DEMONSTRATION : resolve(folder, options.peripherals),
		configuration: options.config === undefined ? undefined : resolve(folder, options.config),
		duration: options.duration === undefined ? undefined : parseDuration(options.duration),
		seed: options.seed === undefined ? undefined : parseSeed(options.seed),
		flash: options.flash === undefined ? undefined : resolve(folder, options.flash),
	};
}

function command(): Command {
	return new Command("npm start --")
		.description("Runs the gateway's firmware on this computer, with a simulated radio, and prints what it publishes.")
		.addOption(new Option("--broker <url>", "an outside broker instead of the embedded one: mqtts://host[:port] or mqtt://host[:port]"))
		.addOption(new Option("--ca <file>", "certificates (PEM) of the authorities that are trusted; needed with an mqtts:// broker"))
		.addOption(new Option("--user <name>", "user at the outside broker"))
		.addOption(new Option("--password <password>", "password at the outside broker; better given in the environment as GATTWAY_PASSWORD"))
		.addOption(new Option("--peripherals <file>", "scenario (JSON) to simulate instead of the demonstration"))
		.addOption(new Option("--config <file>", "configuration (JSON) to lay over the default, key by key"))
		.addOption(new Option("--duration <seconds>", "end after so many seconds"))
		.addOption(new Option("--seed <number>", "seed of everything that looks random, instead of the scenario's"))
		.addOption(new Option("--flash <file>", "keep the emulated flash in this file, for the next run; without it, it is forgotten at the end"))
		.helpOption("--help", "tell this")
		.allowExcessArguments(false)
		.showHelpAfterError("npm start -- --help lists the options")
		.exitOverride();
}

function parseBroker({ broker: url, ca, user, password }: Options, secret: string | undefined, folder: string): OutsideBroker | undefined {
	if (url === undefined) {
		const needless = Object.entries({ ca, user, password }).find(([, value]) => value !== undefined);
		if (needless)
			throw new UsageError(`--${needless[0]}`, "is for an outside broker", "add --broker mqtts://host:8883, or leave it out");
		return undefined;
	}
	const result = parseBrokerURL(url);
	if ("problem" in result)
		throw new UsageError("--broker", result.problem, `for example --broker ${result.example.replace(/^broker=/, "").split(" ")[0]}`);
	const { secure } = result.address;
	if (secure && ca === undefined)
		throw new UsageError("--ca", "is missing: the broker can't be trusted without", "add --ca FILE.pem, the certificate of the authority that issued the broker's");
	if (!secure && ca !== undefined)
		throw new UsageError("--ca", "has no meaning with an mqtt:// broker, which has no certificate", "take mqtts://, or leave --ca out");
	const known = password ?? (secret === "" ? undefined : secret);
	if (known !== undefined && user === undefined && password !== undefined)
		throw new UsageError("--password", "is given without a user", "add --user NAME");
	return { url, address: result.address, authorities: ca === undefined ? undefined : resolve(folder, ca), user, password: user === undefined ? undefined : known };
}

function parseDuration(text: string): number {
	const seconds = Number(text);
	if (text.trim() === "" || !(seconds > 0 && seconds <= LONGEST))
		throw new UsageError("--duration", `"${text}" is not a number of seconds above 0, up to ${LONGEST}`, "for example --duration 30");
	return seconds * 1_000;
}

function parseSeed(text: string): number {
	const seed = Number(text);
	if (text.trim() === "" || !Number.isInteger(seed) || seed < 0 || seed > 0xFFFF_FFFF)
		throw new UsageError("--seed", `"${text}" is not a whole number from 0 to 4294967295`, "for example --seed 7");
	return seed;
}
