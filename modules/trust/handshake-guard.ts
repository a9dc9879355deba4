import { describeAlert } from "./alert-names";
import { isOnP256 } from "./curve-point";

const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;

const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const SERVER_KEY_EXCHANGE = 12;
const CERTIFICATE_REQUEST = 13;
const SERVER_HELLO_DONE = 14;

const HEADER = 5;
/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, and what signs with them. */
const ECDSA_SUITE = 0xc02b;
const RSA_SUITE = 0xc02f;
const SHA256_ECDSA = 0x0403;
const SHA256_RSA = 0x0401;
const SECP256R1 = 23;
/** Tag, explicit nonce and at least one byte. */
const SMALLEST_SEALED = 8 + 16 + 1;

/**
 * Largest record taken from the peer, in bytes without its header. RFC 5246 §6.2.3 allows 18,432, but a stranger
 * must not be able to make the chip run out of memory; a chain of four RSA 4096 certificates fits.
 */
export const RECORD_LIMIT = 8_192;

/** What a violation is about; for counters. */
export type HandshakeReason =
	| "not TLS" | "protocol version" | "not offered" | "alert" | "unexpected message" | "malformed message" | "record size"
	| "renegotiation" | "key share" | "client certificate";

/** The peer did what TLS 1.2 as the gateway speaks it does not allow. */
export class HandshakeViolation extends Error {
	override name = "HandshakeViolation";
	readonly reason: HandshakeReason;

	constructor(reason: HandshakeReason, message: string) {
		super(message);
		this.reason = reason;
	}
}

/** ServerKeyExchange (RFC 8422 §5.4): what is signed, and the signature. Views of the record. */
export interface KeyExchange {
	readonly algorithm: "rsa" | "ecdsa";
	/** ServerECDHParams; the signature is over client random, server random and these. */
	readonly parameters: Uint8Array;
	readonly signature: Uint8Array;
}

type Expected = "ServerHello" | "Certificate" | "ServerKeyExchange" | "ServerHelloDone" | "ChangeCipherSpec" | "Finished" | "application data";

/**
 * Holds a TLS 1.2 client's peer to the one order of messages there is (RFC 5246 §7.3), before the SDK's session,
 * which takes them in any order, sees them:
 * ServerHello, Certificate, ServerKeyExchange, [CertificateRequest,] ServerHelloDone, ChangeCipherSpec, Finished,
 * or, when the session that was offered is resumed, ServerHello, ChangeCipherSpec, Finished;
 * then application data and alerts only.
 */
export class HandshakeGuard {
	#offered: Uint8Array | undefined;
	#expected: Expected = "ServerHello";
	#suite = 0;
	#resumed = false;
	/** The peer asked for a client certificate. */
	asked = false;
	/** Called with each ServerKeyExchange, to check its signature; throws where it is bad. */
	onKeyExchange: ((exchange: KeyExchange) => void) | undefined = undefined;

	/** `offered`: the session identifier in ClientHello, if there is one. */
	constructor(offered: Uint8Array | undefined) {
		this.#offered = offered?.length ? offered : undefined;
	}
	/** The cipher suite that the peer chose, by number; 0 before ServerHello. */
	get suite(): number {
		return this.#suite;
	}
	/** The peer resumes the session that was offered. */
	get resumed(): boolean {
		return this.#resumed;
	}
	/** The record with Finished was let through; whether it verified is the session's to say. */
	get finished(): boolean {
		return this.#expected === "application data";
	}
	/** What comes now is encrypted. */
	get sealed(): boolean {
		return this.#expected === "Finished" || this.#expected === "application data";
	}
	/** Checks a record's header (5 bytes). @returns the length of what follows; throws `HandshakeViolation` */
	inspectHeader(header: Uint8Array): number {
		const type = header[0]!;
		const version = header[1]! << 8 | header[2]!;
		const length = header[3]! << 8 | header[4]!;
		if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || header[1] !== 3)
			throw new HandshakeViolation("not TLS", "it does not speak TLS (the record starts with " +
				`${type}, ${header[1]}, ${header[2]}): is this the port for TLS?`);
		// until ServerHello has settled it, the record's version says nothing (RFC 5246, appendix E.1)
		if (version !== 0x303 && this.#expected !== "ServerHello")
			throw new HandshakeViolation("protocol version", `a record has protocol version 0x0${version.toString(16)} instead of TLS 1.2`);
		if (length > RECORD_LIMIT)
			throw new HandshakeViolation("record size", `a record of ${length} bytes is longer than the ${RECORD_LIMIT} that the gateway has room for`);
		if (length === 0)
			throw new HandshakeViolation("record size", "a record is empty");
		return length;
	}
	/** Checks a whole record, header included; throws `HandshakeViolation`. */
	inspect(record: Uint8Array): void {
		const body = record.subarray(HEADER);
		const { sealed } = this;
		if (sealed && body.length < SMALLEST_SEALED)
			throw new HandshakeViolation("malformed message", `an encrypted record has only ${body.length} bytes`);
		switch (record[0]) {
			case ALERT:
				if (!sealed)
					throw new HandshakeViolation("alert", `the broker sent ${body.length === 2 ? describeAlert(body[1]!) : "a malformed alert"}`);
				return;
			case HANDSHAKE:
				if (this.#expected === "Finished")
					this.#expected = "application data";
				else if (sealed)
					throw new HandshakeViolation("renegotiation", "the broker wants to negotiate again, which is not allowed");
				else
					this.inspectMessages(body);
				return;
			case CHANGE_CIPHER_SPEC:
				if (this.#expected !== "ChangeCipherSpec" || body.length !== 1 || body[0] !== 1)
					throw this.unexpected("ChangeCipherSpec");
				this.#expected = "Finished";
				return;
			default:
				if (this.#expected !== "application data")
					throw this.unexpected("application data");
		}
	}
	private inspectMessages(body: Uint8Array): void {
		let position = 0;
		while (position < body.length) {
			if (position + 4 > body.length)
				throw new HandshakeViolation("malformed message", "a handshake message is cut");
			const length = body[position + 1]! << 16 | body[position + 2]! << 8 | body[position + 3]!;
			const end = position + 4 + length;
			if (end > body.length)
				throw new HandshakeViolation("malformed message", "a handshake message does not end in its record");
			this.inspectMessage(body[position]!, new MessageReader(body.subarray(position + 4, end)));
			position = end;
		}
	}
	private inspectMessage(type: number, message: MessageReader): void {
		switch (type) {
			case SERVER_HELLO:
				if (this.#expected !== "ServerHello")
					throw this.unexpected("ServerHello");
				return this.inspectServerHello(message);
			case CERTIFICATE:
				if (this.#expected !== "Certificate")
					throw this.unexpected("Certificate");
				this.#expected = "ServerKeyExchange";
				return this.inspectCertificate(message);
			case SERVER_KEY_EXCHANGE:
				if (this.#expected !== "ServerKeyExchange")
					throw this.unexpected("ServerKeyExchange");
				this.#expected = "ServerHelloDone";
				return this.inspectKeyExchange(message);
			case CERTIFICATE_REQUEST:
				if (this.#expected !== "ServerHelloDone" || this.asked)
					throw this.unexpected("CertificateRequest");
				this.asked = true;
				return;
			case SERVER_HELLO_DONE:
				if (this.#expected !== "ServerHelloDone")
					throw this.unexpected("ServerHelloDone");
				message.end();
				this.#expected = "ChangeCipherSpec";
				return;
			case 0:
				throw new HandshakeViolation("renegotiation", "the broker wants to negotiate again, which is not allowed");
			default:
				throw this.unexpected(`handshake message ${type}`);
		}
	}
	private inspectServerHello(message: MessageReader): void {
		const version = message.number(2);
		if (version !== 0x303)
			throw new HandshakeViolation("protocol version", `the broker chose protocol version 0x0${version.toString(16)}; the gateway speaks TLS 1.2 (0x0303) only`);
		message.bytes(32);
		const session = message.bytes(message.number(1));
		this.#suite = message.number(2);
		if (this.#suite !== ECDSA_SUITE && this.#suite !== RSA_SUITE)
			throw new HandshakeViolation("not offered", `the broker chose cipher suite 0x${this.#suite.toString(16).padStart(4, "0")}, which was not offered`);
		if (message.number(1) !== 0)
			throw new HandshakeViolation("not offered", "the broker chose a compression method, which was not offered");
		const extensions = message.left ? message.bytes(message.number(2)) : undefined;
		message.end();
		if (extensions)
			inspectExtensions(new MessageReader(extensions));
		const offered = this.#offered;
		this.#resumed = offered !== undefined && session.length === offered.length && session.every((byte, i) => byte === offered[i]);
		this.#expected = this.#resumed ? "ChangeCipherSpec" : "Certificate";
	}
	/** Only the frame: the SDK's reader stops at what it likes. */
	private inspectCertificate(message: MessageReader): void {
		const list = new MessageReader(message.bytes(message.number(3)));
		message.end();
		while (list.left)
			list.bytes(list.number(3));
	}
	private inspectKeyExchange(message: MessageReader): void {
		const start = message.position;
		if (message.number(1) !== 3 || message.number(2) !== SECP256R1)
			throw new HandshakeViolation("not offered", "the broker chose an elliptic curve other than P-256, which was not offered");
		const point = message.bytes(message.number(1));
		if (point.length !== 65 || point[0] !== 4)
			throw new HandshakeViolation("malformed message", "the broker's key share is not an uncompressed point of P-256");
		if (!isOnP256(point))
			throw new HandshakeViolation("key share", "the broker's key share is not a point of P-256");
		const parameters = message.since(start);
		const algorithm = message.number(2);
		if (algorithm !== (this.#suite === ECDSA_SUITE ? SHA256_ECDSA : SHA256_RSA))
			throw new HandshakeViolation("not offered", `the broker signed its key share with algorithm 0x${algorithm.toString(16).padStart(4, "0")}, which was not offered`);
		const signature = message.bytes(message.number(2));
		message.end();
		this.onKeyExchange?.({ algorithm: algorithm === SHA256_RSA ? "rsa" : "ecdsa", parameters, signature });
	}
	private unexpected(what: string): HandshakeViolation {
		return new HandshakeViolation("unexpected message", `the broker sent ${what} where ${this.#expected} must come`);
	}
}

/** A server may only answer extensions that were offered (RFC 5246 §7.4.1.4); of those, only the well-formedness matters. */
function inspectExtensions(extensions: MessageReader): void {
	while (extensions.left) {
		extensions.number(2);
		extensions.bytes(extensions.number(2));
	}
}

/** Reads the fields of a message in order; throws `HandshakeViolation` beyond its end. */
class MessageReader {
	position = 0;
	#bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}
	get left(): number {
		return this.#bytes.length - this.position;
	}
	number(size: number): number {
		let value = 0;
		for (const byte of this.bytes(size))
			value = value << 8 | byte;
		return value;
	}
	bytes(length: number): Uint8Array {
		if (length > this.left)
			throw new HandshakeViolation("malformed message", "a handshake message is cut");
		this.position += length;
		return this.#bytes.subarray(this.position - length, this.position);
	}
	since(start: number): Uint8Array {
		return this.#bytes.subarray(start, this.position);
	}
	end(): void {
		if (this.left)
			throw new HandshakeViolation("malformed message", "a handshake message goes on after its end");
	}
}
