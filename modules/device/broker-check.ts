import type { ChainReason } from "../trust/chain-reason";
import { verifyChain } from "../trust/chain-verifier";
import type { Expiry } from "../trust/expiry";
import { copyOfKey, type PublicKey } from "../trust/public-key";
import type { SignatureVerifier } from "../trust/signature-verifier";
import type { TrustAnchor } from "../trust/trust-anchor";
import { verifyKeyExchange, type KeyExchange } from "../trust/key-exchange";

export interface BrokerCheckOptions {
	readonly anchors: readonly TrustAnchor[];
	/** Name or address that the certificate must be for. */
	readonly host: string;
	/** SHA-256 of a SubjectPublicKeyInfo each, one of which must be on the path; none: no pin. */
	readonly pins?: readonly Uint8Array[] | undefined;
	readonly signatures: SignatureVerifier;
	/** Milliseconds since 1970. */
	now(): number;
}

/** What is worth knowing of a chain that was accepted. Times are milliseconds since 1970. */
export interface BrokerIdentity {
	/** First name in the broker's certificate. */
	readonly name: string;
	/** When the broker's certificate expires. */
	readonly notAfter: number;
	/** What of path and anchor has to be renewed first. */
	readonly expiry: Expiry;
	/** Subject of the anchor. */
	readonly anchor: string;
}

/** Whether the peer of one handshake is the broker: its chain, and that it holds the key of its certificate. */
export class BrokerCheck {
	private _options: BrokerCheckOptions;
	private _identity: BrokerIdentity | undefined;
	private _refusal: ChainReason | undefined;
	/** Of the accepted leaf, until the key exchange was checked. A copy: the record with the chain, 3 KB and more, can go. */
	private _key: PublicKey | undefined;

	constructor(options: BrokerCheckOptions) {
		this._options = options;
	}
	/** Whom the chain names; undefined before it was accepted. */
	get identity(): BrokerIdentity | undefined {
		return this._identity;
	}
	/** Why the chain was refused; undefined if it was not. */
	get refusal(): ChainReason | undefined {
		return this._refusal;
	}
	/** @returns whether the chain is accepted; the certificates are not kept */
	verify(chain: readonly Uint8Array[]): boolean {
		const { anchors, host, pins, signatures } = this._options;
		const verdict = verifyChain(chain, { anchors, host, pins, signatures, now: this._options.now() });
		if (!verdict.accepted) {
			this._refusal = verdict.reason;
			return false;
		}
		this._key = copyOfKey(verdict.path[0]!.key);
		this._identity = {
			name: verdict.name,
			notAfter: verdict.notAfter,
			expiry: verdict.expiry,
			anchor: verdict.anchor.name,
		};
		return true;
	}
	/** The broker's signature on its key share, which only its key can make. Throws `HandshakeViolation`. */
	verifyKeyExchange(exchange: KeyExchange, clientRandom: Uint8Array, serverRandom: Uint8Array): void {
		const key = this._key;
		this._key = undefined;
		verifyKeyExchange(exchange, key, clientRandom, serverRandom, this._options.signatures);
	}
}
