import { readCertificate } from "../../modules/trust/certificate";
import { DerError, DerReader } from "../../modules/trust/der-reader";
import { nameText, readName } from "../../modules/trust/distinguished-name";
import { keyText } from "../../modules/trust/public-key";
import { bytesText, type Entry } from "./description";

const DAY = 86_400_000;
const NAMES = 32;

/** A certificate as the gateway's own parser reads it. @param now milliseconds since 1970 */
export function describeCertificate(der: Uint8Array, place: number, now: number): Entry {
	const { certificate, malformed } = readCertificate(der);
	const title = `certificate ${place}, ${bytesText(der.length)}`;
	if (!certificate)
		return { text: `${title}: malformed: ${malformed}` };
	const names = certificate.alternativeNames(NAMES), { authority, pathLength } = certificate.extensions;
	const limit = pathLength < 0 ? "" : `, with at most ${pathLength} CAs below it`;
	return {
		text: title,
		entries: [
			{ text: `subject    ${certificate.subjectText}` },
			{ text: `issuer     ${certificate.issuerText}${certificate.selfIssued ? " (itself)" : ""}` },
			{ text: `names      ${names.length ? names.join(", ") : "none"}` },
			{ text: `key        ${keyText(certificate.key)}${authority ? `, of a CA${limit}` : ""}` },
			{ text: `signature  ${certificate.algorithmText}, ${bytesText(certificate.signature.length)}` },
			{ text: `valid      ${validity(certificate.notBefore, certificate.notAfter, now)}` },
		],
	};
}

/** A distinguished name that stands alone, as CertificateRequest has them. */
export function distinguishedName(der: Uint8Array): string {
	try {
		const reader = new DerReader(der);
		readName(reader);
		return reader.more ? "a malformed name" : nameText(der);
	}
	catch (error) {
		if (error instanceof DerError)
			return "a malformed name";
		throw error;
	}
}

function validity(notBefore: number, notAfter: number, now: number): string {
	const span = `${timeText(notBefore)} to ${timeText(notAfter)}`;
	if (now < notBefore)
		return `${span}: not yet`;
	if (now > notAfter)
		return `${span}: expired`;
	const days = Math.floor((notAfter - now) / DAY);
	return `${span} (${days === 1 ? "1 day" : `${days} days`} left)`;
}

/** "2026-01-31 23:59:59 UTC". */
export function timeText(time: number): string {
	return new Date(time).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
}
