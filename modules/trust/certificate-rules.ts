import type { Certificate } from "./certificate";
import { DIGITAL_SIGNATURE, KEY_CERT_SIGN } from "./certificate-extensions";
import { referTo, type ChainReason } from "./chain-reason";
import { commonName } from "./distinguished-name";
import { identifierText } from "./object-identifier";
import { DerReader } from "./der-reader";
import { keyFault } from "./public-key";
import type { ServerName } from "./server-name";

/** Names that a reason lists. */
const NAMES = 8;

/**
 * What keeps a certificate from having issued another (RFC 5280 §6.1.4 k to n), whoever signed it.
 * A trust anchor may be of version 1 or 2, which say nothing about being a CA; one of version 3 has to say it.
 * extendedKeyUsage counts on CAs too, as with OpenSSL: one that is limited to other purposes can't make servers.
 * @param position place in the chain sent, -1 for an anchor
 * @param below CAs between it and the leaf that aren't self-issued
 */
export const issuerFault = (certificate: Certificate, position: number, below: number, now: number): ChainReason | undefined => {
	const { authority, pathLength, keyUsage } = certificate.extensions;
	if (certificate.version < 3) {
		if (position >= 0)
			return versionFault(certificate, position);
	}
	else if (!authority)
		return { code: "issuer is not a CA", certificate: referTo(certificate, position) };
	if (keyUsage >= 0 && !(keyUsage & KEY_CERT_SIGN))
		return { code: "key usage", certificate: referTo(certificate, position), missing: "keyCertSign" };
	if (pathLength >= 0 && below > pathLength)
		return { code: "path length exceeded", certificate: referTo(certificate, position), limit: pathLength, count: below };
	return timeFault(certificate, position, now) ?? extensionFault(certificate, position);
};

/** What keeps a certificate from being the broker's, whoever signed it; the name first, because without it all else is idle. */
export const leafFault = (certificate: Certificate, wanted: ServerName, now: number): ChainReason | undefined => {
	const position = 0, { authority, keyUsage } = certificate.extensions;
	if (certificate.version < 3)		// no subjectAltName
		return versionFault(certificate, position);
	if (!wanted.matches(certificate))
		return {
			code: "name mismatch", wanted: wanted.text, offered: certificate.alternativeNames(NAMES),
			commonName: commonName(certificate.subject),
		};
	const fault = timeFault(certificate, position, now) ?? extensionFault(certificate, position);
	if (fault)
		return fault;
	if (keyUsage >= 0 && keyUsage & KEY_CERT_SIGN && !authority)
		return { code: "breaks RFC 5280", certificate: referTo(certificate, position), what: "keyUsage has keyCertSign though it is not a CA" };
	// with ECDHE the broker signs; keyEncipherment and keyAgreement are for exchanges that aren't offered. A CA that may
	// only sign certificates could sign itself one for this (RFC 5246 §7.4.2 would have it do so): nothing is lost
	if (keyUsage >= 0 && !(keyUsage & (authority ? DIGITAL_SIGNATURE | KEY_CERT_SIGN : DIGITAL_SIGNATURE)))
		return { code: "key usage", certificate: referTo(certificate, position), missing: "digitalSignature" };
	const weakness = keyFault(certificate.key);
	return weakness && { ...weakness, certificate: referTo(certificate, position) };
};

const versionFault = (certificate: Certificate, position: number): ChainReason => {
	return { code: "unsupported", certificate: referTo(certificate, position), what: `X.509 version ${certificate.version}` };
};

/**
 * RFC 5280 §6.1.3 a 2. Certificates count in whole seconds and §4.1.2.5 takes the last one in, so that it is over when
 * the next one begins, not a millisecond after it began: public CAs count a certificate's life in the same way.
 */
export const timeFault = (certificate: Certificate, position: number, now: number): ChainReason | undefined => {
	const { notBefore, notAfter } = certificate;
	if (!(now >= notBefore))
		return { code: "not yet valid", certificate: referTo(certificate, position), notBefore, now };
	if (!(now < notAfter + 1000))
		return { code: "expired", certificate: referTo(certificate, position), notAfter, now };
	return undefined;
};

/** RFC 5280 §4.2: critical extensions that aren't known, and what holds for leaf and CA alike. */
const extensionFault = (certificate: Certificate, position: number): ChainReason | undefined => {
	const { serverAuth, unknownCritical } = certificate.extensions;
	if (serverAuth === false)
		return { code: "extended key usage", certificate: referTo(certificate, position) };
	if (unknownCritical) {
		const reader = new DerReader(certificate.der, unknownCritical);
		reader.read();
		const identifier = identifierText(reader.bytes, reader.content, reader.position);
		return { code: "unsupported", certificate: referTo(certificate, position), what: `the critical extension ${identifier}` };
	}
	const what = certificate.extensions.fault ?? identifierFault(certificate, position);
	return what === undefined ? undefined : { code: "breaks RFC 5280", certificate: referTo(certificate, position), what };
};

/** §4.2.1.1 and §4.2.1.2, for CAs that are sent; without any key identifiers they are taken. */
const identifierFault = (certificate: Certificate, position: number): string | undefined => {
	const { authority, authorityKey, subjectKey } = certificate.extensions;
	return position >= 0 && authority && (authorityKey !== 0) !== (subjectKey !== 0) && !certificate.selfIssued ?
		"it has an authorityKeyIdentifier or a subjectKeyIdentifier, and not both" : undefined;
};
