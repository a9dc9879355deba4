import type { Certificate } from "./certificate";

/** Which certificate a reason is about. */
export interface CertificateReference {
	/** Place in the chain as the broker sent it, from 0; -1 for a trust anchor. */
	readonly position: number;
	/** For people; "" where it couldn't be read. */
	readonly subject: string;
}

/** Why a chain is refused, with the facts. Times are milliseconds since 1970. `describeReason` makes a sentence of it. */
export type ChainReason =
	| { readonly code: "empty chain" }
	| { readonly code: "too many certificates"; readonly count: number; readonly limit: number }
	/** Nothing was found within the work that one chain may cost. */
	| { readonly code: "too complex"; readonly what: string }
	/** `where`: which part, what is wrong, and at which byte. */
	| { readonly code: "malformed"; readonly certificate: CertificateReference; readonly where: string }
	| {
		readonly code: "issuer unknown"; readonly certificate: CertificateReference; readonly issuer: string;
		/** The certificate names itself as its issuer. */
		readonly selfIssued: boolean;
		/** The broker did send a certificate under the issuer's name, which leads nowhere. */
		readonly sent: boolean;
		/** Subjects of the trust anchors there are. */
		readonly anchors: readonly string[];
	}
	| { readonly code: "bad signature"; readonly certificate: CertificateReference; readonly issuer: CertificateReference; readonly detail?: string }
	| { readonly code: "issuer is not a CA"; readonly certificate: CertificateReference }
	/** `certificate` allows `limit` CAs below it, and there are `count`. */
	| { readonly code: "path length exceeded"; readonly certificate: CertificateReference; readonly limit: number; readonly count: number }
	| { readonly code: "key usage"; readonly certificate: CertificateReference; readonly missing: "keyCertSign" | "digitalSignature" }
	/** extendedKeyUsage is there, without serverAuth. */
	| { readonly code: "extended key usage"; readonly certificate: CertificateReference }
	| {
		readonly code: "name mismatch"; readonly wanted: string;
		/** The first of the names in subjectAltName. */
		readonly offered: readonly string[];
		readonly commonName: string | undefined;
	}
	| { readonly code: "expired"; readonly certificate: CertificateReference; readonly notAfter: number; readonly now: number }
	| { readonly code: "not yet valid"; readonly certificate: CertificateReference; readonly notBefore: number; readonly now: number }
	/** Read well, but breaks a rule that every CA keeps. */
	| { readonly code: "breaks RFC 5280"; readonly certificate: CertificateReference; readonly what: string }
	| { readonly code: "weak"; readonly certificate: CertificateReference; readonly what: string }
	| { readonly code: "unsupported"; readonly certificate: CertificateReference; readonly what: string }
	/** `authority` doesn't allow `certificate` the name `name`. */
	| { readonly code: "name constraint"; readonly authority: CertificateReference; readonly certificate: CertificateReference; readonly name: string }
	| { readonly code: "pin mismatch"; readonly anchor: string };

export type ChainReasonCode = ChainReason["code"];

/** All codes, for counters and tables. */
export const CHAIN_REASON_CODES: readonly ChainReasonCode[] = Object.freeze([
	"empty chain", "too many certificates", "too complex", "malformed", "issuer unknown", "bad signature",
	"issuer is not a CA", "path length exceeded", "key usage", "extended key usage", "name mismatch", "expired",
	"not yet valid", "breaks RFC 5280", "weak", "unsupported", "name constraint", "pin mismatch",
] as const);

export const referTo = (certificate: Certificate, position: number): CertificateReference => {
	return { position, subject: certificate.subjectText };
};
