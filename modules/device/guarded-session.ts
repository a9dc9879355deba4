import alertProtocol from "ssl/alert";
import changeCipherSpec from "ssl/changecipher";
import handshakeProtocol from "ssl/handshake";
import SSLSession, { type Protocol, type SessionSocket } from "ssl/session";
import SSLStream from "ssl/stream";
import { CURVES, FRAGMENT_LENGTH, SIGNATURES } from "../trust/client-offer";
import type { HandshakeGuard } from "../trust/handshake-guard";
import { HandshakeViolation } from "../trust/handshake-violation";
import type { KeyExchange } from "../trust/key-exchange";
import {
	ALERT, APPLICATION_DATA, CERTIFICATE, CERTIFICATE_REQUEST, CERTIFICATE_VERIFY, CHANGE_CIPHER_SPEC, EXPLICIT_NONCE, HANDSHAKE, RECORD_HEADER,
	SERVER_HELLO, SERVER_KEY_EXCHANGE, TAG,
} from "../trust/tls-numbers";
import type { BrokerCheck } from "./broker-check";
import type { ClientIdentity } from "./client-identity";
import { signDigest } from "./ecdsa-signer";

const ECDSA_SHA256 = 0x0403;

/** What ClientHello offers, in the form of the SDK's ssl_handshake.js, which puts it in place of its own. */
const OFFER = Object.freeze({
	tls_elliptic_curves: CURVES,
	tls_signature_algorithms: Object.freeze(SIGNATURES.map(({ number }) => Object.freeze({ hash: number >> 8, sig: number & 0xff }))),
	tls_max_fragment_length: FRAGMENT_LENGTH,
});

/**
 * What nobody reads after ServerHello, or before it is set: each is a slot while a chain of certificates is in RAM.
 */
const OF_HELLO = Object.freeze(["packetBuffer", "clientCerts", "myCert", "minProtocolVersion", "maxProtocolVersion", "compressionMethod"]);
/** What key exchange and ciphers were made from: needed until both ends have changed to them. */
const OF_KEYS = Object.freeze(["clientRandom", "serverRandom", "dhparams", "check", "identity"]);
/** What the SDK's session keeps as long as it lives, though only the handshake reads it. */
const OF_HANDSHAKE = Object.freeze(["options", "clientRandom", "serverRandom", "masterSecret", "dhparams", "handshakeDigests", "check", "identity"]);

/** CertificateVerify with an EC key; the SDK's signs with RSA only. */
const ecdsaVerify: Protocol = Object.freeze({
	packetize(session: SSLSession) {
		const { identity } = session as GuardedSession, stream = new SSLStream();
		const signature = signDigest(identity!.secret!, new Uint8Array(handshakeProtocol.certificateVerify.calculateDigest(session)));
		stream.writeChars(ECDSA_SHA256, 2);
		stream.writeChars(signature.length, 2);
		stream.writeChunk(signature);
		return handshakeProtocol.packetize(session, CERTIFICATE_VERIFY, stream);
	},
});

export interface GuardedSessionOptions {
	/** Undefined for an address (RFC 6066 §3). */
	readonly serverName: string | undefined;
	/** Decides about the broker's chain. */
	readonly check: BrokerCheck;
	readonly identity: ClientIdentity | undefined;
	readonly guard: HandshakeGuard;
}

/**
 * The SDK's session behind the guard. It reads for itself, because the SDK's reader wants whole records of whole
 * messages: handshake messages in clear go piece by piece to where they stay, and the SDK gets those that it has to
 * answer. What proves who the broker is it does not get: it would take a key share signed with no algorithm for a good
 * one (ssl_handshake.js, serverKeyExchange: "if (hash && v && sig)"), and refuses some that are good.
 */
export class GuardedSession extends SSLSession {
	declare check: BrokerCheck;
	declare identity: ClientIdentity | undefined;
	guard: HandshakeGuard;
	/** One that is read as a whole. */
	private _record: Uint8Array | undefined;
	private _filled = 0;
	/** Bytes to come of a record of handshake messages in clear. */
	private _left = 0;
	/** Of the next record from the broker (RFC 5246 §6.2.3.3): its number, then type, version and length. */
	private _additional: Uint8Array<ArrayBuffer> | undefined;

	constructor({ serverName, check, identity, guard }: GuardedSessionOptions) {
		super({ ...OFFER, ...serverName !== undefined && { serverName }, protocolVersion: 0x303, identity });
		this.check = check;
		this.identity = identity;
		this.guard = guard;
		guard.target = this;
		guard.onCertificates = GuardedSession._onCertificates;
		guard.onKeyExchange = GuardedSession._onKeyExchange;
	}
	/* The guard's callbacks: the same functions for all sessions, in flash, where closures would be in RAM. */
	private static _onCertificates(this: HandshakeGuard, chain: Uint8Array[]): void {
		if (!(this.target as GuardedSession).check.verify(chain))
			throw new Error("the broker's certificates are refused");		// the check says why
	}
	private static _onKeyExchange(this: HandshakeGuard, exchange: KeyExchange): void {
		(this.target as GuardedSession).agree(exchange);
	}
	/**
	 * The handshake is over, and the guard lets no other begin: lets go of what it needed, some 70 slots and 700 bytes of
	 * chunks on XS.
	 */
	forgetHandshake(): void {
		const { guard } = this;
		guard.target = guard.onCertificates = guard.onKeyExchange = guard.serverRandom = undefined;
		this.forget(OF_HANDSHAKE);
	}
	private forget(names: readonly string[]): void {
		for (const name of names)
			Reflect.deleteProperty(this, name);
	}
	/** For the SDK's `handshake`: takes what there is, and leaves it nothing to unpack. */
	override readPacket(socket: SessionSocket): undefined {
		this.take(socket);
	}
	override read(socket: SessionSocket): Uint8Array | null | undefined {
		while (socket.readable > 0) {
			const data = this.take(socket);
			if (this.alert)
				return null;
			if (data)
				return data;
		}
		return undefined;
	}
	override doProtocol(socket: SessionSocket, protocol: Protocol, ...parameters: unknown[]): void {
		super.doProtocol(socket, protocol === handshakeProtocol.certificateVerify && this.identity?.secret ? ecdsaVerify : protocol, ...parameters);
	}
	/** Takes a record, a message or a part of one. @returns application data */
	private take(socket: SessionSocket): Uint8Array | undefined {
		if (this._left > 0)
			return this.takePart(socket);
		const { guard } = this;
		let record = this._record ??= new Uint8Array(RECORD_HEADER);
		if (!this.fill(socket, record))
			return undefined;
		if (record.length === RECORD_HEADER) {
			const length = guard.inspectHeader(record);
			if (record[0] === HANDSHAKE && !guard.sealed) {
				this._left = length;
				this._record = undefined;
				this._filled = 0;
				return undefined;
			}
			const whole = new Uint8Array(RECORD_HEADER + length);
			whole.set(record);
			record = this._record = whole;
			if (!this.fill(socket, record))
				return undefined;
		}
		this._record = undefined;
		this._filled = 0;
		const { sealed } = guard;
		if (!guard.inspect(record))
			return undefined;
		const body = sealed ? this.open(record) : record.subarray(RECORD_HEADER);
		switch (record[0]) {
			case APPLICATION_DATA:
				return body;
			case ALERT:
				alertProtocol.unpacketize(this, body);
				return undefined;
			case CHANGE_CIPHER_SPEC:
				changeCipherSpec.unpacketize(this, body);
				// of a session that is resumed the client changes last
				if (!guard.resumed) {
					this.forget(OF_KEYS);
					guard.serverRandom = undefined;
				}
				return undefined;
			default:
				// Finished, which may be cut as any other message
				this.takeMessages(body);
				return undefined;
		}
	}
	private takePart(socket: SessionSocket): undefined {
		const { messages } = this.guard, vacancy = messages.vacancy;
		const count = Math.min(vacancy.length, this._left, socket.readable);
		socket.read(vacancy.subarray(0, count));
		socket.readable -= count;
		this._left -= count;
		const message = messages.add(count);
		if (message)
			this.takeMessage(message);
	}
	private takeMessages(bytes: Uint8Array): void {
		const { messages } = this.guard;
		for (let position = 0; position < bytes.length;) {
			const vacancy = messages.vacancy, part = bytes.subarray(position, position + vacancy.length);
			vacancy.set(part);
			position += part.length;
			const message = messages.add(part.length);
			if (message)
				this.takeMessage(message);
		}
		if (this.guard.finished && messages.begun)
			throw new HandshakeViolation("malformed message", "something follows Finished in its record");
	}
	private takeMessage(message: Uint8Array): void {
		const { guard, identity } = this;
		guard.inspectMessage(message);
		switch (message[0]) {
			case CERTIFICATE_REQUEST:
				this.clientCerts = identity && guard.request![identity.secret ? "ecdsa" : "rsa"] ? [identity.certificate] : [];
				return this.digest(message);
			case CERTIFICATE:
			case SERVER_KEY_EXCHANGE:
				return this.digest(message);
			case SERVER_HELLO: {
				handshakeProtocol.unpacketize(this, new SSLStream(message));
				this.forget(OF_HELLO);
				// what the others offered is sent
				const { tls_server_name } = this.options;
				this.options = { tls_server_name };
				if (!identity)
					Reflect.deleteProperty(this, "certificateManager");
				return;
			}
			default:
				handshakeProtocol.unpacketize(this, new SSLStream(message));
		}
	}
	private digest(message: Uint8Array): void {
		this.handshakeDigests.SHA256.write(message as unknown as ArrayBuffer);		// takes views, whatever its typing says
	}
	private agree(exchange: KeyExchange): void {
		this.check.verifyKeyExchange(exchange, new Uint8Array(this.clientRandom), new Uint8Array(this.serverRandom));
		this.dhparams = { named_curve: exchange.curve, dh_Ys: exchange.point.slice().buffer };
	}
	/** Decrypts a record in place (RFC 5288 §3). */
	private open(record: Uint8Array): Uint8Array {
		const { enc, iv } = this.serverCipher, length = record.length - RECORD_HEADER - EXPLICIT_NONCE - TAG;
		const additional = this._additional ??= new Uint8Array(13);
		for (let at = 0; at < 3; at++)
			additional[8 + at] = record[at]!;
		additional[11] = length >> 8;
		additional[12] = length & 0xff;
		const sealed = record.subarray(RECORD_HEADER + EXPLICIT_NONCE);
		const plain = enc.process(sealed, sealed, iv.concat(record.slice(RECORD_HEADER, RECORD_HEADER + EXPLICIT_NONCE).buffer), additional.buffer, false);
		if (!plain)
			throw new Error("an encrypted record has a wrong tag");
		for (let at = 7; at >= 0 && (additional[at] = (additional[at]! + 1) & 0xff) === 0; at--);
		return plain;
	}
	private fill(socket: SessionSocket, record: Uint8Array): boolean {
		const count = Math.min(record.length - this._filled, socket.readable);
		if (count > 0) {
			socket.read(record.subarray(this._filled, this._filled + count));
			socket.readable -= count;
			this._filled += count;
		}
		return this._filled === record.length;
	}
}
