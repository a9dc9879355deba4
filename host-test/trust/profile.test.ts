import { AUTHORITY, NOW, SERVER_NAMES, handmade, make, rawExtension, x509, type Order, type Parts } from "./certificate-maker";
import { testCases, type ChainCase } from "./chain-cases";
import { bits, commonName, element, extension, identifier, integer, octets, sequence } from "./der-writer";

/*
 * The plain MUSTs of RFC 5280 that are held against a certificate on the path, and those that are not, because what
 * people make at home breaks them.
 */

const STRICT = { openssl: "accepted", why: "stricter: OpenSSL does not look" } as const;
/** OpenSSL finds it, too, when it is asked to be strict. */
const AS_STRICT = { flags: ["-x509_strict"] } as const;
const NUMBER = "its serial number is zero, negative or longer than 20 bytes";
const { keyCertSign, digitalSignature } = x509.KeyUsageFlags;
const keyId = octets(new Uint8Array(20));
const authorityKey = (...parts: Uint8Array[]) => sequence(...parts);
const issuerName = element(0xa1, element(0xa4, commonName("Root"))), serialNumber = element(0x82, "\x05");

const says = (what: string, position = 0): Partial<ChainCase> => ({
	facts: reason => expect(reason).toMatchObject({ code: "breaks RFC 5280", certificate: { position }, what }),
});
/** A lone leaf written by hand. */
function leaf(name: string, parts: Partial<Parts>, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}): ChainCase {
	return { name, expect, input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await handmade(anchor, { key: "P-256 961", ...parts })], anchors: [anchor] };
	}, ...rest };
}
/** A good leaf below a root with this. */
function root(name: string, order: Order, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}): ChainCase {
	return { name, expect, input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, ...order });
		return { chain: [await make({ issuer: anchor })], anchors: [anchor] };
	}, ...rest };
}
/** A good leaf below an intermediate CA with this. */
function middle(name: string, order: Order, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}): ChainCase {
	return { name, expect, input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		const between = await make({ subject: "CN=Middle", ca: true, issuer: anchor, ...order });
		return { chain: [await make({ issuer: between }), between], anchors: [anchor] };
	}, ...rest };
}

testCases("a serial number", [
	leaf("of zero", { serial: integer(0) }, "breaks RFC 5280", { ...STRICT, ...says(NUMBER) }),
	leaf("below zero", { serial: integer(0x85) }, "breaks RFC 5280", { ...STRICT, ...says(NUMBER) }),
	leaf("of -128", { serial: integer(0x80) }, "breaks RFC 5280", { ...STRICT, ...says(NUMBER) }),
	leaf("of 21 bytes", { serial: integer(...Array<number>(21).fill(0x11)) }, "breaks RFC 5280", { ...STRICT, ...says(NUMBER) }),
	leaf("of 22 bytes with the zero in front", { serial: integer(0, ...Array<number>(21).fill(0x91)) }, "breaks RFC 5280", STRICT),
	leaf("of 20 bytes", { serial: integer(...Array<number>(20).fill(0x7f)) }, "accepted"),
	leaf("of 20 bytes and the zero that makes them positive", { serial: integer(0, ...Array<number>(20).fill(0xff)) }, "accepted"),
	leaf("of 1", { serial: integer(1) }, "accepted"),
	{ name: "of zero in a root, as some well-known ones have it", expect: "accepted", input: async () => {
		const anchor = await handmade(undefined, { serial: integer(0), subject: commonName("Zero"), extensions: [AUTHORITY], key: "P-256 962" });
		return { chain: [await make({ issuer: anchor })], anchors: [anchor] };
	} },
	{ name: "of zero in an intermediate", expect: "breaks RFC 5280", ...STRICT, ...says(NUMBER, 1), input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		const between = await handmade(anchor, { serial: integer(0), subject: commonName("Zero"), extensions: [AUTHORITY], key: "P-256 963" });
		return { chain: [await make({ issuer: between }), between], anchors: [anchor] };
	} },
]);

testCases("a key identifier", [
	leaf("of the issuer is critical", { extensions: [SERVER_NAMES, extension("2.5.29.35", true, authorityKey(element(0x80, "\x05")))] }, "breaks RFC 5280",
		says("authorityKeyIdentifier must not be critical")),
	leaf("of the subject is critical", { extensions: [SERVER_NAMES, extension("2.5.29.14", true, keyId)] }, "breaks RFC 5280",
		says("subjectKeyIdentifier must not be critical")),
	root("of a root is critical", { identifiers: false, extra: [rawExtension("2.5.29.14", true, keyId)] }, "breaks RFC 5280",
		says("subjectKeyIdentifier must not be critical", -1)),
	leaf("of the issuer is empty", { extensions: [SERVER_NAMES, extension("2.5.29.35", false, authorityKey())] }, "breaks RFC 5280",
		{ ...STRICT, ...says("authorityKeyIdentifier is empty") }),
	leaf("is the issuer's name without its serial number", { extensions: [SERVER_NAMES, extension("2.5.29.35", false, authorityKey(issuerName))] }, "breaks RFC 5280",
		{ ...STRICT, ...says("authorityKeyIdentifier has an issuer or its serial number, and not both") }),
	leaf("is the issuer's serial number without its name", { extensions: [SERVER_NAMES, extension("2.5.29.35", false, authorityKey(serialNumber))] }, "breaks RFC 5280",
		{ openssl: "refused" }),
	leaf("has something unknown in it", { extensions: [SERVER_NAMES, extension("2.5.29.35", false, authorityKey(element(0x83, "x")))] }, "malformed"),
	root("is missing in all", { identifiers: false }, "accepted"),
	middle("is missing in an intermediate", { identifiers: false }, "accepted"),
	middle("of an intermediate is there without its issuer's", { identifiers: false, extra: [rawExtension("2.5.29.14", false, keyId)] }, "breaks RFC 5280",
		{ openssl: "refused", ...says("it has an authorityKeyIdentifier or a subjectKeyIdentifier, and not both", 1), ...AS_STRICT }),
	middle("of an intermediate's issuer is there without its own", { identifiers: false, extra: [rawExtension("2.5.29.35", false, authorityKey(issuerName, serialNumber))] },
		"breaks RFC 5280", says("it has an authorityKeyIdentifier or a subjectKeyIdentifier, and not both", 1)),
	root("of a root is another key's than its own", { identifiers: "00".repeat(20) }, "breaks RFC 5280",
		{ ...STRICT, ...says("authorityKeyIdentifier is another key's though it is its own issuer", -1) }),
	{ name: "of a CA that issued itself a new key is the old one's", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true }), next = await make({ subject: "CN=Root", ca: true, issuer: anchor });
		return { chain: [await make({ issuer: next }), next], anchors: [anchor] };
	} },
]);

testCases("an empty subject", [
	leaf("wants critical names", { subject: sequence() }, "breaks RFC 5280", { ...AS_STRICT, ...says("subjectAltName must be critical") }),
	leaf("has critical names", { subject: sequence(), extensions: [extension("2.5.29.17", true, sequence(element(0x82, "broker.test")))] }, "accepted"),
	leaf("has no names", { subject: sequence(), extensions: [extension("2.5.29.14", false, keyId)] }, "name mismatch"),
]);
testCases("critical names beside a subject", [
	leaf("are a SHOULD NOT", { extensions: [extension("2.5.29.17", true, sequence(element(0x82, "broker.test")))] }, "accepted"),
]);

testCases("policies", [
	middle("that constrain must be critical", { extra: [rawExtension("2.5.29.36", false, sequence(element(0x80, "\x00")))] }, "breaks RFC 5280",
		{ ...STRICT, ...says("policyConstraints must be critical", 1) }),
	middle("that inhibit must be critical", { extra: [rawExtension("2.5.29.54", false, integer(0))] }, "breaks RFC 5280",
		{ ...STRICT, ...says("inhibitAnyPolicy must be critical", 1) }),
]);

testCases("authorityInfoAccess", [
	leaf("is a list", { extensions: [SERVER_NAMES, extension("1.3.6.1.5.5.7.1.1", false, sequence(sequence(identifier("1.3.6.1.5.5.7.48.2"), element(0x86, "http://x"))))] }, "accepted"),
	leaf("is something else", { extensions: [SERVER_NAMES, extension("1.3.6.1.5.5.7.1.1", false, octets())] }, "breaks RFC 5280",
		{ ...STRICT, ...says("authorityInfoAccess holds something else") }),
]);

testCases("the broker's certificate", [
	leaf("has keyCertSign without being a CA", { extensions: [SERVER_NAMES, extension("2.5.29.15", true, bits(Uint8Array.of(0x84)))] }, "breaks RFC 5280",
		{ ...STRICT, ...says("keyUsage has keyCertSign though it is not a CA") }),
	leaf("is a CA's, which may only sign certificates", { extensions: [SERVER_NAMES, AUTHORITY, extension("2.5.29.15", true, bits(Uint8Array.of(4)))] }, "accepted",
		{ openssl: "refused", why: "laxer: who may sign certificates with this key can sign itself one for the handshake" }),
	leaf("is a CA's with a path length", { extensions: [SERVER_NAMES, extension("2.5.29.19", true, sequence(element(1, "\xff"), integer(0)))] }, "accepted"),
	{ name: "is a CA's, below one that allows no CA", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: 0 });
		return { chain: [await make({ subject: "CN=Low", ca: 0, issuer: anchor, names: ["broker.test"], usage: keyCertSign | digitalSignature })], anchors: [anchor] };
	} },
	{ name: "is within its last second", expect: "accepted", openssl: "refused", why: "laxer by a second: RFC 5280 §4.1.2.5 counts it in", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await make({ issuer: anchor, notAfter: NOW })], anchors: [anchor], now: NOW + 999 };
	} },
	{ name: "is a second past its end", expect: "expired", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await make({ issuer: anchor, notAfter: NOW })], anchors: [anchor], now: NOW + 1000 };
	} },
]);
