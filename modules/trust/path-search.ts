import type { Certificate } from "./certificate";
import { issuerFault } from "./certificate-rules";
import { referTo, type ChainReason } from "./chain-reason";
import { sameName } from "./distinguished-name";
import { constraintViolation } from "./name-constraints";
import { sameOctets } from "./octets";
import { keyFault } from "./public-key";
import { algorithmOf, isWeak } from "./signature-algorithm";
import type { SignatureVerifier } from "./signature-verifier";
import type { TrustAnchor } from "./trust-anchor";

/** Signatures that one chain may cost: an honest one needs one for each certificate, and these take the device's time. */
export const SIGNATURE_LIMIT = 16;

export interface SearchOptions {
	/** Read once, kept; any number, without order. */
	readonly anchors: readonly TrustAnchor[];
	/** Milliseconds since 1970. */
	readonly now: number;
	/** SHA-256 of SubjectPublicKeyInfos, one of which has to be on the path or the anchor's; none or undefined: no pin. */
	readonly pins?: readonly Uint8Array[] | undefined;
	readonly signatures: SignatureVerifier;
}

/**
 * How far a candidate for an issuer got before it failed: the reason of the one that got farthest is given. One from
 * which no names lead on to a trust anchor is never the cause: what is missing there is the anchor.
 */
const UNKNOWN = 0, KEY = 1, SIGNATURE = 2, RULES = 3, STAGES = 4;

/**
 * Looks for a path from the first certificate to a trust anchor, depth first: for each certificate the anchors are
 * tried as its issuer, then the certificates sent, in their order; first those whose key identifiers match, then
 * those where they are missing or differ (RFC 5280 §4.2.1.1 makes them a help for this search, not a condition).
 * No certificate is twice on a path. The search keeps its own stack of numbers, because what a hostile broker sends
 * must not decide how deep the engine's stack gets: it goes one step deeper only after a signature has verified.
 */
export class PathSearch {
	/** Places in the chain sent, leaf first; after success the path. */
	readonly path: number[] = [0];
	anchor: TrustAnchor | undefined = undefined;
	private _next: number[] = [0];
	private _certificates: readonly Certificate[];
	private _options: SearchOptions;
	private _signatures = 0;
	private _score = -1;
	/** Undefined stands for "issuer unknown", which is common on the way and made only if it is the last word. */
	private _reason: ChainReason | undefined = undefined;
	private _orphan = 0;

	constructor(certificates: readonly Certificate[], options: SearchOptions) {
		this._certificates = certificates;
		this._options = options;
	}
	/** @returns undefined on success, or the reason of the attempt that got farthest */
	run(): ChainReason | undefined {
		const { anchors } = this._options;
		for (const anchor of anchors) {
			if (sameOctets(anchor.certificate.der, this._certificates[0]!.der)) {
				this.anchor = anchor;
				if (this.pinned())
					return undefined;
			}
		}
		this.note(UNKNOWN, undefined);
		const total = anchors.length + this._certificates.length;
		while (this.path.length) {
			const level = this.path.length - 1;
			const turn = this._next[level]!++;
			if (turn >= 2 * total) {
				this.path.pop();
				this._next.pop();
				continue;
			}
			const place = turn % total - anchors.length;		// negative for anchors
			const issuer = place < 0 ? anchors[anchors.length + place]!.certificate : this._certificates[place]!;
			if ((place >= 0 && this.path.includes(place)) || !this.fits(issuer, turn < total))
				continue;
			if (this._signatures === SIGNATURE_LIMIT)
				return { code: "too complex", what: `${SIGNATURE_LIMIT} signatures were checked without reaching a trust anchor` };
			if (!this.signed(issuer, place) || !this.allowed(issuer, place))
				continue;
			if (place < 0) {
				this.anchor = anchors[anchors.length + place]!;
				if (this.pinned())
					return undefined;
				this.note(RULES, { code: "pin mismatch", anchor: this.anchor.name });
			}
			else {
				this.path.push(place);
				this._next.push(0);
				this.note(UNKNOWN, undefined);
			}
		}
		return this._reason ?? this.issuerUnknown();
	}
	private get child(): Certificate {
		return this._certificates[this.path[this.path.length - 1]!]!;
	}
	/** Names chain, and the key identifiers match or not, as asked for. */
	private fits(issuer: Certificate, matching: boolean): boolean {
		const child = this.child;
		if (!sameName(child.issuer, issuer.subject))
			return false;
		const wanted = child.authorityKeyIdentifier, given = issuer.subjectKeyIdentifier;
		return (wanted !== undefined && given !== undefined && sameOctets(wanted, given)) === matching;
	}
	/** Whether `issuer` has signed the last certificate of the path. */
	private signed(issuer: Certificate, place: number): boolean {
		const child = this.child, position = this.path[this.path.length - 1]!;
		const algorithm = algorithmOf(child.algorithm);
		if (!algorithm)
			return this.fault(KEY, place, {
				code: isWeak(child.algorithm) ? "weak" : "unsupported", certificate: referTo(child, position),
				what: `a signature by ${child.algorithmText}`,
			});
		const key = issuer.key;
		const fault = keyFault(key);
		if (fault)
			return this.fault(KEY, place, { ...fault, certificate: referTo(issuer, place) });
		let detail: string | undefined;
		if (key.kind === "other" || (key.kind === "RSA") !== (algorithm.scheme === "RSA"))
			detail = "the issuer's key is of another kind";
		else {
			this._signatures++;
			try {
				if (this._options.signatures.verify(algorithm, key, child.tbs, child.signature))
					return true;
			}
			catch (error) {
				detail = `checking it failed: ${error}`;
			}
		}
		return this.fault(SIGNATURE, place, {
			code: "bad signature", certificate: referTo(child, position), issuer: referTo(issuer, place), detail,
		});
	}
	/** Whether it was allowed to. */
	private allowed(issuer: Certificate, place: number): boolean {
		const reason = issuerFault(issuer, place, this.authoritiesOnPath(), this._options.now) ?? this.constraintFault(issuer, place);
		return reason ? this.fault(RULES, place, reason) : true;
	}
	/** CAs on the path so far that aren't self-issued (RFC 5280 §6.1.4 l). */
	private authoritiesOnPath(): number {
		let count = 0;
		for (let i = 1; i < this.path.length; i++) {
			if (!this._certificates[this.path[i]!]!.selfIssued)
				count++;
		}
		return count;
	}
	/** RFC 5280 §6.1.3 b, c: self-issued CAs are exempt. */
	private constraintFault(issuer: Certificate, place: number): ChainReason | undefined {
		if (!issuer.extensions.nameConstraints)
			return undefined;
		for (let i = 0; i < this.path.length; i++) {
			const position = this.path[i]!, certificate = this._certificates[position]!;
			if (i > 0 && certificate.selfIssued)
				continue;
			const name = constraintViolation(issuer, certificate);
			if (name === "")
				return { code: "too complex", what: "names times name constraints" };
			if (name !== undefined)
				return { code: "name constraint", authority: referTo(issuer, place), certificate: referTo(certificate, position), name };
		}
		return undefined;
	}
	/** No pins, or one of them is the SHA-256 of a SubjectPublicKeyInfo on the path or of the anchor's. */
	private pinned(): boolean {
		const { pins, signatures } = this._options;
		if (!pins || pins.length === 0)
			return true;
		for (let i = -1; i < this.path.length; i++) {
			const certificate = i < 0 ? this.anchor!.certificate : this._certificates[this.path[i]!]!;
			const digest = signatures.digest("SHA256", certificate.keyInfo);
			if (pins.some(pin => sameOctets(pin, digest)))
				return true;
		}
		return false;
	}
	private fault(stage: number, place: number, reason: ChainReason): false {
		return (place < 0 || this.leadsOn(place)) && this.note(stage, reason);
	}
	/** Whether names lead from a certificate that was sent, over others, to a trust anchor. */
	private leadsOn(place: number): boolean {
		const certificates = this._certificates, places = [place];
		for (let i = 0; i < places.length; i++) {
			const { issuer } = certificates[places[i]!]!;
			for (const anchor of this._options.anchors) {
				if (sameName(issuer, anchor.certificate.subject))
					return true;
			}
			for (let other = 1; other < certificates.length; other++) {
				if (!places.includes(other) && sameName(issuer, certificates[other]!.subject))
					places.push(other);
			}
		}
		return false;
	}
	private note(stage: number, reason: ChainReason | undefined): false {
		const score = (this.path.length - 1) * STAGES + stage;
		if (score > this._score) {
			this._score = score;
			this._reason = reason;
			this._orphan = this.path[this.path.length - 1]!;
		}
		return false;
	}
	private issuerUnknown(): ChainReason {
		const certificate = this._certificates[this._orphan]!;
		return {
			code: "issuer unknown", certificate: referTo(certificate, this._orphan), issuer: certificate.issuerText,
			selfIssued: certificate.selfIssued, sent: this._certificates.some(({ subject }) => sameName(certificate.issuer, subject)), anchors: this._options.anchors.slice(0, 8).map(anchor => anchor.name),
		};
	}
}
