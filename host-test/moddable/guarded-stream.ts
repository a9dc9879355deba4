import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { NodeSignatures } from "../../certs/node-signatures";
import { ServerFlight } from "../../certs/server-flight";
import { BrokerCheck, type BrokerIdentity } from "../../modules/device/broker-check";
import { HandshakeViolation } from "../../modules/trust/handshake-violation";
import { describeReason } from "../../modules/trust/reason-text";
import type { TrustAnchor } from "../../modules/trust/trust-anchor";

/** Why the gateway would go no further with a peer. */
export interface Refusal {
	/** For counters: of the chain, or of the handshake. */
	readonly reason: string;
	/** For people. */
	readonly message: string;
	/** True where trying again can't help until a person changes something. */
	readonly lasting: boolean;
}

export interface GuardedStreamOptions {
	/** Connected or not yet; it is closed with the stream. */
	readonly socket: Socket;
	/** Name or address that the broker's certificate must be for. */
	readonly host: string;
	readonly anchors: readonly TrustAnchor[];
	/** SHA-256 of a SubjectPublicKeyInfo each, one of which must be on the path; none: no pin. */
	readonly pins?: readonly Uint8Array[] | undefined;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** Comes once at most, and ends the stream. */
	onRefused(refusal: Refusal): void;
}

/** Of a record with ClientHello: header, message header, version; then come 32 bytes. */
const RANDOM = 5 + 4 + 2;
const FATAL_ALERT = Object.freeze([21, 3, 3, 0, 2, 2]);
const HANDSHAKE_FAILURE = 40;
const BAD_CERTIFICATE = 42;

/**
 * Stands between Node's TLS 1.2 and TCP, and judges the broker from its own bytes with the gateway's code: its guard
 * of records and messages, its verdict on the chain as it was sent, its check of the key share. Node's TLS gets nothing
 * of the broker's flight before all of it was found good, so it can't answer: no key exchange, and no byte of what
 * is written to it, leaves for a peer that the gateway refuses. Later records are held to the guard as well.
 */
export class GuardedStream extends Duplex {
	#options: GuardedStreamOptions;
	#check: BrokerCheck;
	#flight: ServerFlight | undefined;
	/** The broker's flight, until it is judged. */
	#held: Buffer[] = [];
	#settled = false;

	constructor(options: GuardedStreamOptions) {
		super();
		this.#options = options;
		this.#check = new BrokerCheck({ ...options, signatures: new NodeSignatures() });
		const { socket } = options;
		socket.on("data", (bytes: Buffer) => this.#receive(bytes));
		socket.on("end", () => this.push(null));
		socket.on("error", error => this.destroy(error));
		socket.on("close", () => this.destroy());
	}
	/** Whom the chain names; undefined before it was accepted. */
	get identity(): BrokerIdentity | undefined {
		return this.#check.identity;
	}
	/** The broker asked for a client certificate. */
	get asked(): boolean {
		return this.#flight?.asksForCertificate ?? false;
	}
	override _read(): void {
		this.#options.socket.resume();
	}
	override _write(bytes: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
		this.#flight ??= new ServerFlight(Uint8Array.from(bytes.subarray(RANDOM, RANDOM + 32)), new NodeSignatures());
		this.#options.socket.write(bytes, done);
	}
	override _final(done: () => void): void {
		this.#options.socket.end(done);
	}
	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		const { socket } = this.#options;
		if (socket.connecting)
			socket.destroy();
		else
			socket.destroySoon();
		done(error);
	}
	#receive(bytes: Buffer): void {
		if (this.destroyed)
			return;
		const flight = this.#flight!;
		try {
			flight.receive(bytes);
		}
		catch (error) {
			if (!(error instanceof HandshakeViolation))
				throw error;
			// what is wrong with the certificates goes first, as on the device, which looks at them before the key share
			if (!this.#settled && flight.chain && !this.#check.verify(flight.chain))
				return this.#refuseChain();
			return this.#refuse({ reason: error.reason, message: error.message, lasting: false },
				error.reason === "alert" ? undefined : HANDSHAKE_FAILURE);
		}
		this.#held.push(bytes);
		if (!flight.complete)
			return;
		if (!this.#settled && !this.#check.verify(flight.chain!))
			return this.#refuseChain();
		this.#settled = true;
		for (const each of this.#held.splice(0)) {
			if (!this.push(each))
				this.#options.socket.pause();
		}
	}
	#refuseChain(): void {
		const refusal = this.#check.refusal!;
		this.#refuse({ reason: refusal.code, message: describeReason(refusal), lasting: true }, BAD_CERTIFICATE);
	}
	/** @param alert what to tell the broker, as long as that goes in clear */
	#refuse(refusal: Refusal, alert: number | undefined): void {
		const { onRefused, socket } = this.#options;
		if (alert !== undefined && !this.#settled && socket.writable)
			socket.write(Uint8Array.of(...FATAL_ALERT, alert));
		onRefused(refusal);
		this.destroy();
	}
}
