import { readCertificate } from "../modules/trust/certificate";
import { HandshakeGuard } from "../modules/trust/handshake-guard";
import { verifyKeyExchange, type KeyExchange } from "../modules/trust/key-exchange";
import type { SignatureVerifier } from "../modules/trust/signature-verifier";

const HEADER = 5;

/**
 * What a broker sends between ClientHello and the client's answer. With TLS 1.2 all of it is in clear. The gateway's
 * own guard says whether it is as the gateway wants it, also of what comes later; what is worth showing is kept, even
 * of a flight that is refused.
 */
export class ServerFlight {
	#guard = new HandshakeGuard(undefined);
	#pending: Uint8Array = new Uint8Array(0);
	#clientRandom: Uint8Array;
	#signatures: SignatureVerifier;
	#chain: Uint8Array[] | undefined;

	/** @param clientRandom of the ClientHello that was sent */
	constructor(clientRandom: Uint8Array, signatures: SignatureVerifier) {
		this.#clientRandom = clientRandom;
		this.#signatures = signatures;
		this.#guard.onCertificates = chain => this.#chain = chain;
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
		return this.#guard.request !== undefined;
	}
	/** ServerHelloDone has come: it is the client's turn. */
	get complete(): boolean {
		return this.#guard.answerable;
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
			this.#guard.inspect(record);
			this.#guard.assumeFinished(record);
		}
	}
	#verify(exchange: KeyExchange): void {
		const key = readCertificate(this.#chain?.[0] ?? new Uint8Array(0)).certificate?.key;
		if (key)		// otherwise no chain that could be accepted
			verifyKeyExchange(exchange, key, this.#clientRandom, this.#guard.serverRandom!, this.#signatures);
	}
}
