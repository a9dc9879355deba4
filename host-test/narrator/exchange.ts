import { connect as connectSocket, type Socket } from "node:net";
import { connect as connectStream, type TLSSocket } from "node:tls";
import type { TrustAnchor } from "../../modules/trust/trust-anchor";
import { describeAlert } from "../../modules/trust/alert-names";
import { ALERT, RECORD_HEADER } from "../../modules/trust/tls-numbers";
import { BrokerJudge, type Objection } from "./broker-judge";
import type { Capture } from "./capture";
import { bytesText } from "./description";
import { Dissector, type Dissection } from "./dissector";
import { gatewayParameters } from "../moddable/gateway-parameters";
import type { Direction } from "./message-description";
import { converse } from "./mqtt-dialogue";
import { Tap } from "./tap";

export interface ExchangeOptions {
	/** Name or address, without brackets; also what the certificate must be for. */
	readonly host: string;
	readonly port: number;
	readonly anchors: readonly TrustAnchor[];
	readonly user: string | undefined;
	readonly password: string | undefined;
	/** MQTT client identifier. */
	readonly clientId: string;
	/** For the whole exchange, in milliseconds. */
	readonly deadline: number;
	readonly capture?: Capture | undefined;
	/** Times are milliseconds since the start. */
	onRecord(record: Dissection, time: number): void;
	/** TCP's own doings. */
	onConnection(text: string, direction: Direction, time: number): void;
	/** What the gateway thinks of it. */
	onVerdict(text: string): void;
	/** A line of the key log, with its line feed. */
	onSecret?(line: string): void;
}

/** Without `failure` it went through to its end. */
export interface Outcome {
	readonly failure: string | undefined;
}

/** How much a broker may send, in bytes. */
const ROOM = 1_048_576;
/** How long the end of the connection is waited for, in milliseconds. */
const FAREWELL = 500;
const FATAL = 2;

type Phase = "connecting" | "handshake" | "MQTT";

const WHEN: Readonly<Record<Phase, string>> = Object.freeze({
	"connecting": "before the broker answered", "handshake": "in the TLS handshake", "MQTT": "before the broker answered in MQTT",
});

/** One connection to a broker: the handshake by Node's TLS, watched; the gateway's checks; a short MQTT conversation. */
export class Exchange {
	#options: ExchangeOptions;
	#dissector: Dissector;
	#judgement: BrokerJudge;
	#socket: Socket | undefined;
	#stream: TLSSocket | undefined;
	#start = performance.now();
	#began = Date.now();
	#received = 0;
	#phase: Phase = "connecting";
	#outcome: Outcome | undefined;
	#timer: NodeJS.Timeout | undefined;
	#resolve: (outcome: Outcome) => void = () => {};

	constructor(options: ExchangeOptions) {
		this.#options = options;
		this.#dissector = new Dissector(this.#began);
		this.#judgement = new BrokerJudge({ ...options, now: this.#began });
	}
	/** Call it once. */
	run(): Promise<Outcome> {
		const { capture, deadline, host, onConnection, port } = this.#options;
		onConnection(`TCP: SYN to ${host}, port ${port}`, "sent", this.#time);
		const asked = this.#clock, socket = this.#socket = connectSocket({ host, port, noDelay: true });
		socket.on("connect", () => {
			const { localAddress, localPort, remoteAddress, remotePort } = socket;
			capture?.open({ address: localAddress!, port: localPort! }, { address: remoteAddress!, port: remotePort! }, asked, this.#clock);
			onConnection(`TCP: SYN, ACK from ${remoteAddress}`, "received", this.#time);
			this.#handshake(socket);
		});
		socket.on("error", (error: NodeJS.ErrnoException) => this.#broken(error));
		socket.on("end", () => this.#ended("received"));
		socket.on("finish", () => this.#ended("sent"));
		socket.on("close", () => this.#closed());
		this.#timer = setTimeout(() => this.#fail(`the deadline of ${deadline / 1_000} s passed ${WHEN[this.#phase]}`), deadline);
		return new Promise(resolve => {
			this.#resolve = resolve;
		});
	}
	get #time(): number {
		return performance.now() - this.#start;
	}
	/** Milliseconds since 1970, steadily. */
	get #clock(): number {
		return this.#began + this.#time;
	}
	#handshake(socket: Socket): void {
		this.#phase = "handshake";
		const { clientId, host, onSecret, password, user } = this.#options;
		const tap = new Tap({ socket, onSent: bytes => this.#show("sent", bytes), onReceived: bytes => this.#judge(bytes) });
		const stream = this.#stream = connectStream({ ...gatewayParameters(host), socket: tap });
		stream.on("keylog", (line: Buffer) => {
			this.#dissector.learn(line.toString("latin1"));
			onSecret?.(line.toString("latin1"));
		});
		stream.on("error", (error: NodeJS.ErrnoException & { reason?: string }) => {
			// how the connection ended is the socket's to say
			if (error.code !== "ECONNRESET")
				this.#fail(`Node's TLS gave up: ${error.reason ?? error.message}`);
		});
		stream.on("secureConnect", () => {
			if (!this.#judgement.accepted)
				return this.#fail("the handshake ended without the broker's certificate");
			this.#phase = "MQTT";
			this.#options.onVerdict("handshake done: from here on MQTT is sent, and not a byte of it before");
			converse({ stream, clientId, user, password, onDone: () => this.#settle(undefined), onFailure: reason => this.#fail(reason) });
		});
	}
	#show(direction: Direction, bytes: Uint8Array, each?: (record: Dissection) => void): void {
		const time = this.#time;
		this.#options.capture?.data(direction, bytes, this.#began + time);
		for (const record of this.#dissector.push(direction, bytes)) {
			this.#options.onRecord(record, time);
			each?.(record);
		}
	}
	/** Shows what came and has it judged. @returns whether Node's TLS is to see it */
	#judge(bytes: Uint8Array): boolean {
		this.#received += bytes.length;
		if (this.#received > ROOM) {
			this.#fail(`the broker sent more than ${ROOM} bytes`);
			return false;
		}
		let objection: Objection | undefined;
		this.#show("received", bytes, record => {
			objection ??= this.#inspect(record.bytes);
		});
		const pending = this.#dissector.pending("received");
		if (pending.length >= RECORD_HEADER)
			objection ??= this.#inspect(pending);
		if (objection)
			this.#fail(objection.reason, objection.alert);
		return !this.#outcome;
	}
	#inspect(record: Uint8Array): Objection | undefined {
		if (this.#outcome)
			return undefined;
		const objection = this.#judgement.inspect(record, this.#dissector.facts), { alert } = this.#dissector;
		return objection ?? (alert ? { reason: `the broker sent ${describeAlert(alert)}`, alert: undefined } : undefined);
	}
	/** @param alert what to tell the broker, as long as that goes in clear; as the gateway does */
	#fail(reason: string, alert?: number): void {
		// it comes as an alert or as no word at all
		const wanting = this.#phase === "handshake" && this.#dissector.facts.certificateRequested && this.#dissector.sealed("sent");
		const hint = wanting ? ". It had asked for a client certificate, and this tool gives none" : "";
		this.#settle(reason + hint, alert);
	}
	#settle(failure: string | undefined, alert?: number): void {
		if (this.#outcome)
			return;
		this.#outcome = { failure };
		clearTimeout(this.#timer);
		const socket = this.#socket!;
		this.#timer = setTimeout(() => socket.destroy(), FAREWELL);
		if (this.#phase === "MQTT" && !this.#stream!.destroyed)
			this.#stream!.end();
		else if (alert !== undefined && !this.#dissector.sealed("sent") && socket.writable) {
			const record = Uint8Array.of(ALERT, 3, 3, 0, 2, FATAL, alert);
			this.#show("sent", record);
			socket.end(record);
		}
		else
			socket.end();
	}
	#ended(direction: Direction): void {
		this.#options.capture?.end(direction, this.#clock);
		this.#options.onConnection("TCP: FIN", direction, this.#time);
	}
	#broken(error: NodeJS.ErrnoException): void {
		if (this.#phase === "connecting")
			return this.#fail(error.code === "ECONNREFUSED" ? "the broker is not reachable: nothing listens there" : `the broker is not reachable: ${error.message || error.code}`);
		this.#options.capture?.reset("received", this.#clock);
		this.#options.onConnection(`TCP: broken (${error.code})`, "received", this.#time);
		this.#fail(`the broker broke the connection (${error.code}) ${WHEN[this.#phase]}`);
	}
	#closed(): void {
		const rest = this.#dissector.pending("received").length;
		if (rest)
			this.#options.onConnection(`${bytesText(rest)} of a record that never became whole`, "received", this.#time);
		this.#fail(`the broker ended the connection ${WHEN[this.#phase]}, without saying why`);
		clearTimeout(this.#timer);
		this.#stream?.destroy();
		this.#resolve(this.#outcome!);
	}
}
