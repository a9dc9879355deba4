import { readCertificate, type Certificate } from "./certificate";
import { sameOctets } from "./octets";

/**
 * A certificate that is trusted because it was put there: a root or an intermediate CA, of any version, with or
 * without key identifiers, or a broker's own certificate. Its own signature is never checked; its validity, its key
 * and what it says about itself as a CA are (RFC 5280 §6.1.1 d leaves that open; a CA that limits itself is taken at
 * its word).
 */
export class TrustAnchor {
	readonly certificate: Certificate;

	constructor(certificate: Certificate) {
		this.certificate = certificate;
	}
	/** Its subject, for people. */
	get name(): string {
		return this.certificate.subjectText;
	}
	/** Milliseconds since 1970. */
	get notAfter(): number {
		return this.certificate.notAfter;
	}
}

export type TrustAnchorReading =
	| { readonly anchor: TrustAnchor; readonly malformed?: undefined }
	| { readonly anchor?: undefined; readonly malformed: string };

/** For the person who put the file there: what is wrong with it, and what makes the right one. */
export const anchorMistake = (file: string, bytes: Uint8Array, malformed: string): string => {
	return `${file} ${isPEM(bytes) ? "is PEM, not DER: rename it to ca.pem" : `is not a certificate in DER (${malformed})`}. ` +
		`Right: openssl x509 -in ca.pem -outform der -out ${file}`;
};

const PEM = "-----BEGIN";

/** RFC 7468 §5.2 allows text before it. */
const isPEM = (bytes: Uint8Array): boolean => {
	for (let i = 0, matched = 0; i < bytes.length; i++) {
		matched = bytes[i] === PEM.charCodeAt(matched) ? matched + 1 : bytes[i] === 0x2d ? matched === 5 ? 5 : 1 : 0;
		if (matched === PEM.length)
			return true;
	}
	return false;
};

/** Reads a trust anchor from its DER, once; the bytes stay in use. Throws nothing. */
export const readTrustAnchor = (der: Uint8Array): TrustAnchorReading => {
	const { certificate, malformed } = readCertificate(der);
	if (!certificate)
		return { malformed: malformed! };
	const issuer = certificate.authorityKeyIdentifier, own = certificate.subjectKeyIdentifier;
	if (issuer && own && certificate.selfIssued && !sameOctets(issuer, own))		// §4.2.1.1: they "would be identical"
		certificate.extensions.fault ??= "authorityKeyIdentifier is another key's though it is its own issuer";
	return { anchor: new TrustAnchor(certificate) };
};
