import { describeReason } from "../../modules/trust/reason-text";
import { verifyChain, type ChainVerdict } from "../../modules/trust/chain-verifier";
import type { ChainReason, ChainReasonCode } from "../../modules/trust/chain-reason";
import { readTrustAnchor, type TrustAnchor } from "../../modules/trust/trust-anchor";
import { NOW, type Made } from "./certificate-maker";
import { NodeSignatures } from "../../certs/node-signatures";
import { askOpenSsl, hasOpenSsl } from "./openssl";

/** What goes into one verification. */
export interface ChainInput {
	readonly chain: readonly (Made | Uint8Array)[];
	readonly anchors: readonly Made[];
	/** broker.test unless given. */
	readonly host?: string;
	readonly now?: number;
	readonly pins?: readonly Uint8Array[];
}

export interface ChainCase {
	readonly name: string;
	readonly input: () => Promise<ChainInput>;
	readonly expect: "accepted" | ChainReasonCode;
	/** What `openssl verify` says; as ours unless given, and then `why` explains the difference. */
	readonly openssl?: "accepted" | "refused" | "not asked";
	readonly why?: string;
	readonly flags?: readonly string[];
	/** More that has to hold for the reason. */
	readonly facts?: (reason: ChainReason) => void;
}

export function verify(input: ChainInput, signatures = new NodeSignatures()): ChainVerdict {
	return verifyChain(input.chain.map(bytesOf), {
		anchors: input.anchors.map(anchorOf), host: input.host ?? "broker.test", now: input.now ?? NOW, pins: input.pins, signatures,
	});
}

export function anchorOf(made: Made): TrustAnchor {
	const { anchor, malformed } = readTrustAnchor(made.der);
	if (!anchor)
		throw new Error(malformed);
	return anchor;
}

function bytesOf(certificate: Made | Uint8Array): Uint8Array {
	return certificate instanceof Uint8Array ? certificate : certificate.der;
}

/** Makes a test of each case: our verdict and OpenSSL's, both as the table says. */
export function testCases(title: string, cases: readonly ChainCase[]): void {
	describe(hasOpenSsl ? title : `${title} (not compared: there is no openssl command)`, () => {
		test.each(cases.map(each => [each.name, each] as const))("%s", async (_name, each) => {
			const input = await each.input();
			const verdict = verify(input);
			expect(verdict.accepted ? "accepted" : verdict.reason.code).toBe(each.expect);
			if (!verdict.accepted) {
				expect(describeReason(verdict.reason)).toMatch(/^[^\n\r\x00-\x1f]{20,2000}\.$/);
				each.facts?.(verdict.reason);
			}
			const ours = verdict.accepted ? "accepted" : "refused", theirs = each.openssl ?? ours;
			expect(theirs === ours || theirs === "not asked" || each.why !== undefined).toBe(true);
			if (hasOpenSsl && theirs !== "not asked")
				expect(await askOpenSsl({
					chain: input.chain.map(bytesOf), anchors: input.anchors.map(({ der }) => der),
					host: input.host ?? "broker.test", now: input.now ?? NOW, flags: each.flags,
				})).toBe(theirs);
		});
	});
}
