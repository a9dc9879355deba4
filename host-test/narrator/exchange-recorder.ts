import { once } from "node:events";
import { createServer as createPlainServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { generate, parser } from "mqtt-packet";
import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import type { Authority } from "../authority";
import { Capture } from "./capture";
import type { Dissection } from "./dissector";
import { Exchange, type ExchangeOptions } from "./exchange";
import { Narrator } from "./narrator";

export interface RecordedExchange {
	readonly failure: string | undefined;
	readonly records: readonly Dissection[];
	readonly verdicts: readonly string[];
	readonly capture: Capture;
	/** Lines of the key log. */
	readonly secrets: readonly string[];
	/** As it is printed, without colours. */
	readonly text: string;
}

/** Carries out an exchange with a broker on 127.0.0.1 and keeps all that it tells. */
export async function recordExchange(port: number, authority: Authority, options: Partial<ExchangeOptions> = {}): Promise<RecordedExchange> {
	const records: Dissection[] = [], verdicts: string[] = [], secrets: string[] = [], capture = new Capture();
	let text = "";
	const narrator = new Narrator(part => { text += part; }, false);
	const { failure } = await new Exchange({
		host: "127.0.0.1", port, anchors: [readTrustAnchor(authority.der).anchor!], user: undefined, password: undefined,
		clientId: "narrator", deadline: 10_000, capture,
		onRecord(record, time) {
			records.push(record);
			narrator.record(record, time);
		},
		onConnection: (line, direction, time) => narrator.connection(line, direction, time),
		onVerdict(line) {
			verdicts.push(line);
			narrator.verdict(line);
		},
		onSecret: line => secrets.push(line),
		...options,
	}).run();
	return { failure, records, verdicts, capture, secrets, text };
}

/** "→ ClientHello", "← ServerHello" …, in order. */
export function messageNames(records: readonly Dissection[]): string[] {
	return records.flatMap(({ direction, messages }) => messages.map(({ name }) => `${direction === "sent" ? "→" : "←"} ${name}`));
}

/** Bytes of all records in one direction. */
export function bytesOf(records: readonly Dissection[], direction: Dissection["direction"]): number {
	return records.filter(record => record.direction === direction).reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** Servers on 127.0.0.1, and what came to them. */
export class TestServers {
	/** Connections that were taken, still open or not. */
	readonly peers: Socket[] = [];
	/** Bytes of MQTT that came. */
	mqtt = 0;
	#servers: Server[] = [];

	/** Speaks TLS and answers MQTT. @returns its port */
	secure(options: TlsOptions): Promise<number> {
		return this.#listen(createServer({ minVersion: "TLSv1.2", ...options }, stream => {
			const incoming = parser({ protocolVersion: 4 });
			incoming.on("packet", ({ cmd }) => {
				if (cmd === "connect")
					stream.write(generate({ cmd: "connack", returnCode: 0, sessionPresent: false }));
				else if (cmd === "pingreq")
					stream.write(generate({ cmd: "pingresp" }));
			});
			stream.on("error", () => {}).on("data", (bytes: Buffer) => {
				this.mqtt += bytes.length;
				incoming.parse(bytes);
			});
		}));
	}
	/** @returns its port */
	plain(serve: (peer: Socket) => void): Promise<number> {
		return this.#listen(createPlainServer(serve));
	}
	async close(): Promise<void> {
		this.peers.forEach(peer => peer.destroy());
		for (const server of this.#servers.splice(0)) {
			server.close();
			await once(server, "close");
		}
	}
	async #listen(server: Server): Promise<number> {
		server.on("connection", (peer: Socket) => this.peers.push(peer.on("error", () => {})));
		server.on("tlsClientError", () => {});
		server.listen(0, "127.0.0.1");
		this.#servers.push(server);
		await once(server, "listening");
		return (server.address() as AddressInfo).port;
	}
}
