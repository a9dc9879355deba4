import { isInternetAddress } from "../text/internet-address";
import { describeReason } from "../trust/reason-text";
import type { TrustAnchor } from "../trust/trust-anchor";
import type { SecureSession } from "../broker/broker-link";
import { describeAlert } from "../trust/alert-names";
import { HandshakeGuard } from "../trust/handshake-guard";
import { HandshakeViolation } from "../trust/handshake-violation";
import { BrokerCheck } from "./broker-check";
import type { ClientIdentity } from "./client-identity";
import { GuardedSession } from "./guarded-session";
import { RecordSocket, type TCPSocket } from "./record-socket";
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

/** As ECMA-419 has it: callbacks are called with the socket as `this`, which has `target`. */
export interface TLSSocketOptions {
	readonly target?: unknown;
	readonly TCP: { readonly io: new (options: Record<string, unknown>) => TCPSocket };
	readonly address: string;
	/** Name or address that the broker's certificate must be for. */
	readonly host: string;
	readonly port: number;
	readonly secure: SecureOptions;
	/** TCP is connected; the handshake starts. */
	onSecuring(this: TLSSocket): void;
	onSecure(this: TLSSocket, session: SecureSession): void;
	onReadable(this: TLSSocket, count: number): void;
	onWritable(this: TLSSocket, count: number): void;
	onError(this: TLSSocket, error: TLSFailure): void;
}

/** TCP, which calls back with itself as `this`. */
interface Lower {
	readonly target: TLSSocket;
}

/**
 * A TLS 1.2 client socket on the SDK's session, in place of the SDK's `embedded:io/socket/tcp/tls`. Nothing is sent
 * or delivered as application data before the broker's Finished has verified, whatever the peer does; every failure
 * ends in one `onError` with its reason; nothing is thrown into a socket callback.
 */
export default class TLSSocket {
	readonly target: unknown;
	#secure: SecureOptions;
	#tellSecuring: TLSSocketOptions["onSecuring"];
	#tellSecure: TLSSocketOptions["onSecure"];
	#tellReadable: TLSSocketOptions["onReadable"];
	#tellWritable: TLSSocketOptions["onWritable"];
	#tellError: TLSSocketOptions["onError"];
	#session: GuardedSession;
	/** Of the handshake. */
	#check: BrokerCheck | undefined;
	#socket = new RecordSocket();
	#state: "connecting" | "handshaking" | "open" | "closed" = "connecting";
	#data: Uint8Array | undefined;

	constructor(options: TLSSocketOptions) {
		const { address, host, port, secure, TCP } = options;
		this.target = options.target;
		this.#secure = secure;
		this.#tellSecuring = options.onSecuring;
		this.#tellSecure = options.onSecure;
		this.#tellReadable = options.onReadable;
		this.#tellWritable = options.onWritable;
		this.#tellError = options.onError;
		const check = this.#check = new BrokerCheck({ anchors: secure.anchors, pins: secure.pins, host, signatures: new DeviceSignatures(), now: secure.now });
		const offered = secure.cache.id;
		const session = this.#session = new GuardedSession({
			serverName: isInternetAddress(host) ? undefined : host,
			check, identity: secure.identity, guard: new HandshakeGuard(offered && new Uint8Array(offered)),
		});
		session.cacheManager = secure.cache;
		session.initiateHandshake();
		this.#socket.tcp = new TCP.io({
			address, port, nodelay: true, target: this,
			onReadable: TLSSocket.#onReadable, onWritable: TLSSocket.#onWritable, onError: TLSSocket.#onError,
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
		return this.#socket.broken ? undefined : this.room;
	}
	/** Says close_notify if there is a session to end. Idempotent; nothing is called afterwards. */
	close(): void {
		const open = this.#state === "open";
		this.#state = "closed";
		if (open) {
			try {
				this.#session.close(this.#socket);
			}
			catch {
				// no room: the end of the connection says the same
			}
		}
		this.#data = undefined;
		this.#socket.close();
	}
	private get room(): number {
		return Math.max(0, this.#socket.writable - OVERHEAD);
	}
	/*
	 * TCP's callbacks. They are its own functions for all sockets, in flash, where closures would be in RAM for each; and
	 * what they throw ends here.
	 */
	static #onReadable(this: Lower, count: number): void {
		const tls = this.target;
		if (tls.#state === "closed")
			return;
		try {
			tls.#socket.readable = count;
			if (tls.#state === "handshaking")
				tls.handshake();
			if (tls.#state === "open")
				tls.receive();
		}
		catch (error) {
			tls.explain(error);
		}
	}
	static #onWritable(this: Lower, count: number): void {
		const tls = this.target;
		if (tls.#state === "closed")
			return;
		try {
			tls.#socket.onWritable(count);
			if (tls.#state === "connecting") {
				tls.#state = "handshaking";
				tls.#tellSecuring();
				tls.handshake();
			}
			else if (tls.#state === "open" && tls.room > 0)
				tls.#tellWritable(tls.room);
		}
		catch (error) {
			tls.explain(error);
		}
	}
	static #onError(this: Lower): void {
		this.target.lost();
	}
	private lost(): void {
		switch (this.#state) {
			case "connecting":
				return this.fail("not reachable", "", "");
			case "handshaking":
				if (this.#session.guard.request)
					return this.fail("TLS", "client certificate", this.wanting("ended the connection"), true);
				return this.fail("TLS", "ended", "the broker ended the connection in the TLS handshake, without saying why");
			default:
				this.fail("connection lost", "", "");
		}
	}
	private handshake(): void {
		const session = this.#session, socket = this.#socket;
		do {
			if (session.handshake(socket))
				return this.finish();
			// on Linux TCP says of a broken connection nothing else (lin/tcp.c)
			if (socket.broken)
				return this.lost();
		} while (this.#state === "handshaking" && (socket.readable > 0 ||
			session.handshakeProcess === SERVER_HELLO_DONE || session.handshakeProcess === FINISHED));
	}
	private finish(): void {
		const { alert, guard, handshakeProcess } = this.#session;
		if (alert)
			throw new HandshakeViolation("alert", `the broker sent ${describeAlert(alert.description)}`);
		if (!guard.finished || handshakeProcess !== FINISHED)
			throw new HandshakeViolation("unexpected message", "the handshake ended before the broker's Finished");
		const { cache } = this.#secure;
		const identity = guard.resumed ? cache.identity : this.#check!.identity;
		if (!identity)
			throw new HandshakeViolation("unexpected message", "the handshake ended without the broker's certificate");
		if (!guard.resumed)
			cache.verified(identity);
		this.#state = "open";
		this.#check = undefined;
		this.#session.forgetHandshake();
		this.#tellSecure({
			version: "TLS 1.2",
			suite: SUITES[guard.suite] ?? "",
			name: identity.name,
			notAfter: identity.notAfter,
			expiry: identity.expiry,
			anchor: identity.anchor + (guard.resumed ? " in an earlier handshake, resumed" : ""),
		});
		if (this.room > 0)
			this.#tellWritable(this.room);
	}
	private receive(): void {
		while (this.#state === "open" && this.#socket.readable > 0) {
			const data = this.#session.read(this.#socket);
			if (data === null)
				return this.fail("connection lost", "", "the broker ended the TLS session");
			if (!data?.length)
				continue;
			this.#data = this.#data ? joined(this.#data, data) : data;
			this.#tellReadable(this.#data.length);
		}
	}
	private explain(error: unknown): void {
		const refusal = this.#check?.refusal;
		const { alert, guard } = this.#session;
		const during = this.#state === "open" ? "" : " in the TLS handshake";
		if (this.#state !== "open")
			this.#secure.cache.forget();
		if (refusal) {
			this.alert(BAD_CERTIFICATE);
			this.fail("TLS", refusal.code, describeReason(refusal), true);
		}
		else if (error instanceof HandshakeViolation) {
			if (error.reason === "alert" && guard.request)
				return this.fail("TLS", "client certificate", this.wanting(error.message.replace("the broker ", "")), true);
			this.alert(HANDSHAKE_FAILURE);
			this.fail("TLS", error.reason, error.message);
		}
		else if (alert && alert.description !== CLOSE_NOTIFY)
			this.fail("TLS", "alert", `the broker sent ${describeAlert(alert.description)}`);
		else {
			this.alert(HANDSHAKE_FAILURE);
			this.fail("TLS", "undecipherable", `the broker sent what could not be decrypted or understood${during} ("${error}")`);
		}
	}
	/** The broker asked for a client certificate, and then `did` what it did. */
	private wanting(did: string): string {
		const { identity } = this.#secure, { request } = this.#session.guard;
		const why = !identity ? "the gateway has none; put certs/client.der and certs/client-key.der into the image" :
			(identity.secret ? request?.ecdsa : request?.rsa) ? "it does not take the one in certs/client.der" :
			`it takes none with ${identity.secret ? "an EC key on P-256" : "an RSA key"} and SHA-256, as certs/client.der is`;
		return `the broker asked for a client certificate and ${did}: ${why}`;
	}
	/** A fatal alert, as long as it may go in clear. */
	private alert(description: number): void {
		if (this.#state !== "handshaking" || this.#session.guard.suite && this.#session.handshakeProcess === FINISHED)
			return;
		try {
			this.#socket.write(Uint8Array.of(21, 3, 3, 0, 2, 2, description));
		}
		catch {
			// the end of the connection says the same
		}
	}
	private fail(failure: TLSFailure["failure"], reason: string, message: string, lasting = false): void {
		if (this.#state === "closed")
			return;
		this.close();
		this.#tellError({ failure, reason, message, lasting });
	}
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
	const whole = new Uint8Array(first.length + second.length);
	whole.set(first);
	whole.set(second, first.length);
	return whole;
}
