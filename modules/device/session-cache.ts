import type { BrokerIdentity } from "./broker-check";

/** RFC 5246, appendix F.1.4: no session identifier is good for longer. */
const LIFETIME = 24 * 3_600_000;

/**
 * The one TLS session that may be resumed, in place of the SDK's `ssl/cache`, which is bound to nothing but a name:
 * this one is made for one broker and one set of anchors, and forgets the session when a certificate under it has
 * expired. The methods are those that modules/crypt/ssl/session_419.js calls.
 */
export class SessionCache {
	private _now: () => number;
	private _id: ArrayBuffer | undefined;
	private _secret: ArrayBuffer | undefined;
	private _identity: BrokerIdentity | undefined;
	private _end = 0;

	/** `now`: milliseconds since 1970. */
	constructor(now: () => number) {
		this._now = now;
	}
	/** Session identifier to offer. */
	get id(): ArrayBuffer | undefined {
		return this._now() < this._end ? this._id : undefined;
	}
	/** Whom the chain of the full handshake named. */
	get identity(): BrokerIdentity | undefined {
		return this._identity;
	}
	/** A full handshake is done: what is saved from now on was verified as this. */
	verified(identity: BrokerIdentity): void {
		this._identity = identity;
		this._end = Math.min(this._now() + LIFETIME, identity.expiry.notAfter);
	}
	forget(): void {
		this._id = this._secret = this._identity = undefined;
		this._end = 0;
	}
	getByHost(): { id: ArrayBuffer; secret: ArrayBuffer } | undefined {
		const { id } = this;
		return id && this._secret && { id, secret: this._secret };
	}
	saveSession(_host: string, id: ArrayBuffer, secret: ArrayBuffer): void {
		this._id = id;
		this._secret = secret;
	}
	/** The broker did not take it up. */
	deleteSessionID(): void {
		this._id = this._secret = undefined;
	}
}
