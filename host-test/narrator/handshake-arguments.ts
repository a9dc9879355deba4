import { resolve } from "node:path";
import { Command, Option } from "commander";
import { parseBrokerURL } from "../../modules/configuration/broker-url";
import { UsageError } from "../../certs/usage-error";

/** A broker outside of this process. */
export interface OutsideBroker {
	readonly host: string;
	readonly port: number;
	/** Path of PEM, DER or a folder of them; undefined: what is in certs/. */
	readonly ca: string | undefined;
	readonly user: string | undefined;
	readonly password: string | undefined;
}

export interface HandshakeArguments {
	/** Undefined: the embedded one. */
	readonly broker: OutsideBroker | undefined;
	/** Paths of the files to write. */
	readonly pcap: string | undefined;
	readonly keylog: string | undefined;
}

interface Options {
	ca?: string;
	user?: string;
	password?: string;
	pcap?: string;
	keylog?: string;
}

/**
 * Reads the command line of `npm run handshake`.
 * @throws UsageError, or commander's CommanderError for --help (exit code 0) and unknown options
 */
export function parseArguments(parameters: readonly string[], environment: NodeJS.ProcessEnv = process.env): HandshakeArguments {
	const program = command().parse(parameters, { from: "user" });
	const options = program.opts<Options>();
	// npm runs scripts in the project's folder; a person means the folder they are in
	const folder = environment.npm_lifecycle_event === "handshake" ? environment.INIT_CWD ?? "" : "";
	const path = (text: string | undefined) => text === undefined ? undefined : resolve(folder, text);
	const pcap = path(options.pcap), keylog = path(options.keylog);
	if (pcap !== undefined && pcap === keylog)
		throw new UsageError("--keylog", "is the same file as --pcap", "give two files");
	return { broker: parseBroker(program.args[0], { ...options, ca: path(options.ca) }, environment.GATTWAY_PASSWORD), pcap, keylog };
}

function command(): Command {
	return new Command("npm run handshake --")
		.description("Narrates one TLS handshake with a broker, message by message, and a short MQTT conversation after it.")
		.argument("[address]", "mqtts://host[:port]; without it, a broker embedded here")
		.addOption(new Option("--ca <file>", "certificates of the authorities that are trusted (PEM, DER, or a folder of them), instead of certs/ca.der"))
		.addOption(new Option("--user <name>", "user at the broker"))
		.addOption(new Option("--password <password>", "password at the broker; better given in the environment as GATTWAY_PASSWORD"))
		.addOption(new Option("--pcap <file>", "write a capture for Wireshark and tshark"))
		.addOption(new Option("--keylog <file>", "write the secrets with which they decrypt it"))
		.helpOption("--help", "tell this")
		.allowExcessArguments(false)
		.showHelpAfterError("npm run handshake -- --help lists the options")
		.exitOverride();
}

function parseBroker(address: string | undefined, { ca, password, user }: Options, secret: string | undefined): OutsideBroker | undefined {
	if (address === undefined) {
		const needless = Object.entries({ ca, user, password }).find(([, value]) => value !== undefined);
		if (needless)
			throw new UsageError(`--${needless[0]}`, "is for an outside broker", "give its address, for example mqtts://broker.example.com:8883, or leave it out");
		return undefined;
	}
	const result = parseBrokerURL(address);
	if ("problem" in result)
		throw new UsageError("address", result.problem, `for example ${result.example.replace(/^broker=/, "").split(" ")[0]}`);
	const { host, port, secure } = result.address;
	if (!secure)
		throw new UsageError("address", "is that of a broker in clear, where there is no handshake", "take mqtts:// and the broker's port for TLS");
	if (password !== undefined && user === undefined)
		throw new UsageError("--password", "is given without a user", "add --user NAME");
	const known = password ?? (secret === "" ? undefined : secret);
	return { host, port, ca, user, password: user === undefined ? undefined : known };
}
