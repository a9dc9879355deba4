import { randomBytes } from "node:crypto";
import { basename, join } from "node:path";
import { readTrustAnchor, type TrustAnchor } from "../../modules/trust/trust-anchor";
import { AnchorFolder } from "../../certs/anchor-folder";
import { readCandidates } from "../../certs/certificate-source";
import { Authority } from "../authority";
import { EmbeddedBroker } from "../embedded-broker";
import { UsageError } from "../../certs/usage-error";
import { Capture } from "./capture";
import { Exchange } from "./exchange";
import type { HandshakeArguments, OutsideBroker } from "./handshake-arguments";
import type { Narrator } from "./narrator";
import { PrivateFile } from "./private-file";

/** For the whole exchange, in milliseconds; the gateway's for its handshake. */
const DEADLINE = 15_000;
const CERTIFICATES = join(__dirname, "..", "..", "certs");

/** Where the broker is, how to be let in, and whom to trust. */
interface Access {
	readonly host: string;
	readonly port: number;
	readonly anchors: readonly TrustAnchor[];
	readonly user: string | undefined;
	readonly password: string | undefined;
	/** Ends the broker, if it is ours. */
	stop(): Promise<void>;
}

async function embedBroker(): Promise<Access> {
	const authority = await Authority.create({ name: "Gattway demonstration authority" });
	const user = "gateway", password = randomBytes(18).toString("base64url");
	const { certificate, key } = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
	const broker = new EmbeddedBroker({ certificate, key, user, password });
	await broker.start();
	return { host: "localhost", port: broker.port, anchors: [readTrustAnchor(authority.der).anchor!], user, password, stop: () => broker.stop() };
}

function reachBroker({ ca, ...broker }: OutsideBroker): Access {
	const candidates = ca === undefined ? new AnchorFolder(CERTIFICATES, "certs").candidates() : readCandidates("--ca", ca).candidates;
	if (!candidates.length)
		throw new UsageError("--ca", "is missing, and so is certs/ca.der: nobody can be trusted", "add --ca FILE, the certificate of the authority that issued the broker's");
	return { ...broker, anchors: candidates.map(({ anchor }) => anchor), stop: async () => {} };
}

/**
 * Carries one exchange out and narrates it.
 * @returns whether it went through to its end
 * @throws UsageError for files that can't be read or written
 */
export async function narrate({ broker, keylog, pcap }: HandshakeArguments, narrator: Narrator): Promise<boolean> {
	const access = broker ? reachBroker(broker) : await embedBroker();
	try {
		const capture = pcap === undefined ? undefined : { file: new PrivateFile("--pcap", pcap), packets: new Capture() };
		const secrets = keylog === undefined ? undefined : new PrivateFile("--keylog", keylog);
		introduce(narrator, access, broker !== undefined);
		const { failure } = await new Exchange({
			...access,
			clientId: `handshake-${randomBytes(6).toString("hex")}`,
			deadline: DEADLINE,
			capture: capture?.packets,
			onRecord: (record, time) => narrator.record(record, time),
			onConnection: (text, direction, time) => narrator.connection(text, direction, time),
			onVerdict: text => narrator.verdict(text),
			onSecret: line => secrets?.write(line),
		}).run();
		narrator.say("");
		if (failure === undefined)
			narrator.done("Done: the exchange went through, and the gateway accepts this broker.");
		else
			narrator.failed(`Failed: ${failure}${/[.!?]$/.test(failure) ? "" : "."}`);
		capture?.file.write(capture.packets.file());
		capture?.file.close();
		secrets?.close();
		tellFiles(narrator, pcap, keylog, access.port);
		return failure === undefined;
	}
	finally {
		await access.stop();
	}
}

function introduce(narrator: Narrator, { anchors, host, port }: Access, outside: boolean): void {
	const subjects = anchors.map(anchor => anchor.name).join("; ");
	narrator.say(`This handshake is Node's (OpenSSL ${process.versions.openssl}) with the gateway's parameters, not the chip's: TLS 1.2 only, ECDHE on P-256`);
	narrator.say("or P-384 with AES-128-GCM, signatures by ECDSA or RSA with SHA-256, 384 or 512. The chip's ClientHello differs in this: it asks");
	narrator.say("for records of 4,096 bytes at most, lacks TLS_EMPTY_RENEGOTIATION_INFO_SCSV and the two compressed point formats, and orders its extensions otherwise.");
	narrator.say("The checks of the broker are the gateway's own code.");
	narrator.say(outside
		? `The broker is mqtts://${host.includes(":") ? `[${host}]` : host}:${port}; trusted: ${subjects}`
		: `The broker is embedded here (mqtts://${host}:${port}), its certificate made just now; trusted: ${subjects}`);
	narrator.say("Times are since the start, sizes in bytes, each with its header.");
	narrator.say("");
}

function tellFiles(narrator: Narrator, pcap: string | undefined, keylog: string | undefined, port: number): void {
	if (pcap !== undefined)
		narrator.say(`${basename(pcap)} is the capture (its IP and TCP headers are made up around the real bytes and times).`);
	if (keylog !== undefined)
		narrator.say(`${basename(keylog)} holds the secrets of this connection: whoever has it and a capture reads everything, the MQTT password too.`);
	if (pcap !== undefined && keylog !== undefined) {
		const hint = port === 8_883 ? "" : ` -d tcp.port==${port},tls -d tls.port==${port},mqtt`;
		narrator.say(`Read them with: tshark -r ${basename(pcap)} -o tls.keylog_file:${basename(keylog)}${hint}`);
	}
}
