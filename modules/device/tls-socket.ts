import type { SessionSocket } from "ssl/session";
import { isInternetAddress } from "../certificate/internet-address";
import { describeReason } from "../certificate/reason-text";
import type { TrustAnchor } from "../certificate/trust-anchor";
import type { SecureSession } from "../gateway/broker-link";
import { describeAlert } from "../handshake/alert-names";
import { HandshakeGuard, HandshakeViolation } from "../handshake/handshake-guard";
import { BrokerCheck } from "./broker-check";
import type { ClientIdentity } from "./client-identity";
import { GuardedSession } from "./guarded-session";
import type { SessionCache } from "./session-cache";
import { DeviceSignatures } from "./signature-verifier";

const SERVER_HELLO_DONE = 14;
const FINISHED = 20;
/** Header, explicit nonce and tag of a record. */
const OVERHEAD = 5 + 8 + 16;
const CLOSE_NOTIFY = 0;
const HANDSHAKE_FAILURE = 40;
const BAD_CERTIFICATE = 42;

const SUITES: Readonly<Record<number, string>> = Object.freeze({
	0xc02b: "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
	0xc02f: "ECDHE_RSA_WITH_AES_128_GCM_SHA256",
});

/** `reason` is what `failure` is about, for counters; "" where there is no more to say. */
export interface TLSFailure {
	readonly failure: "TLS" | "connection lost" | "not reachable";
	readonly reason: string;
	readonly message: string;
	readonly lasting: boolean;
}

/** What `options.secure` holds. */
export interface SecureOptions {
	readonly anchors: readonly TrustAnchor[];
	readonly cache: SessionCache;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** SHA-256 of a SubjectPublicKeyInfo each, one of which must be on the path; none: no pin. */
	readonly pins: readonly Uint8Array[];
	/** For brokers that ask for a client certificate. */
	readonly identity: ClientIdentity | undefined;
}

interface TCPSocket {
	read(buffer: Uint8Array): void;
	/** Undefined on Linux if the connection is broken. */
	write(bytes: Uint8Array): number | undefined;
	close(): void;
}

export interface TLSSocketOptions {
	readonly TCP: { readonly io: new (options: Record<string, unknown>) => TCPSocket };
	readonly address: string;
	/** Name or address that the broker's certificate must be for. */
	readonly host: string;
	readonly port: number;
	readonly secure: SecureOptions;
	/** TCP is connected; the handshake starts. */
	onSecuring(): void;
	onSecure(session: SecureSession): void;
	onReadable(count: number): void;
	onWritable(count: number): void;
	onError(error: TLSFailure): void;
}

/**
 * A TLS 1.2 client socket on the SDK's session, in place of the SDK's `embedded:io/socket/tcp/tls`. Nothing is sent
 * or delivered as application data before the broker's Finished has verified, whatever the peer does; every failure
 * ends in one `onError` with its reason; nothing is thrown into a socket callback.
 */
export default class TLSSocket {
	#options: TLSSocketOptions;
	#session: GuardedSession;
	#check: BrokerCheck;
	#socket: SessionSocket;
	#tcp: TCPSocket | undefined;
	#state: "connecting" | "handshaking" | "open" | "closed" = "connecting";
	/** Handshake messages that TCP had no room for. */
	#unsent: Uint8Array[] = [];
	#data: Uint8Array | undefined;
	#broken = false;

	constructor(options: TLSSocketOptions) {
		this.#options = options;
		const { address, host, port, secure, TCP } = options;
		this.#check = new BrokerCheck({ anchors: secure.anchors, pins: secure.pins, host, signatures: new DeviceSignatures(), now: secure.now });
		// RFC 6066 §3: no address is sent as server name
		const named = isInternetAddress(host) ? {} : { serverName: host };
		this.#session = new GuardedSession({
			...named,
			protocolVersion: 0x303,
			check: this.#check,
			identity: secure.identity,
		});
		this.#session.cacheManager = secure.cache;
		const offered = secure.cache.id;
		this.#session.guard = new HandshakeGuard(offered && new Uint8Array(offered));
		this.#session.guard.onKeyExchange = exchange =>
			this.#check.verifyKeyExchange(exchange, this.#session.clientRandom, this.#session.serverRandom);
		this.#session.initiateHandshake();
		this.#socket = {
			readable: 0,
			writable: 0,
			read: buffer => this.#tcp!.read(buffer),
			write: packet => this.#send(packet),
		};
		this.#tcp = new TCP.io({
			address, port, nodelay: true,
			onReadable: (count: number) => this.#onReadable(count),
			onWritable: (count: number) => this.#onWritable(count),
			onError: () => this.#onError(),
		});
	}
	/** At most `count` bytes of what came. */
	read(count: number): Uint8Array | undefined {
		const data = this.#data;
		if (!data)
			return undefined;
		this.#data = count < data.length ? data.subarray(count) : undefined;
		return count < data.length ? data.subarray(0, count) : data;
	}
	/**
	 * Sends one record. Throws if it is more than may be written.
	 * @returns how much may be written then; undefined if the connection is broken
	 */
	write(bytes: Uint8Array): number | undefined {
		if (this.#state !== "open")
			throw new Error("TLS is not open");
		if (bytes.length + OVERHEAD > this.#socket.writable)
			throw new Error("would block");
		this.#session.write(this.#socket, bytes);
		return this.#broken ? undefined : this.#room;
	}
	/** Says close_notify if there is a session to end. Idempotent; nothing is called afterwards. */
	close(): void {
		const open = this.#state === "open";
		this.#state = "closed";
		const tcp = this.#tcp;
		if (open && tcp) {
			try {
				this.#session.close(this.#socket);
			}
			catch {
				// no room: the end of the connection says the same
			}
		}
		this.#tcp = this.#data = undefined;
		tcp?.close();
	}
	get #room(): number {
		return Math.max(0, this.#socket.writable - OVERHEAD);
	}
	#onReadable(count: number): void {
		this.#guard(() => {
			this.#socket.readable = count;
			if (this.#state === "handshaking")
				this.#handshake();
			if (this.#state === "open")
				this.#receive();
		});
	}
	#onWritable(count: number): void {
		this.#guard(() => {
			this.#socket.writable = count;
			while (this.#unsent.length && this.#unsent[0]!.length <= this.#socket.writable)
				this.#transmit(this.#unsent.shift()!);
			if (this.#state === "connecting") {
				this.#state = "handshaking";
				this.#options.onSecuring();
				this.#handshake();
			}
			else if (this.#state === "open" && this.#room > 0)
				this.#options.onWritable(this.#room);
		});
	}
	#onError(): void {
		switch (this.#state) {
			case "connecting":
				return this.#fail("not reachable", "", "");
			case "handshaking":
				if (this.#session.guard.asked)
					return this.#fail("TLS", "client certificate", this.#wanting("ended the connection"), true);
				return this.#fail("TLS", "ended", "the broker ended the connection in the TLS handshake, without saying why");
			default:
				this.#fail("connection lost", "", "");
		}
	}
	#handshake(): void {
		const session = this.#session, socket = this.#socket;
		do {
			// the session reads only where there is something to read; here it is in the record that was read before
			const virtual = session.hasMore && socket.readable === 0;
			if (virtual)
				socket.readable = 1;
			const over = session.handshake(socket);
			if (virtual)
				socket.readable = 0;
			if (over)
				return this.#finish();
			// on Linux TCP says of a broken connection nothing else (lin/tcp.c)
			if (this.#broken)
				return this.#onError();
			// in the record where Finished must come, only Finished will do
			if (session.guard.finished && session.handshakeProcess !== FINISHED)
				throw new HandshakeViolation("unexpected message", "the broker sent something else where Finished must come");
		} while (this.#state === "handshaking" && (socket.readable > 0 || session.hasMore ||
			session.handshakeProcess === SERVER_HELLO_DONE || session.handshakeProcess === FINISHED));
	}
	#finish(): void {
		const { alert, guard, handshakeProcess } = this.#session;
		if (alert)
			throw new HandshakeViolation("alert", `the broker sent ${describeAlert(alert.description)}`);
		if (!guard.finished || handshakeProcess !== FINISHED)
			throw new HandshakeViolation("unexpected message", "the handshake ended before the broker's Finished");
		const { cache } = this.#options.secure;
		const identity = guard.resumed ? cache.identity : this.#check.identity;
		if (!identity)
			throw new HandshakeViolation("unexpected message", "the handshake ended without the broker's certificate");
		if (!guard.resumed)
			cache.verified(identity);
		this.#state = "open";
		this.#options.onSecure({
			version: "TLS 1.2",
			suite: SUITES[guard.suite] ?? "",
			name: identity.name,
			notAfter: identity.notAfter,
			expiry: identity.expiry,
			anchor: identity.anchor + (guard.resumed ? " in an earlier handshake, resumed" : ""),
		});
		if (this.#room > 0)
			this.#options.onWritable(this.#room);
	}
	#receive(): void {
		while (this.#state === "open" && this.#socket.readable > 0) {
			const data = this.#session.read(this.#socket);
			if (data === null)
				return this.#fail("connection lost", "", "the broker ended the TLS session");
			if (!data?.length)
				continue;
			this.#data = this.#data ? joined(this.#data, data) : data;
			this.#options.onReadable(this.#data.length);
		}
	}
	#send(packet: Uint8Array): number {
		if (this.#unsent.length || packet.length > this.#socket.writable)
			this.#unsent.push(packet);
		else
			this.#transmit(packet);
		return this.#socket.writable;
	}
	#transmit(packet: Uint8Array): void {
		const writable = this.#tcp!.write(packet);
		this.#socket.writable = writable ?? 0;
		this.#broken = writable === undefined;
	}
	#guard(callback: () => void): void {
		if (this.#state === "closed")
			return;
		try {
			callback();
		}
		catch (error) {
			this.#explain(error);
		}
	}
	#explain(error: unknown): void {
		const { refusal } = this.#check;
		const { alert, guard } = this.#session;
		const during = this.#state === "open" ? "" : " in the TLS handshake";
		if (this.#state !== "open")
			this.#options.secure.cache.forget();
		if (refusal) {
			this.#alert(BAD_CERTIFICATE);
			this.#fail("TLS", refusal.code, describeReason(refusal), true);
		}
		else if (error instanceof HandshakeViolation) {
			if (error.reason === "alert" && guard.asked)
				return this.#fail("TLS", "client certificate", this.#wanting(error.message.replace("the broker ", "")), true);
			this.#alert(HANDSHAKE_FAILURE);
			this.#fail("TLS", error.reason, error.message);
		}
		else if (alert && alert.description !== CLOSE_NOTIFY)
			this.#fail("TLS", "alert", `the broker sent ${describeAlert(alert.description)}`);
		else {
			this.#alert(HANDSHAKE_FAILURE);
			this.#fail("TLS", "undecipherable", `the broker sent what could not be decrypted or understood${during} ("${error}")`);
		}
	}
	/** The broker asked for a client certificate, and then `did` what it did. */
	#wanting(did: string): string {
		return `the broker asked for a client certificate and ${did}: ` + (this.#options.secure.identity ?
			"it does not take the one in certs/client.der" : "the gateway has none; put certs/client.der and certs/client-key.der into the image");
	}
	/** A fatal alert, as long as it may go in clear. */
	#alert(description: number): void {
		if (this.#state !== "handshaking" || this.#session.guard.suite && this.#session.handshakeProcess === FINISHED)
			return;
		try {
			this.#send(Uint8Array.of(21, 3, 3, 0, 2, 2, description));
		}
		catch {
			// the end of the connection says the same
		}
	}
	#fail(failure: TLSFailure["failure"], reason: string, message: string, lasting = false): void {
		if (this.#state === "closed")
			return;
		this.close();
		this.#options.onError({ failure, reason, message, lasting });
	}
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
	const whole = new Uint8Array(first.length + second.length);
	whole.set(first);
	whole.set(second, first.length);
	return whole;
}
