import { readCertificate, type Certificate } from "./certificate";

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

/** Reads a trust anchor from its DER, once; the bytes stay in use. Throws nothing. */
export function readTrustAnchor(der: Uint8Array): TrustAnchorReading {
	const { certificate, malformed } = readCertificate(der);
	return certificate ? { anchor: new TrustAnchor(certificate) } : { malformed: malformed! };
}
