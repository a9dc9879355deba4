import { AUTHORITY, ECDSA_SHA256, RSA_SHA256, handmade, keyInfoOf, keysOf, make, type KeyName, type Made, type Order, type Parts } from "./certificate-maker";
import { testCases, type ChainCase } from "./chain-cases";
import { NULL, bits, element, identifier, integer, join, sequence } from "./der-writer";

/** A case of a lone leaf and its anchor. */
function pair(name: string, anchor: Order, leaf: Order, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}): ChainCase {
	return { name, expect, ...rest, input: async () => {
		const issuer = await make({ subject: "CN=Root", ca: true, ...anchor });
		return { chain: [await make({ issuer, ...leaf })], anchors: [issuer] };
	} };
}
/** The same with a leaf written by hand. */
function written(name: string, key: KeyName, parts: () => Promise<Partial<Parts>>, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}): ChainCase {
	return { name, expect, ...rest, input: async () => {
		const issuer = await make({ subject: "CN=Root", ca: true, key });
		return { chain: [await handmade(issuer, { key: "P-256 921", ...await parts() })], anchors: [issuer] };
	} };
}
const algorithm = (oid: string, ...parameters: Uint8Array[]) => sequence(identifier(oid), ...parameters);
const says = (what: string | RegExp): Partial<ChainCase> => ({ facts: reason => expect(reason).toMatchObject({ what: expect.stringMatching(what) }) });

testCases("a signature", [
	pair("by RSA with SHA-384", { key: "RSA 1" }, { hash: "SHA-384" }, "accepted"),
	pair("by RSA with SHA-512", { key: "RSA 1" }, { hash: "SHA-512" }, "accepted"),
	pair("by RSA with an exponent of 3", { key: "RSA-3" }, {}, "accepted"),
	pair("by P-256 with SHA-384", {}, { hash: "SHA-384" }, "accepted"),
	pair("by P-256 with SHA-512", {}, { hash: "SHA-512" }, "accepted"),
	pair("by P-384 with SHA-256", { key: "P-384" }, { hash: "SHA-256" }, "accepted"),
	pair("by RSA with SHA-1", { key: "RSA 1" }, { hash: "SHA-1" }, "weak", says("RSA with SHA-1")),
	pair("by P-256 with SHA-1", {}, { hash: "SHA-1" }, "weak", says("ECDSA with SHA-1")),
	written("by RSA with MD5", "RSA 1", async () => ({ inner: algorithm("1.2.840.113549.1.1.4", NULL), hash: "MD5" }), "weak", says("MD5")),
	written("by RSA with SHA-224", "RSA 1", async () => ({ inner: algorithm("1.2.840.113549.1.1.14", NULL), hash: "SHA224" }), "weak", {
		openssl: "accepted", why: "stricter: SHA-256 is the least",
	}),
	pair("by RSA-PSS", { key: "PSS" }, {}, "unsupported", { openssl: "accepted", why: "stricter: the SDK has no RSA-PSS", ...says("RSA-PSS") }),
	pair("by Ed25519", { key: "Ed25519" }, {}, "unsupported", { openssl: "accepted", why: "stricter: the SDK has no Ed25519", ...says("Ed25519") }),
	pair("by P-521", { key: "P-521" }, {}, "unsupported", { openssl: "accepted", why: "stricter: the SDK has no P-521", ...says("elliptic curve 1.3.132.0.35") }),
	pair("by RSA of 1024 bits", { key: "RSA-1024" }, {}, "weak", says("an RSA key of 1024 bits")),
	written("by an algorithm nobody knows", "P-256", async () => ({ inner: algorithm("1.2.3.4.5") }), "unsupported", says("a signature by 1.2.3.4.5")),
	pair("of the anchor itself by SHA-1", { hash: "SHA-1" }, {}, "accepted"),
	{ name: "of the anchor itself that is wrong", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, signer: "P-256 922", identifiers: false });
		return { chain: [await make({ issuer: anchor })], anchors: [anchor] };
	} },
	{ name: "of an intermediate by SHA-1", expect: "weak", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true }), middle = await make({ subject: "CN=Middle", ca: true, issuer: anchor, hash: "SHA-1" });
		return { chain: [await make({ issuer: middle }), middle], anchors: [anchor] };
	}, facts: reason => expect(reason).toMatchObject({ certificate: { position: 1 } }) },
	written("by RSA without the parameters' NULL", "RSA 1", async () => ({ inner: algorithm("1.2.840.113549.1.1.11") }), "accepted"),
	written("by RSA with other parameters than NULL", "RSA 1", async () => ({ inner: algorithm("1.2.840.113549.1.1.11", integer(1)) }), "malformed", {
		openssl: "accepted", why: "stricter: RFC 4055 §5 wants NULL; OpenSSL does not look",
	}),
	written("by ECDSA with parameters", "P-256", async () => ({ inner: algorithm("1.2.840.10045.4.3.2", NULL) }), "malformed", {
		openssl: "accepted", why: "stricter: RFC 5758 §3.2 wants none; OpenSSL does not look",
	}),
	written("named otherwise inside than outside", "P-256", async () => ({ inner: ECDSA_SHA256, outer: algorithm("1.2.840.10045.4.3.3") }), "malformed"),
	written("of RSA said to be ECDSA", "RSA 1", async () => ({ inner: ECDSA_SHA256, hash: "SHA256" }), "bad signature", {
		facts: reason => expect(reason).toMatchObject({ detail: "the issuer's key is of another kind" }),
	}),
	written("of ECDSA said to be RSA", "P-256", async () => ({ inner: RSA_SHA256, hash: "SHA256" }), "bad signature"),
	written("with SHA-256 said to be SHA-384", "P-256", async () => ({ inner: algorithm("1.2.840.10045.4.3.3"), hash: "SHA256" }), "bad signature"),
	written("that is empty", "P-256", async () => ({ signature: () => new Uint8Array(0) }), "bad signature"),
	written("of r = s = 0", "P-256", async () => ({ signature: () => sequence(integer(0), integer(0)) }), "bad signature"),
	written("of r = s = 1", "P-256", async () => ({ signature: () => sequence(integer(1), integer(1)) }), "bad signature"),
	written("with bytes behind it", "P-256", async () => ({ signature: s => join(s, "\x00") }), "bad signature"),
	written("with RSA, one byte too short", "RSA 1", async () => ({ signature: s => s.subarray(1) }), "bad signature"),
	written("with RSA, a zero in front", "RSA 1", async () => ({ signature: s => join("\x00", s) }), "bad signature"),
	{ name: "of the right name by another key", expect: "bad signature", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, identifiers: false });
		return { chain: [await make({ issuer: anchor, signer: "P-256 923", identifiers: false })], anchors: [anchor] };
	}, facts: reason => expect(reason).toMatchObject({ certificate: { position: 0 }, issuer: { position: -1, subject: "CN=Root" } }) },
	{ name: "of an intermediate by another key", expect: "bad signature", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true }), middle = await make({ subject: "CN=Middle", ca: true, issuer: anchor, signer: "P-256 924" });
		return { chain: [await make({ issuer: middle }), middle, anchor], anchors: [anchor] };
	}, facts: reason => expect(reason).toMatchObject({ certificate: { position: 1 } }) },
]);

/** A key that nobody has, for a leaf's key signs nothing here. */
async function rsaInfo(modulus: Uint8Array, ...exponent: number[]): Promise<Uint8Array> {
	return sequence(algorithm("1.2.840.113549.1.1.1", NULL), bits(sequence(element(2, "\x00", modulus), integer(...exponent))));
}
const number = (size: number, last = 0x0b) => Uint8Array.from({ length: size }, (_, i) => i === size - 1 ? last : 0xc5);
const curve = (oid: string, point: Uint8Array) => sequence(algorithm("1.2.840.10045.2.1", identifier(oid)), bits(point));
const leafKey = (name: string, keyInfo: () => Promise<Uint8Array>, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}) =>
	written(name, "P-256", async () => ({ keyInfo: await keyInfo() }), expect, rest);

testCases("a leaf's key", [
	pair("is P-384", {}, { key: "P-384" }, "accepted"),
	leafKey("is RSA of 4096 bits", () => rsaInfo(number(512), 1, 0, 1), "accepted"),
	pair("is RSA of 1024 bits", {}, { key: "RSA-1024" }, "weak", says("1024 bits")),
	leafKey("is RSA of 2047 bits", () => rsaInfo(Uint8Array.from([0x45, ...number(255)]), 1, 0, 1), "malformed", {
		facts: reason => expect(reason).toMatchObject({ where: expect.stringContaining("not minimal") }),
		openssl: "accepted", why: "stricter: a superfluous zero in front of the modulus is not DER",
	}),
	leafKey("is RSA of 2040 bits", () => rsaInfo(number(255), 1, 0, 1), "weak", {
		...says("2040 bits"), openssl: "accepted", why: "stricter: OpenSSL's security bits round up",
	}),
	leafKey("is RSA of 8192 bits", () => rsaInfo(number(1024), 1, 0, 1), "unsupported", {
		...says("8192 bits"), openssl: "accepted", why: "stricter: above 4096 bits the device takes too long",
	}),
	leafKey("is RSA with an even modulus", () => rsaInfo(number(256, 4), 1, 0, 1), "weak", { openssl: "accepted", why: "stricter: OpenSSL does not look" }),
	leafKey("is RSA with an exponent of 1", () => rsaInfo(number(256), 1), "weak", { openssl: "accepted", why: "stricter: OpenSSL does not look" }),
	leafKey("is RSA with an even exponent", () => rsaInfo(number(256), 1, 0, 0), "weak", { openssl: "accepted", why: "stricter: OpenSSL does not look" }),
	leafKey("is RSA with an exponent of 64 bits", () => rsaInfo(number(256), 0x7f, 0, 0, 0, 0, 0, 0, 1), "unsupported", {
		openssl: "accepted", why: "stricter: above 32 bits the device takes too long",
	}),
	leafKey("is RSA with a negative modulus", async () => sequence(algorithm("1.2.840.113549.1.1.1", NULL), bits(sequence(element(2, number(256)), integer(3)))), "malformed", {
		openssl: "accepted", why: "stricter: OpenSSL takes its magnitude",
	}),
	pair("is Ed25519", {}, { key: "Ed25519" }, "unsupported", { openssl: "accepted", why: "stricter: no cipher suite that is offered uses it", ...says("1.3.101.112") }),
	pair("is P-521", {}, { key: "P-521" }, "unsupported", { openssl: "accepted", why: "stricter: the SDK has no P-521" }),
	leafKey("is secp256k1", async () => curve("1.3.132.0.10", join("\x04", await pointOf("P-256"))), "unsupported", says("1.3.132.0.10")),
	leafKey("is a compressed point", async () => curve("1.2.840.10045.3.1.7", join(Uint8Array.of(2 + ((await pointOf("P-256"))[63]! & 1)), (await pointOf("P-256")).subarray(0, 32))),
		"unsupported", { ...says("compressed"), openssl: "accepted", why: "stricter: TLS deprecates them (RFC 8422 §5.1.1)" }),
	leafKey("is a point of the wrong size", async () => curve("1.2.840.10045.3.1.7", join("\x04", (await pointOf("P-256")).subarray(1))), "malformed"),
	leafKey("is a point for another curve", async () => curve("1.3.132.0.34", join("\x04", await pointOf("P-256"))), "malformed"),
	leafKey("has unused bits", async () => sequence(algorithm("1.2.840.113549.1.1.1", NULL), bits(sequence(element(2, "\x00", number(256)), integer(3)), 1)), "malformed", {
		openssl: "accepted", why: "stricter: a key is whole bytes",
	}),
	{ name: "of an intermediate is a point that is not on the curve", expect: "bad signature", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true }), point = await pointOf("P-256 925");
		point[63]! ^= 1;
		const middle = await offCurve(anchor, curve("1.2.840.10045.3.1.7", join("\x04", point)));
		return { chain: [await make({ issuer: middle }), middle], anchors: [anchor] };
	} },
]);

async function offCurve(issuer: Made, keyInfo: Uint8Array): Promise<Made> {
	return handmade(issuer, { keyInfo, extensions: [AUTHORITY], key: "P-256 925" });
}

async function pointOf(name: KeyName): Promise<Uint8Array> {
	await keysOf(name);
	return (await keyInfoOf(name)).slice(-64);
}
