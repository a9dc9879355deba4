import { readCertificate } from "../modules/trust/certificate";
import type { SignatureVerifier } from "../modules/trust/signature-verifier";
import { HandshakeGuard, HandshakeViolation, type KeyExchange } from "../modules/trust/handshake-guard";

const HEADER = 5;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const CERTIFICATE_REQUEST = 13;
const SERVER_HELLO_DONE = 14;

/**
 * What a broker sends between ClientHello and the client's answer. With TLS 1.2 all of it is in clear. The gateway's
 * own guard says whether it is as the gateway wants it, also of what comes later; what is worth showing is kept, even
 * of a flight that is refused.
 */
export class ServerFlight {
	#guard = new HandshakeGuard(undefined);
	#pending: Uint8Array = new Uint8Array(0);
	#clientRandom: Uint8Array;
	#serverRandom: Uint8Array | undefined;
	#signatures: SignatureVerifier;
	#chain: Uint8Array[] | undefined;
	#asksForCertificate = false;
	#complete = false;

	/** @param clientRandom of the ClientHello that was sent */
	constructor(clientRandom: Uint8Array, signatures: SignatureVerifier) {
		this.#clientRandom = clientRandom;
		this.#signatures = signatures;
		this.#guard.onKeyExchange = exchange => this.#verify(exchange);
	}
	/** DER of each certificate, in the order of the Certificate message; undefined before it came. */
	get chain(): readonly Uint8Array[] | undefined {
		return this.#chain;
	}
	/** The suite that the broker chose, by number; 0 before it did. */
	get suite(): number {
		return this.#guard.suite;
	}
	/** The broker sent CertificateRequest. */
	get asksForCertificate(): boolean {
		return this.#asksForCertificate;
	}
	/** ServerHelloDone has come: it is the client's turn. */
	get complete(): boolean {
		return this.#complete;
	}
	/** Takes what came from the broker, however it is cut. Throws `HandshakeViolation` where the gateway would refuse. */
	receive(bytes: Uint8Array): void {
		this.#pending = Buffer.concat([this.#pending, bytes]);
		while (this.#pending.length >= HEADER) {
			const end = HEADER + this.#guard.inspectHeader(this.#pending.subarray(0, HEADER));
			if (this.#pending.length < end)
				return;
			const record = Uint8Array.from(this.#pending.subarray(0, end));
			this.#pending = this.#pending.subarray(end);
			if (record[0] === HANDSHAKE)
				this.#collect(record.subarray(HEADER));
			this.#guard.inspect(record);
		}
	}
	/** Takes what there is and leaves complaints to the guard. */
	#collect(body: Uint8Array): void {
		for (let at = 0; at + 4 <= body.length;) {
			const end = at + 4 + number24(body, at + 1);
			if (end > body.length)
				return;
			const message = body.subarray(at + 4, end);
			switch (body[at]) {
				case SERVER_HELLO:
					this.#serverRandom ??= message.subarray(2, 34);
					break;
				case CERTIFICATE:
					this.#chain ??= certificatesIn(message);
					break;
				case CERTIFICATE_REQUEST:
					this.#asksForCertificate = true;
					break;
				case SERVER_HELLO_DONE:
					this.#complete = true;
			}
			at = end;
		}
	}
	/** The broker's signature on its key share (RFC 8422 §5.4) shows that it holds the key of its certificate. */
	#verify({ algorithm, parameters, signature }: KeyExchange): void {
		const key = readCertificate(this.#chain?.[0] ?? new Uint8Array(0)).certificate?.key;
		if (!key)		// no chain that could be accepted
			return;
		if (key.kind !== (algorithm === "rsa" ? "RSA" : "EC"))
			throw new HandshakeViolation("key share", "the broker's certificate has another kind of key than its cipher suite needs");
		const message = Buffer.concat([this.#clientRandom, this.#serverRandom!, parameters]);
		if (!this.#signatures.verify({ scheme: key.kind === "RSA" ? "RSA" : "ECDSA", hash: "SHA256" }, key, message, signature))
			throw new HandshakeViolation("key share", "the signature on the broker's key share is wrong: it does not hold the key of its certificate");
	}
}

function certificatesIn(message: Uint8Array): Uint8Array[] {
	const certificates: Uint8Array[] = [];
	for (let at = 3; at + 3 <= message.length;) {
		const end = at + 3 + number24(message, at);
		if (end > message.length)
			break;
		certificates.push(message.subarray(at + 3, end));
		at = end;
	}
	return certificates;
}

function number24(bytes: Uint8Array, at: number): number {
	return bytes[at]! << 16 | bytes[at + 1]! << 8 | bytes[at + 2]!;
}
