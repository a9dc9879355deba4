import SSLSession, { type SessionSocket } from "ssl/session";
import type { HandshakeGuard } from "../trust/handshake-guard";

const HANDSHAKE = 22;
const HEADER = 5;

/** What the SDK's session keeps as long as it lives, though only the handshake reads it. */
const OF_HANDSHAKE = Object.freeze(["options", "clientRandom", "serverRandom", "masterSecret", "dhparams", "handshakeDigests", "peerCert"]);

/** The SDK's session, which reads whole records that the guard has let through, one handshake message at a time. */
export class GuardedSession extends SSLSession {
	guard!: HandshakeGuard;
	#record: Uint8Array | undefined;
	#filled = 0;
	/** A record with handshake messages, and where the next one starts. */
	#messages: Uint8Array | undefined;
	#position = HEADER;

	/** A record was read that has more messages. */
	get hasMore(): boolean {
		return this.#messages !== undefined;
	}
	/**
	 * The handshake is over, and the guard lets no other begin: lets go of what it needed, some 70 slots and 700 bytes of
	 * chunks on XS.
	 */
	forgetHandshake(): void {
		this.guard.onKeyExchange = undefined;
		for (const name of OF_HANDSHAKE)
			Reflect.deleteProperty(this, name);
	}
	override readPacket(socket: SessionSocket): ArrayBuffer | undefined {
		if (this.#messages)
			return this.nextMessage(this.#messages);
		let record = this.#record ??= new Uint8Array(HEADER);
		if (!this.fill(socket, record))
			return undefined;
		if (record.length === HEADER) {
			const whole = new Uint8Array(HEADER + this.guard.inspectHeader(record));
			whole.set(record);
			record = this.#record = whole;
			if (!this.fill(socket, record))
				return undefined;
		}
		this.#record = undefined;
		this.#filled = 0;
		if (record[0] === HANDSHAKE && !this.guard.sealed) {
			this.#position = HEADER;
			return this.nextMessage(record);
		}
		this.guard.inspect(record);
		return record.buffer as ArrayBuffer;
	}
	/**
	 * Messages that share a record (RFC 5246 §6.2.1 allows it) come as a record each: the key share can only be checked
	 * when the session has taken in the certificate before it. One that is cut goes on to the guard as it is.
	 */
	private nextMessage(messages: Uint8Array): ArrayBuffer {
		const start = this.#position, left = messages.length - start;
		const length = left < 4 ? left : Math.min(left, 4 + (messages[start + 1]! << 16 | messages[start + 2]! << 8 | messages[start + 3]!));
		this.#position = start + length;
		this.#messages = length < left ? messages : undefined;
		let record = messages;
		if (length < messages.length - HEADER) {
			record = new Uint8Array(HEADER + length);
			record.set(messages.subarray(0, HEADER));
			record[3] = length >> 8;
			record[4] = length & 0xff;
			record.set(messages.subarray(start, start + length), HEADER);
		}
		this.guard.inspect(record);
		return record.buffer as ArrayBuffer;
	}
	private fill(socket: SessionSocket, record: Uint8Array): boolean {
		const count = Math.min(record.length - this.#filled, socket.readable);
		if (count > 0) {
			socket.read(record.subarray(this.#filled, this.#filled + count));
			socket.readable -= count;
			this.#filled += count;
		}
		return this.#filled === record.length;
	}
}
