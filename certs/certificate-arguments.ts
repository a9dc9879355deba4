import { resolve } from "node:path";
import { Command } from "commander";
import { UsageError } from "./usage-error";
import { parseBrokerURL } from "../modules/configuration/broker-url";
import { hostProblem } from "../modules/configuration/host-name";
import type { AnchorName } from "./anchor-folder";
import type { Terminal } from "./terminal";

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
	cafile?: string;
	host?: string;
	at?: string;
	save?: boolean;
	saveNext?: boolean;
	force?: boolean;
	list?: boolean;
	folder?: string;
}

const EXAMPLE = "for example npm run certificate -- mqtts://broker.example.com:8883";

/**
 * Reads the command line of `npm run certificate`.
 * @throws UsageError, or commander's CommanderError for --help (exit code 0) and unknown options
 */
export function parseArguments(parameters: readonly string[], terminal: Terminal, environment: NodeJS.ProcessEnv): CertificateArguments {
	const program = command(terminal).parse(parameters, { from: "user" });
	const options = program.opts<Options>(), [url] = program.args;
	// npm runs scripts in the project's folder; a person means the folder they are in
	const start = environment.npm_lifecycle_event === "certificate" ? environment.INIT_CWD ?? "" : "";
	if (options.list)
		refuseBesideList(url, options);
	else if (url === undefined)
		throw new UsageError("the broker", "is missing", `${EXAMPLE}, or --list`);
	if (options.save && options.saveNext)
		throw new UsageError("--save-next", "is there beside --save", "take one: --save for the present CA, --save-next for the next one");
	if (options.force && !options.save && !options.saveNext)
		throw new UsageError("--force", "has nothing to replace", "add --save or --save-next, or leave it out");
	return {
		broker: url === undefined ? undefined : parseBroker(url, options.host),
		authorities: options.cafile === undefined ? undefined : resolve(start, options.cafile),
		save: options.save ? "ca.der" : options.saveNext ? "ca-next.der" : undefined,
		force: options.force ?? false,
		now: options.at === undefined ? Date.now() : parseTime(options.at),
		folder: options.folder === undefined ? { path: __dirname, label: "certs" } :
			{ path: resolve(start, options.folder), label: options.folder.replace(/(?<=.)[/\\]+$/, "") },
	};
}

function command(terminal: Terminal): Command {
	return new Command("npm run certificate --")
		.description("Shows the certificates of a broker, and whether and why the gateway accepts them; keeps the gateway's trust anchors.")
		.argument("[broker]", "mqtts://host[:port]; the port is 8883 unless given")
		.option("--cafile <path>", "look for the root here instead of in Node's root store: PEM, DER, or a folder of them")
		.option("--host <name>", "check and ask for this name instead of the one in the URL")
		.option("--at <date>", "check validity at another time, for example 2027-01-31 or 2027-01-31T12:00:00Z")
		.option("--save", "write the root as DER to certs/ca.der, if the broker would be accepted with it")
		.option("--save-next", "write it to certs/ca-next.der, to have both during a rollover")
		.option("--force", "replace another certificate there")
		.option("--list", "show what is embedded, and its days left")
		.option("--folder <path>", "another folder than certs/")
		.helpOption("--help", "tell this")
		.allowExcessArguments(false)
		.showHelpAfterError("npm run certificate -- --help lists the options")
		.configureOutput({ writeOut: text => terminal.write(text), writeErr: text => terminal.complain(text) })
		.exitOverride();
}

function refuseBesideList(url: string | undefined, { cafile, force, host, save, saveNext }: Options): void {
	const needless = Object.entries({ "the broker": url, "--cafile": cafile, "--host": host, "--save": save, "--save-next": saveNext, "--force": force })
		.find(([, value]) => value !== undefined);
	if (needless)
		throw new UsageError(needless[0], "has no meaning with --list, which asks no broker", "leave one of them out");
}

function parseBroker(url: string, name: string | undefined): NonNullable<CertificateArguments["broker"]> {
	const result = parseBrokerURL(url);
	if ("problem" in result)
		throw new UsageError(url, result.problem, `for example ${result.example.replace(/^broker=/, "").split(" ")[0]}`);
	const { host, port, secure } = result.address;
	if (!secure)
		throw new UsageError(url, "is a broker in clear, which has no certificate", `take its port for TLS, for example ${url.replace(/^mqtt:\/\/(.*?)(:\d+)?$/i, "mqtts://$1:8883")}`);
	const wanted = name?.replace(/^\[(.*)\]$/, "$1").toLowerCase() ?? host, problem = hostProblem(wanted);
	if (problem !== undefined)
		throw new UsageError(`--host ${name}`, problem, "give a name or an address, for example --host broker.example.com");
	return { host, port, name: wanted };
}

/** A day is its start, and a time without zone is, in UTC. */
function parseTime(text: string): number {
	const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text) ?
		Date.parse(/T[^Z+-]*$/.test(text) ? `${text}Z` : text) : NaN;
	if (Number.isNaN(time))
		throw new UsageError(`--at ${text}`, "is not a date", "for example --at 2027-01-31 or --at 2027-01-31T12:00:00Z");
	return time;
}
