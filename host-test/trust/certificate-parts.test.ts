import { KeyObject, constants, createHash, privateEncrypt, publicDecrypt, sign } from "node:crypto";
import { readCertificate } from "../../modules/trust/certificate";
import { commonName, isNameWithin, nameText, sameName } from "../../modules/trust/distinguished-name";
import { readEcdsaSignature, writeEcdsaSignature } from "../../modules/trust/ecdsa-signature";
import { copyOfKey, keyText } from "../../modules/trust/public-key";
import { isPaddedDigest } from "../../modules/trust/rsa-padding";
import { handmade, keysOf, make } from "./certificate-maker";
import { anchorOf } from "./chain-cases";
import { element, identifier, integer, join, sequence, set } from "./der-writer";

const name = (...attributes: [oid: string, tag: number, value: string][]) =>
	sequence(...attributes.map(([oid, tag, value]) => set(sequence(identifier(oid), element(tag, value)))));
const cn = (value: string, tag = 0x0c) => name(["2.5.4.3", tag, value]);

describe("names", () => {
	test.each([
		["case", cn("Root CA"), cn("rOOT ca")],
		["string types", cn("Root CA"), cn("Root CA", 0x13)],
		["spaces", cn("  Root   CA "), cn("Root CA")],
	])("are the same but for %s", (_what, a, b) => {
		expect(sameName(a, b)).toBe(true);
		expect(sameName(b, a)).toBe(true);
	});
	test.each([
		["another value", cn("Root"), cn("Boot")],
		["another attribute", cn("Root"), name(["2.5.4.10", 0x0c, "Root"])],
		["a longer value", cn("Root"), cn("Root CA")],
		["a space less", cn("Root CA"), cn("RootCA")],
		["a part more", cn("Root"), name(["2.5.4.3", 0x0c, "Root"], ["2.5.4.3", 0x0c, "Root"])],
		["a string that isn't compared as text", cn("Root", 0x1e), cn("rOOT", 0x1e)],
		["a letter beyond ASCII in another case", cn("\xc3\xa4"), cn("\xc3\x84")],
		["only spaces in one", cn("  "), cn("x")],
		["nothing in one", sequence(), cn("x")],
	])("differ by %s", (_what, a, b) => {
		expect(sameName(a, b)).toBe(false);
		expect(sameName(b, a)).toBe(false);
	});
	test("are within what they begin with", () => {
		const base = name(["2.5.4.6", 0x13, "DE"]), whole = name(["2.5.4.6", 0x13, "DE"], ["2.5.4.10", 0x0c, "Test"]);
		expect([isNameWithin(whole, base), isNameWithin(base, whole), isNameWithin(base, base), isNameWithin(base, sequence())]).toEqual([true, false, true, true]);
	});
	test("are shown most specific part first", () =>
		expect(nameText(name(["2.5.4.6", 0x13, "DE"], ["2.5.4.10", 0x0c, "Test, Inc."], ["1.2.3", 0x0c, "x"], ["2.5.4.3", 0x0c, "Broker"])))
			.toBe("CN=Broker, 1.2.3=x, O=Test\\, Inc., C=DE"));
	test.each([
		["control characters", "a\x1b[2J\r\nb\x00", "CN=a\\u{1b}[2J\\u{d}\\u{a}b\\u{0}"],
		["what turns the writing direction", "\xe2\x80\xaeevil", "CN=\\u{202e}evil"],
		["bytes that are no UTF-8", "\xff\xc3\x28", "CN=\\u{ff}\\u{c3}("],
		["overlong forms and surrogates", "\xc0\xaf\xed\xa0\x80", "CN=\\u{c0}\\u{af}\\u{ed}\\u{a0}\\u{80}"],
	])("are shown without %s", (_what, value, text) => expect(nameText(cn(value))).toBe(text));
	test.each([
		[0x20, false], [0x1f, true], [0x7e, false], [0x7f, true], [0x9f, true], [0xa0, false], [0xad, true], [0x200a, false], [0x200b, true], [0x200f, true], [0x2010, false],
		[0x2027, false], [0x2028, true], [0x202f, true], [0x2030, false], [0x205f, false], [0x2060, true], [0x206f, true], [0x2070, false],
		[0xfeff, true], [0xffef, false], [0xfff0, true], [0xffff, true], [0x10000, false], [0xe0000, true], [0x10ffff, true],
	])("with U+%s in it are shown so that it is seen: %s", (code, hidden) => {
		const value = Buffer.from(`x${String.fromCodePoint(code)}x`).toString("latin1");
		expect(nameText(cn(value))).toBe(`CN=x${hidden ? `\\u{${code.toString(16)}}` : String.fromCodePoint(code)}x`);
	});
	test("are shown with letters beyond ASCII", () => expect(nameText(cn("Stra\xc3\x9fe \xf0\x9f\x94\x91"))).toBe("CN=Straße 🔑"));
	test("are shown cut short", () => expect(nameText(cn("x".repeat(1000)))).toBe(`CN=${"x".repeat(64)}…`));
	test("of many parts are shown cut short", () =>
		expect(nameText(name(...Array.from({ length: 20 }, (_, i) => ["2.5.4.11", 0x0c, `${i}`] as [string, number, string])))).toMatch(/^…, OU=7, .*OU=0$/));
	test("without parts are shown as such", () => expect(nameText(sequence())).toBe("(no name)"));
	test("have a common name or not", () => {
		expect(commonName(name(["2.5.4.3", 0x0c, "a"], ["2.5.4.10", 0x0c, "b"]))).toBe("a");
		expect(commonName(sequence())).toBeUndefined();
	});
});

test("a certificate's parts are views of its bytes", async () => {
	const root = await make({ subject: "CN=Root", ca: 3, key: "RSA 1" }), leaf = await make({ issuer: root });
	const { certificate } = readCertificate(leaf.der);
	for (const part of [certificate!.tbs, certificate!.subject, certificate!.issuer, certificate!.keyInfo, certificate!.signature, certificate!.subjectKeyIdentifier!])
		expect(part.buffer).toBe(leaf.der.buffer);
	expect(certificate).toMatchObject({ version: 3, subjectText: "CN=Broker", issuerText: "CN=Root", algorithmText: "RSA with SHA-256" });
	expect(certificate!.authorityKeyIdentifier).toEqual(anchorOf(root).certificate.subjectKeyIdentifier);
	expect(anchorOf(root).certificate.extensions).toMatchObject({ authority: true, pathLength: 3, keyUsage: 0x0400 });
	expect([keyText(certificate!.key), keyText(anchorOf(root).certificate.key)]).toEqual(["EC P-256", "RSA 2048"]);
	expect(certificate!.alternativeNames()).toEqual(["broker.test"]);
});

test.each([["00000101000000Z", "0000-01-01"], ["00991231000000Z", "0099-12-31"], ["01000101000000Z", "0100-01-01"]])("a time of the first centuries is that time, to the millisecond: %s", async (text, date) => {
	const { certificate } = readCertificate((await handmade(undefined, { validity: sequence(element(0x18, text), element(0x17, "270101000000Z")) })).der);
	expect(certificate!.notBefore).toBe(Date.parse(`${date}T00:00:00Z`));
});

test.each(["P-256", "RSA 2"] as const)("a copy of a key (%s) is the same, and does not hold on to the certificate", async kind => {
	const { der } = await make({ key: kind }), { key } = readCertificate(der).certificate!, copy = copyOfKey(key);
	expect(copy).toEqual(key);
	for (const part of Object.values(copy).filter(value => value instanceof Uint8Array))
		expect(part.buffer).not.toBe(der.buffer);
});

describe("an RSA padding", () => {
	const message = Buffer.from("message"), digest = createHash("sha256").update(message).digest();
	const good = async () => {
		const { privateKey } = await keysOf("RSA 1");
		const signature = sign("SHA256", message, KeyObject.from(privateKey));
		// the private operation is undone by the public one: 00 01 FF … as the signer wrote it
		return new Uint8Array(publicDecrypt({ key: KeyObject.from((await keysOf("RSA 1")).publicKey) as never, padding: constants.RSA_NO_PADDING }, signature));
	};
	test("by OpenSSL is right", async () => expect(isPaddedDigest(await good(), "SHA256", digest)).toBe(true));
	test("is wrong with any bit flipped", async () => {
		const block = await good();
		for (let bit = 0; bit < block.length * 8; bit++) {
			block[bit >> 3]! ^= 1 << (bit & 7);
			expect(isPaddedDigest(block, "SHA256", digest)).toBe(false);
			block[bit >> 3]! ^= 1 << (bit & 7);
		}
	});
	test("is wrong with bytes behind the digest and fewer FF (Bleichenbacher, 2006)", async () => {
		const block = await good(), info = block.subarray(block.length - 51);
		const forged = join(block.subarray(0, 10), "\x00", info, new Uint8Array(block.length - 11 - info.length));
		expect(forged.length).toBe(block.length);
		expect(isPaddedDigest(forged, "SHA256", digest)).toBe(false);
	});
	test("is wrong for another hash, a short block, or none", async () => {
		const block = await good();
		expect(isPaddedDigest(block, "SHA512", digest)).toBe(false);
		expect(isPaddedDigest(block, "SHA256", digest.subarray(1))).toBe(false);
		expect(isPaddedDigest(block.subarray(block.length - 61), "SHA256", digest)).toBe(false);
		expect(isPaddedDigest(new Uint8Array(0), "SHA256", digest)).toBe(false);
	});
	test("privateEncrypt agrees about its form", async () => {
		const info = (await good()).slice(-51), key = KeyObject.from((await keysOf("RSA 1")).privateKey);
		expect(privateEncrypt({ key: key as never, padding: constants.RSA_PKCS1_PADDING }, info)).toEqual(sign("SHA256", message, key));
	});
});

describe("an ECDSA signature", () => {
	test.each([[[0x80], [5]], [[5], [0xff, 1]], [[1, ...new Array<number>(31).fill(0)], new Array<number>(32).fill(0xff)]])("is written as it is read: %j, %j", (r, s) => {
		const numbers = { r: Uint8Array.from(r), s: Uint8Array.from(s) };
		expect(readEcdsaSignature(writeEcdsaSignature(numbers.r, numbers.s))).toEqual(numbers);
	});
	test("is two positive numbers", () => expect(readEcdsaSignature(sequence(integer(0, 0x80), integer(5)))).toEqual({ r: Uint8Array.of(0x80), s: Uint8Array.of(5) }));
	test.each([
		["zero", sequence(integer(0), integer(5))],
		["negative", sequence(integer(0x80), integer(5))],
		["not minimal", sequence(integer(0, 1), integer(5))],
		["alone", sequence(integer(1))],
		["one of three", sequence(integer(1), integer(1), integer(1))],
		["followed by bytes", join(sequence(integer(1), integer(1)), "\x00")],
		["in a SET", set(integer(1), integer(1))],
		["missing", new Uint8Array(0)],
	])("is refused when one is %s", (_what, der) => expect(readEcdsaSignature(der)).toBeUndefined());
});
