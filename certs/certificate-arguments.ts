import { InvalidArgumentError, Option } from "commander";
import { hostProblem } from "../modules/configuration/host-name";
import type { AnchorName } from "./anchor-folder";
import { brokerURL, commandLine, pathOf, type GivenBroker } from "./command-line";
import type { Terminal } from "./terminal";
import { UsageError } from "./usage-error";

export interface CertificateArguments {
	/** Undefined: list what is embedded. */
	readonly broker: {
		readonly host: string;
		readonly port: number;
		/** Name or address that the certificate must be for. */
		readonly name: string;
	} | undefined;
	/** Path of a file or folder. */
	readonly authorities: string | undefined;
	readonly save: AnchorName | undefined;
	readonly force: boolean;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Path, and how people know it. */
	readonly folder: { readonly path: string; readonly label: string };
}

interface Options {
	readonly cafile?: string;
	readonly host?: string;
	readonly at?: number;
	readonly save?: boolean;
	readonly saveNext?: boolean;
	readonly force: boolean;
	readonly list?: boolean;
	readonly folder?: string;
}

const EXAMPLE = "for example npm run certificate -- mqtts://broker.example.com:8883";

/**
 * Reads the command line of `npm run certificate`.
 * @throws UsageError, or commander's CommanderError for --help (exit code 0) and what commander refuses
 */
export function parseArguments(parameters: readonly string[], terminal: Terminal): CertificateArguments {
	const path = pathOf("certificate");
	const program = commandLine("certificate", "Shows the certificates of a broker, and whether and why the gateway accepts them; keeps the gateway's trust anchors.")
		.argument("[broker]", "mqtts://host[:port]; the port is 8883 unless given", brokerURL("the broker"))
		.option("--cafile <path>", "look for the root here instead of in Node's root store: PEM, DER, or a folder of them", path)
		.option("--host <name>", "check and ask for this name instead of the one in the URL", parseName)
		.option("--at <date>", "check validity at another time, for example 2027-01-31 or 2027-01-31T12:00:00Z", parseTime)
		.option("--save", "write the root as DER to certs/ca.der, if the broker would be accepted with it")
		.addOption(new Option("--save-next", "write it to certs/ca-next.der, to have both during a rollover").conflicts("save"))
		.option("--force", "replace another certificate there", false)
		.addOption(new Option("--list", "show what is embedded, and its days left").conflicts(["cafile", "host", "save", "saveNext", "force"]))
		.option("--folder <path>", "another folder than certs/")
		.configureOutput({ writeOut: text => terminal.write(text), writeErr: text => terminal.complain(text) })
		.parse(parameters, { from: "user" });
	const { at, cafile, folder, force, host, list, save, saveNext } = program.opts<Options>(), broker = program.processedArgs[0] as GivenBroker | undefined;
	if (list && broker)
		throw new UsageError("the broker", "has no meaning with --list, which asks no broker", "leave one of them out");
	if (!list && !broker)
		throw new UsageError("the broker", "is missing", `${EXAMPLE}, or --list`);
	if (force && !save && !saveNext)
		throw new UsageError("--force", "has nothing to replace", "add --save or --save-next, or leave it out");
	return {
		broker: broker && secured(broker, host),
		authorities: cafile,
		save: save ? "ca.der" : saveNext ? "ca-next.der" : undefined,
		force,
		now: at ?? Date.now(),
		folder: folder === undefined ? { path: __dirname, label: "certs" } : { path: path(folder), label: folder.replace(/(?<=.)[/\\]+$/, "") },
	};
}

function secured({ host, port, secure, url }: GivenBroker, name: string | undefined): NonNullable<CertificateArguments["broker"]> {
	if (!secure)
		throw new UsageError(url, "is a broker in clear, which has no certificate", `take its port for TLS, for example ${url.replace(/^mqtt:\/\/(.*?)(:\d+)?$/i, "mqtts://$1:8883")}`);
	return { host, port, name: name ?? host };
}

function parseName(text: string): string {
	const name = text.replace(/^\[(.*)\]$/, "$1").toLowerCase(), problem = hostProblem(name);
	if (problem !== undefined)
		throw new InvalidArgumentError(`It ${problem}; give a name or an address, for example --host broker.example.com.`);
	return name;
}

/** A day is its start, and a time without zone is, in UTC. */
function parseTime(text: string): number {
	const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text) ?
		Date.parse(/T[^Z+-]*$/.test(text) ? `${text}Z` : text) : NaN;
	if (Number.isNaN(time))
		throw new InvalidArgumentError("It is not a date; for example --at 2027-01-31 or --at 2027-01-31T12:00:00Z.");
	return time;
}
