import { readCertificate, type Certificate } from "../modules/trust/certificate";
import { sameName } from "../modules/trust/distinguished-name";
import { keyText } from "../modules/trust/public-key";
import type { Candidate } from "./anchor-search";
import { fingerprint, pinOf } from "./fingerprint";
import type { Palette } from "./terminal";
import { expiryLevel, GOOD } from "../modules/trust/expiry";
import { remainingText, timeText } from "./validity-text";

/** Names that are shown of one certificate. */
const NAMES = 16;

interface Node {
	readonly title: string;
	readonly facts: readonly string[];
	/** It hangs below the one before, because its subject is that one's issuer. */
	readonly below: boolean;
}

/**
 * Lines that draw a chain as it was sent, in its order: a certificate hangs below the one before it if that one
 * names it as its issuer, and else starts at the margin. The anchor comes last, unless it was sent.
 * @param now milliseconds since 1970
 */
export function chainLines(chain: readonly Uint8Array[], anchor: Candidate | undefined, now: number, palette: Palette): string[] {
	const nodes: Node[] = [];
	const role = !anchor ? "" : anchor.embedded ? palette.green(`= trust anchor ${anchor.source}`) : palette.yellow(`= found (${anchor.source}), not embedded`);
	let before: Certificate | undefined, anchorSent = false;
	chain.forEach((der, index) => {
		const { certificate, malformed } = readCertificate(der);
		const isAnchor = anchor !== undefined && Buffer.compare(der, anchor.anchor.certificate.der) === 0;
		const below = certificate !== undefined && before !== undefined && sameName(before.issuer, certificate.subject);
		anchorSent ||= isAnchor;
		nodes.push({
			title: `${index + 1}  ${palette.bold(certificate ? certificate.subjectText : `malformed: ${malformed}`)}` +
				(isAnchor ? `  ${role}` : ""),
			facts: [
				...index > 0 && !below ? [palette.yellow("did not issue the one before it")] : [],
				...certificate ? certificateFacts(certificate, now, palette) : [],
				...isAnchor ? [fact("SHA-256", fingerprint(der), palette)] : [],
			],
			below,
		});
		before = certificate;
	});
	if (anchor && !anchorSent) {
		const { certificate } = anchor.anchor;
		nodes.push({
			title: `not sent  ${palette.bold(certificate.subjectText)}  ${role}`,
			facts: [...certificateFacts(certificate, now, palette), fact("SHA-256", fingerprint(certificate.der), palette)],
			below: before !== undefined && sameName(before.issuer, certificate.subject),
		});
	}
	return draw(nodes);
}

/** What is worth knowing of one certificate besides its subject, a line each. */
export function certificateFacts(certificate: Certificate, now: number, palette: Palette): string[] {
	const { extensions, notAfter, notBefore, selfIssued } = certificate, names = certificate.alternativeNames(NAMES);
	const left = remainingText(certificate, now);
	const color = now < notBefore || now > notAfter ? palette.red : expiryLevel(certificate, now) !== GOOD ? palette.yellow : palette.green;
	return [
		fact("issuer", selfIssued ? "itself" : certificate.issuerText, palette),
		...extensions.authority ?
			[fact("CA", extensions.pathLength < 0 ? "yes" : `yes, with at most ${extensions.pathLength} below it`, palette)] :
			[fact("names", names.length ? names.join(", ") : "none", palette)],
		fact("key", keyText(certificate.key), palette),
		fact("signature", certificate.algorithmText, palette),
		fact("valid", `${timeText(notBefore, true)} to ${timeText(notAfter, true)}, ${color(left)}`, palette),
		fact("pin", pinOf(certificate.keyInfo), palette),
	];
}

export function fact(label: string, value: string, palette: Palette): string {
	return `${palette.dim(label.padEnd(10))} ${value}`;
}

function draw(nodes: readonly Node[]): string[] {
	const lines: string[] = [];
	let depth = 0;
	nodes.forEach(({ below, facts, title }, index) => {
		depth = below ? depth + 1 : 0;
		const margin = "   ".repeat(depth), bar = nodes[index + 1]?.below ? "│" : " ";
		lines.push(depth ? `${"   ".repeat(depth - 1)}└─ ${title}` : title);
		lines.push(...facts.map(each => `${margin}${bar}  ${each}`));
	});
	return lines;
}
