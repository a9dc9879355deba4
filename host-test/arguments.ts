import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import {
	brokerURL, commandLine, credentialOptions, credentialsOf, pathOf, refuseOptions, seedOption, type Credentials, type GivenBroker,
} from "../certs/command-line";
import { UsageError } from "../certs/usage-error";

/** A broker outside of this process. */
export interface OutsideBroker extends GivenBroker, Credentials {
	/** Path of a file in PEM or DER; there for `mqtts:`. */
	readonly authorities: string | undefined;
	/** Paths of the gateway's own certificate and key, for a broker that asks for one. */
	readonly identity: { readonly certificate: string; readonly key: string } | undefined;
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

interface Options {
	readonly broker?: GivenBroker;
	readonly ca?: string;
	readonly cert?: string;
	readonly key?: string;
	readonly peripherals?: string;
	readonly config?: string;
	readonly duration?: number;
	readonly seed?: number;
	readonly flash?: string;
}

const DEMONSTRATION = join(__dirname, "..", "modules", "simulator", "scenarios", "demonstration.json");
/** Of a timer of Node's. */
const LONGEST = 2_147_483;

/**
 * Reads the command line of `npm start`.
 * @throws UsageError, or commander's CommanderError for --help (exit code 0) and what commander refuses
 */
export function parseArguments(parameters: readonly string[]): Arguments {
	const path = pathOf("start");
	const program = commandLine("start", "Runs the gateway's firmware on this computer, with a simulated radio, and prints what it publishes.")
		.option("--broker <url>", "an outside broker instead of the embedded one: mqtts://host[:port] or mqtt://host[:port]", brokerURL("--broker"))
		.option("--ca <file>", "certificates (PEM or DER) of the authorities that are trusted; needed with an mqtts:// broker", path)
		.option("--cert <file>", "the gateway's own certificate (PEM or DER), for a broker that asks for one", path)
		.option("--key <file>", "its private key (PEM or DER), RSA or EC P-256", path)
		.addOption(credentialOptions.user())
		.addOption(credentialOptions.password())
		.option("--peripherals <file>", "scenario (JSON) to simulate instead of the demonstration", path)
		.option("--config <file>", "configuration (JSON) to lay over the default, key by key", path)
		.option("--duration <seconds>", "end after so many seconds", parseDuration)
		.addOption(seedOption("seed of everything that looks random, instead of the scenario's"))
		.option("--flash <file>", "keep the emulated flash in this file, for the next run; without it, it is forgotten at the end", path)
		.parse(parameters, { from: "user" });
	const { config, duration, flash, peripherals = DEMONSTRATION, seed, ...access } = program.opts<Options>();
	if (!access.broker)
		refuseOptions(program, ["ca", "cert", "key", "user", "password"], "is for an outside broker", "add --broker mqtts://host:8883, or leave it out");
	return { broker: access.broker && outsideBroker(access.broker, access, credentialsOf(program)), peripherals, configuration: config, duration, seed, flash };
}

function outsideBroker(broker: GivenBroker, { ca, cert, key }: Pick<Options, "ca" | "cert" | "key">, credentials: Credentials): OutsideBroker {
	const { secure } = broker;
	if (secure && ca === undefined)
		throw new UsageError("--ca", "is missing: the broker can't be trusted without", "add --ca FILE.pem, the certificate of the authority that issued the broker's");
	for (const [option, value] of Object.entries({ ca, cert, key })) {
		if (!secure && value !== undefined)
			throw new UsageError(`--${option}`, "has no meaning with an mqtt:// broker, where there are no certificates", `take mqtts://, or leave --${option} out`);
	}
	if ((cert === undefined) !== (key === undefined))
		throw new UsageError(cert === undefined ? "--cert" : "--key", `is missing, which belongs to ${cert === undefined ? "--key" : "--cert"}`, "give both, or none");
	return { ...broker, ...credentials, authorities: ca, identity: cert === undefined || key === undefined ? undefined : { certificate: cert, key } };
}

function parseDuration(text: string): number {
	const seconds = Number(text);
	if (text.trim() === "" || !(seconds > 0 && seconds <= LONGEST))
		throw new InvalidArgumentError(`It is not a number of seconds above 0, up to ${LONGEST}; for example --duration 30.`);
	return seconds * 1_000;
}
