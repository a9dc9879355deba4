import { describeAlert } from "./alert-names";
import { offeredSignature } from "./client-offer";
import { HandshakeViolation } from "./handshake-violation";
import { readKeyExchange, type KeyExchange } from "./key-exchange";
import { MessageAssembly } from "./message-assembly";
import { MessageReader } from "./message-reader";
import {
	ALERT, APPLICATION_DATA, CERTIFICATE, CERTIFICATE_REQUEST, CHANGE_CIPHER_SPEC, EXPLICIT_NONCE, FINISHED, HANDSHAKE, RECORD_HEADER,
	SERVER_HELLO, SERVER_HELLO_DONE, SERVER_KEY_EXCHANGE, TAG,
} from "./tls-numbers";

const WARNING = 1;
const UNRECOGNIZED_NAME = 112;

/** ClientCertificateType (RFC 5246 §7.4.4, RFC 8422 §5.5). */
const RSA_SIGN = 1;
const ECDSA_SIGN = 64;

const MAX_FRAGMENT_LENGTH = 1;
/** Of FRAGMENT_LENGTH (RFC 6066 §4). */
const FRAGMENT_CODE = 4;

/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, and what signs with them. */
const ECDSA_SUITE = 0xc02b;
const RSA_SUITE = 0xc02f;
/** Tag, explicit nonce and at least one byte. */
const SMALLEST_SEALED = EXPLICIT_NONCE + TAG + 1;

/**
 * Largest record taken from the peer as a whole, in bytes without its header. RFC 5246 §6.2.3 allows 18,432, but a
 * stranger must not be able to make the chip run out of memory.
 */
export const RECORD_LIMIT = 8_192 + SMALLEST_SEALED - 1;
/** Largest record in clear (RFC 5246 §6.2.1). Those with handshake messages are taken piece by piece, so that only the messages need room. */
const LARGEST_CLEAR = 16_384;

type Expected = "ServerHello" | "Certificate" | "ServerKeyExchange" | "ServerHelloDone" | "ChangeCipherSpec" | "Finished" | "application data";

/** Which of the client's certificates the peer takes (RFC 5246 §7.4.4): by the type of the key, and with SHA-256. */
export interface CertificateRequest {
	readonly rsa: boolean;
	readonly ecdsa: boolean;
}

/**
 * Holds a TLS 1.2 client's peer to the one order of messages there is (RFC 5246 §7.3), before the SDK's session,
 * which takes them in any order, sees them:
 * ServerHello, Certificate, ServerKeyExchange, [CertificateRequest,] ServerHelloDone, ChangeCipherSpec, Finished,
 * or, when the session that was offered is resumed, ServerHello, ChangeCipherSpec, Finished;
 * then application data and alerts only.
 */
export class HandshakeGuard {
	private _offered: Uint8Array | undefined;
	private _expected: Expected = "ServerHello";
	private _suite = 0;
	private _resumed = false;
	private _warned = false;
	private _request: CertificateRequest | undefined;
	/** Of ServerHello; a view. */
	serverRandom: Uint8Array | undefined = undefined;
	/** Of the peer's messages. Whoever reads records piece by piece fills it, and hands what is whole to `inspectMessage`. */
	readonly messages = new MessageAssembly();
	/** Whose guard it is, for callbacks that are the same function for all guards: they are called with the guard as `this`. */
	target: unknown = undefined;
	/** Called with the certificates of Certificate, its sender's first, in views of the message; throws where they are bad. */
	onCertificates: ((this: HandshakeGuard, chain: Uint8Array[]) => void) | undefined = undefined;
	/** Called with each ServerKeyExchange, to check its signature; throws where it is bad. */
	onKeyExchange: ((this: HandshakeGuard, exchange: KeyExchange) => void) | undefined = undefined;

	/** `offered`: the session identifier in ClientHello, if there is one. */
	constructor(offered: Uint8Array | undefined) {
		this._offered = offered?.length ? offered : undefined;
	}
	/** The cipher suite that the peer chose, by number; 0 before ServerHello. */
	get suite(): number {
		return this._suite;
	}
	/** Set when the peer asked for a client certificate. */
	get request(): CertificateRequest | undefined {
		return this._request;
	}
	/** The peer's first flight is over: it was the client's turn. */
	get answerable(): boolean {
		return this.sealed || this._expected === "ChangeCipherSpec";
	}
	/** The peer resumes the session that was offered. */
	get resumed(): boolean {
		return this._resumed;
	}
	/** Finished was let through; whether it verified is the session's to say. */
	get finished(): boolean {
		return this._expected === "application data";
	}
	/** What comes now is encrypted. */
	get sealed(): boolean {
		return this._expected === "Finished" || this._expected === "application data";
	}
	/** For those who only watch, and can't decrypt: a record with handshake messages that came now is taken for Finished. */
	assumeFinished(record: Uint8Array): void {
		if (this._expected === "Finished" && record[0] === HANDSHAKE)
			this._expected = "application data";
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
		if (version !== 0x303 && this._expected !== "ServerHello")
			throw new HandshakeViolation("protocol version", `a record has protocol version 0x0${version.toString(16)} instead of TLS 1.2`);
		const limit = type === HANDSHAKE && !this.sealed ? LARGEST_CLEAR : RECORD_LIMIT;
		if (length > limit)
			throw new HandshakeViolation("record size", `a record of ${length} bytes is longer than the ${limit} that ` +
				(limit === RECORD_LIMIT ? "the gateway has room for" : "TLS allows"));
		if (length === 0)
			throw new HandshakeViolation("record size", "a record is empty");
		return length;
	}
	/**
	 * Checks a whole record, header included, and the messages that end in it, unless they are encrypted; throws
	 * `HandshakeViolation`.
	 * @returns false for a warning that is to be ignored
	 */
	inspect(record: Uint8Array): boolean {
		const body = record.subarray(RECORD_HEADER);
		const { sealed } = this;
		if (sealed && body.length < SMALLEST_SEALED)
			throw new HandshakeViolation("malformed message", `an encrypted record has only ${body.length} bytes`);
		switch (record[0]) {
			case ALERT:
				return sealed || this.inspectAlert(body);
			case HANDSHAKE:
				if (this.finished)
					throw new HandshakeViolation("renegotiation", "the broker wants to negotiate again, which is not allowed");
				if (!sealed)
					this.inspectMessages(body);
				return true;
			case CHANGE_CIPHER_SPEC:
				if (this._expected !== "ChangeCipherSpec" || body.length !== 1 || body[0] !== 1)
					throw this.unexpected("ChangeCipherSpec");
				if (this.messages.begun)
					throw new HandshakeViolation("malformed message", "a handshake message is cut by ChangeCipherSpec");
				this._expected = "Finished";
				return true;
			default:
				if (!this.finished)
					throw this.unexpected("application data");
				return true;
		}
	}
	/**
	 * Checks a whole handshake message, header included, in clear or decrypted; throws `HandshakeViolation`, or what the
	 * callbacks throw.
	 */
	inspectMessage(bytes: Uint8Array): void {
		const type = bytes[0]!, message = new MessageReader(bytes.subarray(4));
		switch (type) {
			case SERVER_HELLO:
				if (this._expected !== "ServerHello")
					throw this.unexpected("ServerHello");
				return this.inspectServerHello(message);
			case CERTIFICATE:
				if (this._expected !== "Certificate")
					throw this.unexpected("Certificate");
				this._expected = "ServerKeyExchange";
				return this.inspectCertificate(message);
			case SERVER_KEY_EXCHANGE: {
				if (this._expected !== "ServerKeyExchange")
					throw this.unexpected("ServerKeyExchange");
				this._expected = "ServerHelloDone";
				const exchange = readKeyExchange(message, this._suite === ECDSA_SUITE ? "ECDSA" : "RSA");
				return this.onKeyExchange?.(exchange);
			}
			case CERTIFICATE_REQUEST:
				if (this._expected !== "ServerHelloDone" || this._request)
					throw this.unexpected("CertificateRequest");
				return this.inspectRequest(message);
			case SERVER_HELLO_DONE:
				if (this._expected !== "ServerHelloDone")
					throw this.unexpected("ServerHelloDone");
				message.end();
				this._expected = "ChangeCipherSpec";
				return;
			case FINISHED:
				if (this._expected !== "Finished")
					throw this.unexpected("Finished");
				message.bytes(12);
				message.end();
				this._expected = "application data";
				return;
			case 0:
				throw new HandshakeViolation("renegotiation", "the broker wants to negotiate again, which is not allowed");
			default:
				throw this.unexpected(`handshake message ${type}`);
		}
	}
	private inspectMessages(body: Uint8Array): void {
		for (let position = 0; position < body.length;) {
			const { vacancy } = this.messages, part = body.subarray(position, position + vacancy.length);
			vacancy.set(part);
			position += part.length;
			const message = this.messages.add(part.length);
			if (message)
				this.inspectMessage(message);
		}
	}
	/**
	 * A server that has no certificate for the name may say so and go on (RFC 6066 §3); what its certificate is for is
	 * checked anyhow.
	 */
	private inspectAlert(body: Uint8Array): false {
		if (this._warned || this._expected !== "ServerHello" || body.length !== 2 || body[0] !== WARNING || body[1] !== UNRECOGNIZED_NAME)
			throw new HandshakeViolation("alert", `the broker sent ${body.length === 2 ? describeAlert(body[1]!) : "a malformed alert"}`);
		this._warned = true;
		return false;
	}
	private inspectServerHello(message: MessageReader): void {
		const version = message.number(2);
		if (version !== 0x303)
			throw new HandshakeViolation("protocol version", `the broker chose protocol version 0x0${version.toString(16)}; the gateway speaks TLS 1.2 (0x0303) only`);
		this.serverRandom = message.bytes(32);
		const session = message.bytes(message.number(1));
		this._suite = message.number(2);
		if (this._suite !== ECDSA_SUITE && this._suite !== RSA_SUITE)
			throw new HandshakeViolation("not offered", `the broker chose cipher suite 0x${this._suite.toString(16).padStart(4, "0")}, which was not offered`);
		if (message.number(1) !== 0)
			throw new HandshakeViolation("not offered", "the broker chose a compression method, which was not offered");
		const extensions = message.left ? message.bytes(message.number(2)) : undefined;
		message.end();
		if (extensions)
			inspectExtensions(new MessageReader(extensions));
		const offered = this._offered;
		this._resumed = offered !== undefined && session.length === offered.length && session.every((byte, i) => byte === offered[i]);
		this._expected = this._resumed ? "ChangeCipherSpec" : "Certificate";
	}
	private inspectCertificate(message: MessageReader): void {
		const list = new MessageReader(message.bytes(message.number(3))), chain: Uint8Array[] = [];
		message.end();
		while (list.left)
			chain.push(list.bytes(list.number(3)));
		this.onCertificates?.(chain);
	}
	private inspectRequest(message: MessageReader): void {
		const types = message.bytes(message.number(1)), algorithms = new MessageReader(message.bytes(message.number(2)));
		// names of CAs, which are the server's help to choose among several certificates
		message.bytes(message.number(2));
		message.end();
		let rsa = false, ecdsa = false;
		while (algorithms.left) {
			const algorithm = offeredSignature(algorithms.number(2));
			rsa ||= algorithm?.scheme === "RSA" && algorithm.hash === "SHA256" && types.includes(RSA_SIGN);
			ecdsa ||= algorithm?.scheme === "ECDSA" && algorithm.hash === "SHA256" && types.includes(ECDSA_SIGN);
		}
		this._request = { rsa, ecdsa };
	}
	private unexpected(what: string): HandshakeViolation {
		return new HandshakeViolation("unexpected message", `the broker sent ${what} where ${this._expected} must come`);
	}
}

/**
 * A server may only answer extensions that were offered (RFC 5246 §7.4.1.4); of those, max_fragment_length must come
 * back as it was asked for (RFC 6066 §4), and only the well-formedness of the others matters.
 */
const inspectExtensions = (extensions: MessageReader): void => {
	while (extensions.left) {
		const type = extensions.number(2), content = extensions.bytes(extensions.number(2));
		if (type === MAX_FRAGMENT_LENGTH && (content.length !== 1 || content[0] !== FRAGMENT_CODE))
			throw new HandshakeViolation("not offered", "the broker chose a max_fragment_length that was not offered");
	}
};
