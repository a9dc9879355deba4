import type { CertificateReference, ChainReason } from "./chain-reason";
import { parseAddress } from "../text/internet-address";
import { sameOctets } from "./octets";

/**
 * A sentence or three for the person at the console: what failed, the facts, and what to do. No line feeds. Everything
 * in it that comes from a certificate has been through `readableText`.
 */
export const describeReason = (reason: ChainReason): string => {
	switch (reason.code) {
		case "empty chain":
			return "The broker sent no certificate. Give the broker one, with the CAs between it and the trust anchor.";
		case "too many certificates":
			return `The broker sent ${reason.count} certificates, and ${reason.limit} are the most that are looked at. ` +
				"Configure it to send its own certificate and the CAs above it, nothing else.";
		case "too complex":
			return `The broker's certificates are too entangled to check: ${reason.what}. ` +
				"Configure it to send its own certificate and the CAs above it, nothing else.";
		case "malformed":
			return `${subjectOf(reason.certificate)} is malformed: ${reason.where}. Have it issued again by other software.`;
		case "issuer unknown":
			return issuerUnknown(reason);
		case "bad signature":
			return `${subjectOf(reason.certificate)} carries the name of ${inside(reason.issuer)} as its issuer, but ` +
				`wasn't signed with its key${reason.detail ? ` (${reason.detail})` : ""}. Either it is forged, or the CA has ` +
				"been made anew under the same name: then put the new one into certs/.";
		case "issuer is not a CA":
			return `${subjectOf(reason.certificate)} signed another certificate of the chain but is not a CA ` +
				"(basicConstraints without cA). Somebody who only has a broker's certificate may be forging others.";
		case "path length exceeded":
			return `${subjectOf(reason.certificate)} allows ${reason.limit} CAs below it (pathLenConstraint), and this chain ` +
				`has ${reason.count}. Have the broker's certificate issued by a CA closer to it.`;
		case "key usage":
			return `${subjectOf(reason.certificate)} has a keyUsage without ${reason.missing}, so it must not be used ` +
				`${reason.missing === "keyCertSign" ? "to sign certificates" : "for a key exchange with ECDHE"}. Have it issued again with it.`;
		case "extended key usage":
			return `${subjectOf(reason.certificate)} has an extendedKeyUsage without serverAuth, so it is not meant for ` +
				"servers. Have it issued again with it.";
		case "name mismatch":
			return nameMismatch(reason);
		case "expired":
			return `${subjectOf(reason.certificate)} expired on ${timeText(reason.notAfter)}; the clock says ` +
				`${timeText(reason.now)}. Renew it, or set the clock right.`;
		case "not yet valid":
			return `${subjectOf(reason.certificate)} is not valid before ${timeText(reason.notBefore)}; the clock says ` +
				`${timeText(reason.now)}. Wait, or set the clock right.`;
		case "breaks RFC 5280":
			return `${subjectOf(reason.certificate)} breaks RFC 5280: ${reason.what}. Have it issued again without this fault.`;
		case "weak":
			return `${subjectOf(reason.certificate)} is too weak to be relied on: ${reason.what}. Have it issued again with ` +
				"RSA of 2048 bits or EC P-256, and SHA-256.";
		case "unsupported":
			return `${subjectOf(reason.certificate)} has something that the gateway doesn't support: ${reason.what}. ` +
				"Have it issued again without it.";
		case "name constraint":
			return `${subjectOf(reason.authority)} may not vouch for the name ${reason.name} in ${inside(reason.certificate)} ` +
				"(nameConstraints). Have it issued by another CA, or for another name.";
		case "pin mismatch":
			return `The chain leads to ${reason.anchor}, but no key on it is one of those that are pinned. Either somebody ` +
				"else has a certificate of that CA, or the broker's key was renewed: then change the pin.";
	}
};

const issuerUnknown = (reason: ChainReason & { code: "issuer unknown" }): string => {
	const anchors = reason.anchors.length === 0 ? "there are no trust anchors" : `the trust anchors are: ${reason.anchors.join("; ")}`;
	if (reason.selfIssued)
		return `${subjectOf(reason.certificate)} is its own issuer and is not a trust anchor; ${anchors}. If this is your CA ` +
			"or your broker, put its certificate into certs/; otherwise somebody pretends to be the broker.";
	if (reason.sent)
		return `${subjectOf(reason.certificate)} was issued by ${reason.issuer}, which is not a trust anchor, and what the broker sent ` +
			`under that name leads to none; ${anchors}. Put that CA into certs/.`;
	return `${subjectOf(reason.certificate)} was issued by ${reason.issuer}, which the broker didn't send and which is not a trust ` +
		`anchor; ${anchors}. Put that CA into certs/, or have the broker send the CAs above its certificate.`;
};

const nameMismatch = ({ commonName, offered, wanted }: ChainReason & { code: "name mismatch" }): string => {
	const address = parseAddress(wanted);
	const entry = `${address ? "IP" : "DNS"}:${wanted} in subjectAltName`;
	// an entry of type iPAddress would have matched
	if (address && offered.some(name => sameAddress(name, address)))
		return `The broker's certificate has ${wanted} as a DNS name, and an address counts as an address only. ` +
			`Have it issued again with ${entry}.`;
	const says = offered.length === 0 ? "names nobody (it has no subjectAltName)" : `is for ${offered.join(", ")}`;
	const hint = offered.length === 0 && commonName !== undefined ? ` Its common name ${commonName} doesn't count.` : "";
	return `The broker's certificate ${says}, not for ${wanted}.${hint} Use a name that it is for, or have it issued for this one (${entry}).`;
};

const sameAddress = (text: string, address: Uint8Array): boolean => {
	const other = parseAddress(text);
	return other !== undefined && sameOctets(other, address);
};

/** At the start of a sentence. */
const subjectOf = (reference: CertificateReference): string => {
	const text = inside(reference);
	return text[0]!.toUpperCase() + text.slice(1);
};

const inside = ({ position, subject }: CertificateReference): string => {
	const kind = position < 0 ? "the trust anchor" : position === 0 ? "the broker's certificate" :
		`certificate ${position + 1} that the broker sent`;
	return subject === "" ? kind : `${kind} (${subject})`;
};

/** "2026-01-31 23:59:59 UTC". */
const timeText = (time: number): string => {
	if (!(Math.abs(time) <= 8.64e15))
		return "no time at all";
	const text = new Date(time).toISOString();
	return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
};
