import { brokerURL, commandLine, credentialOptions, credentialsOf, pathOf, refuseOptions, type Credentials, type GivenBroker } from "../../certs/command-line";
import { UsageError } from "../../certs/usage-error";

/** A broker outside of this process. */
export interface OutsideBroker extends Credentials {
	readonly host: string;
	readonly port: number;
	/** Path of PEM, DER or a folder of them; undefined: what is in certs/. */
	readonly ca: string | undefined;
}

export interface HandshakeArguments {
	/** Undefined: the embedded one. */
	readonly broker: OutsideBroker | undefined;
	/** Paths of the files to write. */
	readonly pcap: string | undefined;
	readonly keylog: string | undefined;
}

/**
 * Reads the command line of `npm run handshake`.
 * @throws UsageError, or commander's CommanderError for --help (exit code 0) and what commander refuses
 */
export function parseArguments(parameters: readonly string[]): HandshakeArguments {
	const path = pathOf("handshake");
	const program = commandLine("handshake", "Narrates one TLS handshake with a broker, message by message, and a short MQTT conversation after it.")
		.argument("[address]", "mqtts://host[:port]; without it, a broker embedded here", brokerURL("address"))
		.option("--ca <file>", "certificates of the authorities that are trusted (PEM, DER, or a folder of them), instead of certs/ca.der", path)
		.addOption(credentialOptions.user())
		.addOption(credentialOptions.password())
		.option("--pcap <file>", "write a capture for Wireshark and tshark", path)
		.option("--keylog <file>", "write the secrets with which they decrypt it", path)
		.parse(parameters, { from: "user" });
	const { ca, keylog, pcap } = program.opts<{ ca?: string; pcap?: string; keylog?: string }>(), address = program.processedArgs[0] as GivenBroker | undefined;
	if (pcap !== undefined && pcap === keylog)
		throw new UsageError("--keylog", "is the same file as --pcap", "give two files");
	if (!address)
		refuseOptions(program, ["ca", "user", "password"], "is for an outside broker", "give its address, for example mqtts://broker.example.com:8883, or leave it out");
	else if (!address.secure)
		throw new UsageError("address", "is that of a broker in clear, where there is no handshake", "take mqtts:// and the broker's port for TLS");
	return { broker: address && { host: address.host, port: address.port, ca, ...credentialsOf(program) }, pcap, keylog };
}
