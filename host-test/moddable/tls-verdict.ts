import type { TLSSocket } from "node:tls";
import { verifyChain } from "../../modules/trust/chain-verifier";
import { describeReason } from "../../modules/trust/reason-text";
import type { TrustAnchor } from "../../modules/trust/trust-anchor";
import type { Expiry } from "../../modules/broker/expiry-watch";
import { NodeSignatures } from "../../certs/node-signatures";

/** What came of the check of the broker's certificate. */
export type Verdict =
	| { readonly trusted: true; readonly name: string; readonly notAfter: number; readonly expiry: Expiry; readonly anchor: string }
	| { readonly trusted: false; readonly reason: string; readonly message: string };

/**
 * Says whether the peer of a finished handshake is the broker, as the device does: with `verifyChain`. Node sorts
 * the chain and leaves out what does not belong to it; how a chain that is no chain is taken is not seen here.
 * @param now milliseconds since 1970
 */
export function judge(socket: TLSSocket, host: string, anchors: readonly TrustAnchor[], now: number, pins?: readonly Uint8Array[]): Verdict {
	const verdict = verifyChain(certificates(socket), { anchors, host, now, pins, signatures: new NodeSignatures() });
	if (!verdict.accepted)
		return { trusted: false, reason: verdict.reason.code, message: describeReason(verdict.reason) };
	const { anchor, expiry, name, notAfter } = verdict;
	return { trusted: true, name, notAfter, expiry, anchor: anchor.name };
}

/** DER of each certificate, leaf first. */
function certificates(socket: TLSSocket): Uint8Array[] {
	const chain: Uint8Array[] = [];
	let certificate = socket.getPeerCertificate(true);
	while (certificate?.raw) {
		chain.push(new Uint8Array(certificate.raw));
		if (certificate.issuerCertificate === certificate)
			break;
		certificate = certificate.issuerCertificate;
	}
	return chain;
}
