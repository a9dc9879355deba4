import { AUTHORITY, NOW, SERVER_NAMES, handmade, make, type Parts } from "./certificate-maker";
import { testCases, type ChainCase } from "./chain-cases";
import { NULL, bits, commonName, element, extension, identifier, integer, join, octets, sequence, set } from "./der-writer";

type Result = Partial<ChainCase> & { readonly expect?: ChainCase["expect"] };
const LAX = { openssl: "accepted", why: "stricter: OpenSSL does not look" } as const;
const where = (pattern: RegExp): Result => ({ facts: reason => expect(reason).toMatchObject({ where: expect.stringMatching(pattern) }) });

/** A lone leaf written by hand; malformed unless `rest` says otherwise. */
function written(name: string, parts: Partial<Parts>, rest: Result = {}): ChainCase {
	return { name, expect: "malformed", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await handmade(anchor, { key: "P-256 931", ...parts })], anchors: [anchor] };
	}, ...rest };
}
/** A good leaf whose bytes are changed afterwards: what is signed stays as it was. */
function changed(name: string, change: (der: Uint8Array) => Uint8Array, rest: Result = {}): ChainCase {
	return { name, expect: "malformed", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [change((await handmade(anchor, { key: "P-256 931" })).der)], anchors: [anchor] };
	}, ...rest };
}
const validity = (from: Uint8Array, to: Uint8Array) => ({ validity: sequence(from, to) });
const utc = (text: string) => element(0x17, text), general = (text: string) => element(0x18, text);
const FROM = utc("260101000000Z"), TO = utc("270101000000Z");
const withExtensions = (...extensions: Uint8Array[]) => ({ extensions: [SERVER_NAMES, ...extensions] });
const good = { expect: "accepted" } as const;

testCases("the encoding", [
	written("is good", {}, good),
	changed("has bytes behind it", der => join(der, "\x00"), LAX),
	changed("is cut short", der => der.subarray(0, der.length - 1), { openssl: "refused" }),
	changed("is empty", () => new Uint8Array(0)),
	changed("is one byte", () => Uint8Array.of(0x30)),
	changed("is not a SEQUENCE", der => join("\x31", der.subarray(1))),
	changed("has an indefinite length", der => join("\x30\x80", der.subarray(4), "\x00\x00"), { ...LAX, ...where(/length/) }),
	changed("has a length that is not minimal", der => join("\x30\x83\x00", der.subarray(2)), { ...LAX, ...where(/minimal/) }),
	changed("has a length of 4 bytes", der => join("\x30\x84\x00\x00", der.subarray(2)), LAX),
	changed("has a length beyond its end", der => join("\x30\x83\x7f", der.subarray(2))),
	written("has a serial number that is not minimal", { serial: integer(0, 1) }, where(/^serial number/)),
	written("has a negative serial number that is not minimal", { serial: integer(0xff, 0x80) }, where(/^serial number.*minimal/)),
	written("has an empty serial number", { serial: integer() }),
	written("says version 1", { version: element(0xa0, integer(0)) }, { ...LAX, ...where(/version/) }),
	written("says version 4", { version: element(0xa0, integer(3)) }, { ...LAX, ...where(/^version: 4/) }),
	written("says a negative version", { version: element(0xa0, integer(0xff)) }, LAX),
	written("has extensions in version 2", { version: element(0xa0, integer(1)) }, LAX),
	written("has unique identifiers in version 3", { between: join(element(0x81, "\x00\x01"), element(0x82, "\x00\x02")) }, good),
	written("has unique identifiers in the wrong order", { between: join(element(0x82, "\x00\x01"), element(0x81, "\x00\x02")) }),
	written("has something unknown before its extensions", { between: element(0x84, "x") }),
	written("has unused bits in the signature", { signature: s => s, unused: 1 }),
	written("has an identifier that is not minimal", { inner: sequence(element(6, "\x80\x2a")) }),
	written("has an identifier cut short", { inner: sequence(element(6, "\x2a\x86")) }),
	written("has a tag of several bytes", { between: element(0x1f, "\x81\x01") }),
	written("has a subject that is no SEQUENCE of SETs", { subject: sequence(sequence()) }),
	written("has an empty SET in its subject", { subject: sequence(set()) }, LAX),
	written("has three values in an attribute", { subject: sequence(set(sequence(identifier("2.5.4.3"), NULL, NULL))) }),
	written("has bytes behind its key", { keyInfo: sequence(sequence(identifier("1.2.3")), bits(new Uint8Array(4)), NULL) }),
]);

testCases("a time", [
	written("is a UTCTime of 2049", validity(FROM, utc("491231235959Z")), good),
	written("is a UTCTime of 1950", validity(utc("500101000000Z"), TO), good),
	written("is a GeneralizedTime before 2050", validity(general("20260101000000Z"), general("20270101000000Z")), good),
	written("is the last there is", validity(FROM, general("99991231235959Z")), good),
	written("is in the year 0", validity(general("00000101000000Z"), TO), { ...good, openssl: "accepted" }),
	written("is a 29th of February of a leap year", validity(utc("240229000000Z"), TO), good),
	written("is a 29th of February of another year", validity(utc("250229000000Z"), TO), { openssl: "refused" }),
	written("is a 29th of February of 2000", validity(utc("000229000000Z"), TO), good),
	written("is a 29th of February of 2100", validity(FROM, general("21000229000000Z")), { openssl: "refused" }),
	written("is a 30th of February of a leap year", validity(utc("240230000000Z"), TO), { openssl: "refused" }),
	written("is a 31st of April", validity(utc("250431000000Z"), TO)),
	written("is in month 13", validity(utc("251301000000Z"), TO)),
	written("is at 24 o'clock", validity(utc("250101240000Z"), TO)),
	written("is a leap second", validity(utc("161231235960Z"), TO)),
	written("has no Z", validity(utc("250101000000"), TO)),
	written("has no seconds", validity(utc("2501010000Z"), TO)),
	written("has an offset", validity(utc("250101000000+0000"), TO)),
	written("has fractions of seconds", validity(general("20250101000000.5Z"), TO)),
	written("has a letter", validity(utc("25010100000OZ"), TO)),
	written("is missing", { validity: sequence(FROM) }),
	written("is there a third time", { validity: sequence(FROM, TO, TO) }),
	written("is not before but after", validity(TO, FROM), { expect: "not yet valid" }),
]);

testCases("extensions", [
	written("are an empty list", { rawExtensions: element(0xa3, sequence()) }),
	written("are two lists", { rawExtensions: element(0xa3, sequence(SERVER_NAMES), sequence(AUTHORITY)) }),
	written("have one twice", withExtensions(SERVER_NAMES), where(/twice/)),
	written("have an unknown one twice", withExtensions(extension("1.2.3", false, NULL), AUTHORITY, extension("1.2.3", false, NULL)), { ...LAX, ...where(/twice/) }),
	written("are 64", withExtensions(...Array.from({ length: 63 }, (_, i) => extension(`1.2.${i}`, false, NULL))), good),
	written("are 65", withExtensions(...Array.from({ length: 64 }, (_, i) => extension(`1.2.${i}`, false, NULL))), LAX),
	written("spell FALSE out", withExtensions(sequence(identifier("1.2.3"), element(1, "\x00"), octets(NULL))), good),
	written("are critical by a BOOLEAN of 01", withExtensions(sequence(identifier("1.2.3"), element(1, "\x01"), octets(NULL)))),
	written("are critical by a BOOLEAN of 2 bytes", withExtensions(sequence(identifier("1.2.3"), element(1, "\xff\xff"), octets(NULL)))),
	written("have no value", withExtensions(sequence(identifier("1.2.3")))),
	written("have a value that is no OCTET STRING", withExtensions(sequence(identifier("1.2.3"), NULL))),
	written("have bytes behind a value", withExtensions(extension("2.5.29.19", true, join(sequence(), "\x00"))), LAX),
	written("have an empty subjectAltName", { extensions: [extension("2.5.29.17", false, sequence())] }),
	written("have an address of 5 bytes", { extensions: [extension("2.5.29.17", false, sequence(element(0x82, "broker.test"), element(0x87, "12345")))] }, LAX),
	written("have a DNS name beyond ASCII", { extensions: [extension("2.5.29.17", false, sequence(element(0x82, "broker.test"), element(0x82, "br\xfccke")))] }, LAX),
	written("have a name of an unknown form", { extensions: [extension("2.5.29.17", false, sequence(element(0x82, "broker.test"), element(0x89, "x")))] }),
	written("have every form of name", { extensions: [extension("2.5.29.17", false, sequence(
		element(0xa0, identifier("1.2.3"), element(0xa0, NULL)), element(0x81, "a@b"), element(0x82, "broker.test"), element(0xa4, commonName("x")),
		element(0x86, "http://x"), element(0x87, "1234"), element(0x88, "\x2a\x03"),
	))] }, good),
	written("have a path length for what is no CA", withExtensions(extension("2.5.29.19", true, sequence(integer(0)))), LAX),
	written("have a negative path length", withExtensions(extension("2.5.29.19", true, sequence(element(1, "\xff"), integer(0xff))))),
	written("have a path length beyond 31 bits", withExtensions(extension("2.5.29.19", true, sequence(element(1, "\xff"), integer(0x7f, 1, 1, 1, 1)))), LAX),
	written("have a keyUsage with 8 unused bits", withExtensions(extension("2.5.29.15", true, bits(Uint8Array.of(0x80), 8)))),
	written("have a keyUsage whose unused bits are set", withExtensions(extension("2.5.29.15", true, bits(Uint8Array.of(0x81), 7))), LAX),
	written("have a keyUsage with trailing zeros", withExtensions(extension("2.5.29.15", true, bits(Uint8Array.of(0x80, 0), 0))), good),
	written("have a keyUsage of no bits", withExtensions(extension("2.5.29.15", true, bits(new Uint8Array(0)))), { expect: "key usage" }),
	written("have an empty keyUsage", withExtensions(extension("2.5.29.15", true, element(3)))),
	written("have an empty extendedKeyUsage", withExtensions(extension("2.5.29.37", false, sequence()))),
	written("have an extendedKeyUsage of something else", withExtensions(extension("2.5.29.37", false, sequence(NULL)))),
	written("have a subjectKeyIdentifier that is none", withExtensions(extension("2.5.29.14", false, NULL))),
]);

testCases("a chain", [
	{ name: "with a malformed certificate that isn't needed", expect: "malformed", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await make({ issuer: anchor }), Uint8Array.of(0x30, 0)], anchors: [anchor], now: NOW };
	}, facts: reason => expect(reason).toMatchObject({ certificate: { position: 1 } }) },
]);
