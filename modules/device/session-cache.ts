import type { BrokerIdentity } from "./broker-check";

/** RFC 5246, appendix F.1.4: no session identifier is good for longer. */
const LIFETIME = 24 * 3_600_000;

/**
 * The one TLS session that may be resumed, in place of the SDK's `ssl/cache`, which is bound to nothing but a name:
 * this one is made for one broker and one set of anchors, and forgets the session when a certificate under it has
 * expired. The methods are those that modules/crypt/ssl/session_419.js calls.
 */
export class SessionCache {
	#now: () => number;
	#id: ArrayBuffer | undefined;
	#secret: ArrayBuffer | undefined;
	#identity: BrokerIdentity | undefined;
	#end = 0;

	/** `now`: milliseconds since 1970. */
	constructor(now: () => number) {
		this.#now = now;
	}
	/** Session identifier to offer. */
	get id(): ArrayBuffer | undefined {
		return this.#now() < this.#end ? this.#id : undefined;
	}
	/** Whom the chain of the full handshake named. */
	get identity(): BrokerIdentity | undefined {
		return this.#identity;
	}
	/** A full handshake is done: what is saved from now on was verified as this. */
	verified(identity: BrokerIdentity): void {
		this.#identity = identity;
		this.#end = Math.min(this.#now() + LIFETIME, identity.expiry.notAfter);
	}
	forget(): void {
		this.#id = this.#secret = this.#identity = undefined;
		this.#end = 0;
	}
	getByHost(): { id: ArrayBuffer; secret: ArrayBuffer } | undefined {
		const { id } = this;
		return id && this.#secret && { id, secret: this.#secret };
	}
	saveSession(_host: string, id: ArrayBuffer, secret: ArrayBuffer): void {
		this.#id = id;
		this.#secret = secret;
	}
	/** The broker did not take it up. */
	deleteSessionID(): void {
		this.#id = this.#secret = undefined;
	}
}
