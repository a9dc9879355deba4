import { readCertificate, type Certificate } from "./certificate";
import { leafFault, timeFault } from "./certificate-rules";
import type { ChainReason } from "./chain-reason";
import { expiryLevel, type Expiry } from "./expiry";
import { PathSearch, type SearchOptions } from "./path-search";
import { ServerName } from "./server-name";
import type { TrustAnchor } from "./trust-anchor";

/** Certificates that a broker may send. */
export const CHAIN_LIMIT = 10;

export interface ChainOptions extends SearchOptions {
	/** The broker that is wanted: name, IPv4 or IPv6 address without brackets. */
	readonly host: string;
}

export type ChainVerdict =
	| {
		readonly accepted: true;
		readonly anchor: TrustAnchor;
		/** Leaf first, without the anchor unless the leaf itself is it. They hold on to the bytes of the chain. */
		readonly path: readonly Certificate[];
		/** First name in the leaf's subjectAltName. */
		readonly name: string;
		/** When the leaf expires, in milliseconds since 1970. */
		readonly notAfter: number;
		/** What of the path, anchor included, has to be renewed first: it is nearest to its end by its own life, or ends first. */
		readonly expiry: Expiry;
	}
	| { readonly accepted: false; readonly reason: ChainReason };

/**
 * Decides whether a chain of certificates leads from a broker's name to a trust anchor (RFC 5280 §6 and RFC 9525),
 * denying by default. The first certificate is the leaf and the only one whose name counts; the others may come in any
 * order, with unrelated ones among them, but each has to be well formed. First the path is looked for, then the
 * leaf is held against name, time and usage: so the reason says "not yours" before "not today".
 *
 * Not done: revocation, and certificate policies (a chain that demands some, by a critical extension, is refused).
 *
 * Nothing is copied. On XS a leaf with one intermediate holds some 115 slots and 300 bytes of chunks while it is
 * checked, 75 slots afterwards in `path`; the mathematics of RSA-2048 add 4.5 KB of chunks for a moment, those of
 * P-256 and P-384 3.5 KB. Stack: about 200 slots below the caller, at most 220 whatever is sent.
 * @param chain DER of each certificate, in the order of the Certificate message; not changed, and not kept beyond
 * the verdict's `path`
 */
export const verifyChain = (chain: readonly Uint8Array[], options: ChainOptions): ChainVerdict => {
	if (chain.length === 0)
		return refuse({ code: "empty chain" });
	if (chain.length > CHAIN_LIMIT)
		return refuse({ code: "too many certificates", count: chain.length, limit: CHAIN_LIMIT });
	const certificates: Certificate[] = [];
	for (const der of chain) {
		const { certificate, malformed } = readCertificate(der);
		if (!certificate)
			return refuse({ code: "malformed", certificate: { position: certificates.length, subject: "" }, where: malformed! });
		certificates.push(certificate);
	}
	const leaf = certificates[0]!;
	const search = new PathSearch(certificates, options);
	const failure = search.run();
	if (failure) {
		const timely = failure.code === "expired" || failure.code === "not yet valid";
		return refuse((timely ? timeFault(leaf, 0, options.now) : undefined) ?? failure);
	}
	const fault = leafFault(leaf, new ServerName(options.host), options.now);
	return fault ? refuse(fault) : accept(search, certificates, options.now);
};

const accept = (search: PathSearch, certificates: readonly Certificate[], now: number): ChainVerdict => {
	const anchor = search.anchor!;
	const path = search.path.map(place => certificates[place]!);
	let first = anchor.certificate;
	for (const certificate of path) {
		const more = expiryLevel(certificate, now) - expiryLevel(first, now);
		if (more > 0 || more === 0 && certificate.notAfter <= first.notAfter)
			first = certificate;
	}
	return {
		accepted: true, anchor, path, name: path[0]!.alternativeNames(1)[0]!, notAfter: path[0]!.notAfter,
		expiry: { notBefore: first.notBefore, notAfter: first.notAfter, subject: first.subjectText },
	};
};

const refuse = (reason: ChainReason): ChainVerdict => {
	return { accepted: false, reason };
};
