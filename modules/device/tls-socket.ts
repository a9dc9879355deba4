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
	/** All records that had come are read. */
	onRead?(this: TLSSocket): void;
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
	private _secure: SecureOptions;
	private _tellSecuring: TLSSocketOptions["onSecuring"];
	private _tellSecure: TLSSocketOptions["onSecure"];
	private _tellReadable: TLSSocketOptions["onReadable"];
	private _tellRead: TLSSocketOptions["onRead"];
	private _tellWritable: TLSSocketOptions["onWritable"];
	private _tellError: TLSSocketOptions["onError"];
	private _session: GuardedSession;
	/** Of the handshake. */
	private _check: BrokerCheck | undefined;
	private _socket = new RecordSocket();
	private _state: "connecting" | "handshaking" | "open" | "closed" = "connecting";
	private _data: Uint8Array | undefined;

	constructor(options: TLSSocketOptions) {
		const { address, host, port, secure, TCP } = options;
		this.target = options.target;
		this._secure = secure;
		this._tellSecuring = options.onSecuring;
		this._tellSecure = options.onSecure;
		this._tellReadable = options.onReadable;
		this._tellRead = options.onRead;
		this._tellWritable = options.onWritable;
		this._tellError = options.onError;
		const check = this._check = new BrokerCheck({ anchors: secure.anchors, pins: secure.pins, host, signatures: new DeviceSignatures(), now: secure.now });
		const offered = secure.cache.id;
		const session = this._session = new GuardedSession({
			serverName: isInternetAddress(host) ? undefined : host,
			check, identity: secure.identity, guard: new HandshakeGuard(offered && new Uint8Array(offered)),
		});
		session.cacheManager = secure.cache;
		session.initiateHandshake();
		this._socket.tcp = new TCP.io({
			address, port, nodelay: true, target: this,
			onReadable: TLSSocket._onReadable, onWritable: TLSSocket._onWritable, onError: TLSSocket._onError,
		});
	}
	/** At most `count` bytes of what came. */
	read(count: number): Uint8Array | undefined {
		const data = this._data;
		if (!data)
			return undefined;
		this._data = count < data.length ? data.subarray(count) : undefined;
		return count < data.length ? data.subarray(0, count) : data;
	}
	/**
	 * Sends one record. Throws if it is more than may be written.
	 * @returns how much may be written then; undefined if the connection is broken
	 */
	write(bytes: Uint8Array): number | undefined {
		if (this._state !== "open")
			throw new Error("TLS is not open");
		if (bytes.length + OVERHEAD > this._socket.writable)
			throw new Error("would block");
		this._session.write(this._socket, bytes);
		return this._socket.broken ? undefined : this.room;
	}
	/** Says close_notify if there is a session to end. Idempotent; nothing is called afterwards. */
	close(): void {
		const open = this._state === "open";
		this._state = "closed";
		if (open) {
			try {
				this._session.close(this._socket);
			}
			catch {
				// no room: the end of the connection says the same
			}
		}
		this._data = undefined;
		this._socket.close();
	}
	private get room(): number {
		return Math.max(0, this._socket.writable - OVERHEAD);
	}
	/*
	 * TCP's callbacks. They are its own functions for all sockets, in flash, where closures would be in RAM for each; and
	 * what they throw ends here.
	 */
	private static _onReadable(this: Lower, count: number): void {
		const tls = this.target;
		if (tls._state === "closed")
			return;
		try {
			tls._socket.readable = count;
			if (tls._state === "handshaking")
				tls.handshake();
			if (tls._state === "open")
				tls.receive();
		}
		catch (error) {
			tls.explain(error);
		}
	}
	private static _onWritable(this: Lower, count: number): void {
		const tls = this.target;
		if (tls._state === "closed")
			return;
		try {
			tls._socket.onWritable(count);
			if (tls._state === "connecting") {
				tls._state = "handshaking";
				tls._tellSecuring();
				tls.handshake();
			}
			else if (tls._state === "open" && tls.room > 0)
				tls._tellWritable(tls.room);
		}
		catch (error) {
			tls.explain(error);
		}
	}
	private static _onError(this: Lower): void {
		this.target.lost();
	}
	private lost(): void {
		switch (this._state) {
			case "connecting":
				return this.fail("not reachable", "", "");
			case "handshaking":
				if (this._session.guard.request)
					return this.fail("TLS", "client certificate", this.wanting("ended the connection"), true);
				return this.fail("TLS", "ended", "the broker ended the connection in the TLS handshake, without saying why");
			default:
				this.fail("connection lost", "", "");
		}
	}
	private handshake(): void {
		const session = this._session, socket = this._socket;
		do {
			if (session.handshake(socket))
				return this.finish();
			// on Linux TCP says of a broken connection nothing else (lin/tcp.c)
			if (socket.broken)
				return this.lost();
		} while (this._state === "handshaking" && (socket.readable > 0 ||
			session.handshakeProcess === SERVER_HELLO_DONE || session.handshakeProcess === FINISHED));
	}
	private finish(): void {
		const { alert, guard, handshakeProcess } = this._session;
		if (alert)
			throw new HandshakeViolation("alert", `the broker sent ${describeAlert(alert.description)}`);
		if (!guard.finished || handshakeProcess !== FINISHED)
			throw new HandshakeViolation("unexpected message", "the handshake ended before the broker's Finished");
		const { cache } = this._secure;
		const identity = guard.resumed ? cache.identity : this._check!.identity;
		if (!identity)
			throw new HandshakeViolation("unexpected message", "the handshake ended without the broker's certificate");
		if (!guard.resumed)
			cache.verified(identity);
		this._state = "open";
		this._check = undefined;
		this._session.forgetHandshake();
		this._tellSecure({
			version: "TLS 1.2",
			suite: SUITES[guard.suite] ?? "",
			name: identity.name,
			notAfter: identity.notAfter,
			expiry: identity.expiry,
			anchor: identity.anchor + (guard.resumed ? " in an earlier handshake, resumed" : ""),
		});
		if (this.room > 0)
			this._tellWritable(this.room);
	}
	private receive(): void {
		while (this._state === "open" && this._socket.readable > 0) {
			const data = this._session.read(this._socket);
			if (data === null)
				return this.fail("connection lost", "", "the broker ended the TLS session");
			if (!data?.length)
				continue;
			this._data = this._data ? joined(this._data, data) : data;
			this._tellReadable(this._data.length);
		}
		if (this._state === "open")
			this._tellRead?.();
	}
	private explain(error: unknown): void {
		const refusal = this._check?.refusal;
		const { alert, guard } = this._session;
		const during = this._state === "open" ? "" : " in the TLS handshake";
		if (this._state !== "open")
			this._secure.cache.forget();
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
		const { identity } = this._secure, { request } = this._session.guard;
		const why = !identity ? "the gateway has none; put certs/client.der and certs/client-key.der into the image" :
			(identity.secret ? request?.ecdsa : request?.rsa) ? "it does not take the one in certs/client.der" :
			`it takes none with ${identity.secret ? "an EC key on P-256" : "an RSA key"} and SHA-256, as certs/client.der is`;
		return `the broker asked for a client certificate and ${did}: ${why}`;
	}
	/** A fatal alert, as long as it may go in clear. */
	private alert(description: number): void {
		if (this._state !== "handshaking" || this._session.guard.suite && this._session.handshakeProcess === FINISHED)
			return;
		try {
			this._socket.write(Uint8Array.of(21, 3, 3, 0, 2, 2, description));
		}
		catch {
			// the end of the connection says the same
		}
	}
	private fail(failure: TLSFailure["failure"], reason: string, message: string, lasting = false): void {
		if (this._state === "closed")
			return;
		this.close();
		this._tellError({ failure, reason, message, lasting });
	}
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
	const whole = new Uint8Array(first.length + second.length);
	whole.set(first);
	whole.set(second, first.length);
	return whole;
}
