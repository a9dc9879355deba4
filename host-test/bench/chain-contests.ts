import { verifyChain } from "../../modules/trust/chain-verifier";
import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import { make, NOW, type KeyName } from "../trust/certificate-maker";
import { NodeSignatures } from "../../certs/node-signatures";
import type { Contest } from "./contest";
import { SignatureTrace } from "./signature-trace";

const KINDS = [["RSA 2048", "RSA"], ["EC P-256", "P-256"]] as const;

/** What the verdict about a leaf with two intermediates costs beside the three signatures that it comes to. */
export async function chainContests(count: number): Promise<Contest[]> {
	const contests: Contest[] = [];
	for (const [name, kind] of KINDS)
		contests.push(await contestOf(name, kind, count));
	return contests;
}

async function contestOf(name: string, kind: "RSA" | "P-256", count: number): Promise<Contest> {
	const key = (number: number): KeyName => `${kind} ${number}`;
	const root = await make({ subject: "CN=Root, O=Bench", ca: true, key: key(1) });
	const upper = await make({ subject: "CN=Upper, O=Bench", ca: true, issuer: root, key: key(2) });
	const lower = await make({ subject: "CN=Lower, O=Bench", ca: 0, issuer: upper, key: key(3) });
	const leaf = await make({ subject: "CN=broker.test", issuer: lower, key: key(4) });
	const chain = [leaf.der, lower.der, upper.der], anchors = [readTrustAnchor(root.der).anchor!];
	const verify = (signatures: NodeSignatures | SignatureTrace) => {
		const verdict = verifyChain(chain, { anchors, host: "broker.test", now: NOW, signatures });
		if (!verdict.accepted)
			throw new Error(`the chain is refused: ${JSON.stringify(verdict.reason)}`);
	};
	const signatures = new NodeSignatures(), trace = new SignatureTrace(signatures);
	verify(trace);
	return {
		name: `chain of three certificates, ${name}`, unit: "chains", count,
		contestants: [
			{ name: "verdict", prepare: most => () => times(most, () => verify(signatures)) },
			{ name: "its signatures by Node alone", prepare: most => () => times(most, () => trace.repeat()) },
		],
	};
}

function times(count: number, what: () => void): number {
	for (let i = 0; i < count; i++)
		what();
	return count;
}
