import { NodeSignatures } from "./node-signatures";
import { readCertificate, type Certificate } from "../modules/trust/certificate";
import { CHAIN_LIMIT, verifyChain, type ChainVerdict } from "../modules/trust/chain-verifier";
import { PathSearch } from "../modules/trust/path-search";
import type { TrustAnchor } from "../modules/trust/trust-anchor";

/** A certificate that is a trust anchor, or could be made one. */
export interface Candidate {
	readonly anchor: TrustAnchor;
	/** Where it is from, for people: a path, or in words. */
	readonly source: string;
	/** It is one of the gateway's trust anchors already. */
	readonly embedded: boolean;
}

/** A chain, and for whom and when it should hold. */
export interface ChainQuestion {
	readonly chain: readonly Uint8Array[];
	/** Name or address, without brackets. */
	readonly host: string;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** What the gateway would say of a chain if these were its trust anchors. */
export function judge({ chain, host, now }: ChainQuestion, candidates: readonly Candidate[]): ChainVerdict {
	return verifyChain(chain, { anchors: candidates.map(({ anchor }) => anchor), host, now, signatures: new NodeSignatures() });
}

/**
 * The candidate to which a chain leads, whether or not its leaf is for the host. A root goes before an intermediate
 * CA, which would be replaced sooner.
 */
export function findAnchor(question: ChainQuestion, candidates: readonly Candidate[]): Candidate | undefined {
	const certificates: Certificate[] = [];
	for (const der of question.chain) {
		const { certificate } = readCertificate(der);
		if (!certificate)
			return undefined;
		certificates.push(certificate);
	}
	if (!certificates.length || certificates.length > CHAIN_LIMIT)
		return undefined;
	return findAmong(candidates.filter(({ anchor }) => anchor.certificate.selfIssued)) ?? findAmong(candidates);

	function findAmong(some: readonly Candidate[]): Candidate | undefined {
		const search = new PathSearch(certificates, { ...question, anchors: some.map(({ anchor }) => anchor), signatures: new NodeSignatures() });
		return search.run() ? undefined : some.find(({ anchor }) => anchor === search.anchor);
	}
}
