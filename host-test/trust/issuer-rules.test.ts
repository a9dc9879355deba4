import { AUTHORITY, DAY, NOW, handmade, make, rawExtension, x509, type Made, type Order } from "./certificate-maker";
import { testCases, type ChainCase } from "./chain-cases";
import { NULL, commonName, element, sequence } from "./der-writer";

const CERT_SIGN = x509.KeyUsageFlags.keyCertSign, SIGN = x509.KeyUsageFlags.digitalSignature;
const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
const ANY = "2.5.29.37.0";

interface Three {
	readonly anchor?: Order;
	readonly middle?: Order;
	readonly leaf?: Order;
	readonly now?: number;
}

/** A case of leaf, intermediate and root, each changed a little. */
function three(name: string, { anchor, middle, leaf, now }: Three, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}): ChainCase {
	return { name, expect, input: async () => {
		const root = await make({ subject: "CN=Root", ca: true, ...anchor });
		const between = await make({ subject: "CN=Middle", ca: true, issuer: root, ...middle });
		return { chain: [await make({ issuer: between, ...leaf }), between], anchors: [root], now };
	}, ...rest };
}
const about = (position: number): Partial<ChainCase> => ({ facts: reason => expect(reason).toMatchObject({ certificate: { position } }) });

testCases("an issuer", [
	three("is a CA", {}, "accepted"),
	three("has no basicConstraints", { middle: { ca: undefined, usage: CERT_SIGN, purposes: [], names: [] } }, "issuer is not a CA", about(1)),
	three("has neither basicConstraints nor keyUsage", { middle: { ca: undefined, usage: 0, purposes: [], names: [] } }, "issuer is not a CA"),
	three("has basicConstraints without cA", { middle: { ca: false, usage: CERT_SIGN, purposes: [], names: [] } }, "issuer is not a CA"),
	{ name: "is another broker's certificate", expect: "issuer is not a CA", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true }), other = await make({ subject: "CN=Other", issuer: anchor, names: ["other.test"] });
		return { chain: [await make({ issuer: other }), other, anchor], anchors: [anchor] };
	}, facts: reason => expect(reason).toMatchObject({ certificate: { position: 1, subject: "CN=Other" } }) },
	three("that is an anchor has no basicConstraints", { anchor: { ca: undefined, usage: 0, purposes: [], names: [] } }, "issuer is not a CA", about(-1)),
	three("that is an anchor has no basicConstraints, but keyCertSign", { anchor: { ca: undefined, usage: CERT_SIGN, purposes: [], names: [] } },
		"issuer is not a CA", { openssl: "accepted", why: "stricter: in an anchor OpenSSL takes keyCertSign for enough" }),
	three("has no keyUsage", { middle: { usage: 0 }, anchor: { usage: 0 } }, "accepted"),
	three("has a keyUsage without keyCertSign", { middle: { usage: SIGN } }, "key usage", {
		facts: reason => expect(reason).toMatchObject({ certificate: { position: 1 }, missing: "keyCertSign" }),
	}),
	three("that is an anchor has a keyUsage without keyCertSign", { anchor: { usage: SIGN } }, "key usage", about(-1)),
	{ name: "of version 1 is sent", expect: "unsupported", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		const old = await handmade(anchor, { version: new Uint8Array(0), rawExtensions: new Uint8Array(0), subject: commonName("Old"), key: "P-256 911" });
		return { chain: [await make({ issuer: old }), old], anchors: [anchor] };
	} },
	three("is for clients only", { middle: { purposes: [clientAuth] } }, "extended key usage", about(1)),
	three("is for servers and clients", { middle: { purposes: [clientAuth, serverAuth] } }, "accepted"),
	three("is for any purpose by anyExtendedKeyUsage", { middle: { purposes: [ANY] } }, "extended key usage"),
	three("that is an anchor is for clients only", { anchor: { purposes: [clientAuth] } }, "extended key usage", about(-1)),
	three("has an unknown critical extension", { middle: { extra: [rawExtension("1.2.3.4", true, NULL)] } }, "unsupported", {
		facts: reason => expect(reason).toMatchObject({ certificate: { position: 1 }, what: "the critical extension 1.2.3.4" }),
	}),
	three("that is an anchor has an unknown critical extension", { anchor: { extra: [rawExtension("1.2.3.4", true, NULL)] } }, "unsupported", about(-1)),
	three("has an unknown extension that is not critical", { middle: { extra: [rawExtension("1.2.3.4", false, NULL)] } }, "accepted"),
	three("demands policies", { middle: { extra: [rawExtension("2.5.29.36", true, sequence(element(0x80, "\x00")))] } }, "unsupported", {
		openssl: "accepted", why: "stricter: policies are not processed, so a critical extension about them is unknown; OpenSSL does without -policy_check",
	}),
]);

testCases("a path length", [
	three("of 0 allows a leaf", { middle: { ca: 0 } }, "accepted"),
	three("of 1 in the anchor allows one CA", { anchor: { ca: 1 } }, "accepted"),
	three("of 0 in the anchor allows no CA", { anchor: { ca: 0 } }, "path length exceeded", {
		facts: reason => expect(reason).toMatchObject({ certificate: { position: -1 }, limit: 0, count: 1 }),
	}),
	{ name: "of 0 in an intermediate allows no CA", expect: "path length exceeded", input: () => four({ ca: 0 }) },
	{ name: "of 1 in an intermediate allows one CA", expect: "accepted", input: () => four({ ca: 1 }) },
	{ name: "does not count a CA that issued itself a new key", expect: "accepted", input: () => four({ ca: 0, subject: "CN=Low" }) },
	{ name: "of 256 allows what it says", expect: "accepted", input: () => four({ ca: 256 }) },
]);

async function four(high: Order): Promise<{ chain: Made[]; anchors: Made[] }> {
	const anchor = await make({ subject: "CN=Root", ca: true });
	const upper = await make({ subject: "CN=High", ca: true, issuer: anchor, ...high });
	const lower = await make({ subject: "CN=Low", ca: true, issuer: upper });
	return { chain: [await make({ issuer: lower }), lower, upper], anchors: [anchor] };
}

const EDGE = NOW - NOW % 1000;
testCases("a validity", [
	three("starts this second", { leaf: { notBefore: EDGE } }, "accepted", {}),
	three("starts in a second", { leaf: { notBefore: EDGE + 1000 } }, "not yet valid", {
		facts: reason => expect(reason).toMatchObject({ certificate: { position: 0 }, notBefore: EDGE + 1000, now: NOW }),
	}),
	three("ends this second", { leaf: { notAfter: EDGE } }, "accepted", {
		openssl: "refused", why: "laxer by one second: RFC 5280 §4.1.2.5 counts the last second in, OpenSSL does not",
	}),
	three("ended a second ago", { leaf: { notAfter: EDGE - 1000 } }, "expired", {
		facts: reason => expect(reason).toMatchObject({ certificate: { position: 0 }, notAfter: EDGE - 1000, now: NOW }),
	}),
	three("of an intermediate is over", { middle: { notAfter: NOW - DAY } }, "expired", about(1)),
	three("of an intermediate has not begun", { middle: { notBefore: NOW + DAY } }, "not yet valid", about(1)),
	three("of the anchor is over", { anchor: { notAfter: NOW - DAY } }, "expired", about(-1)),
	three("of the anchor has not begun", { anchor: { notBefore: NOW + DAY } }, "not yet valid", about(-1)),
	three("of all is over: the leaf is named", { leaf: { notAfter: NOW - 2 * DAY }, middle: { notAfter: NOW - DAY } }, "expired", about(0)),
	three("ends in 2060, as GeneralizedTime", { leaf: { notAfter: Date.UTC(2060, 0, 1) } }, "accepted"),
	three("is asked for in 1970, with a clock that was not set", { now: 0 }, "not yet valid", about(0)),
	{ name: "of no time (NaN)", expect: "not yet valid", openssl: "not asked", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await make({ issuer: anchor })], anchors: [anchor], now: NaN };
	} },
]);

testCases("a leaf", [
	three("has neither keyUsage nor extendedKeyUsage", { leaf: { usage: 0, purposes: [] } }, "accepted"),
	three("is for clients only", { leaf: { purposes: [clientAuth] } }, "extended key usage", about(0)),
	three("is for clients and servers", { leaf: { purposes: [clientAuth, serverAuth] } }, "accepted"),
	three("is for any purpose by anyExtendedKeyUsage", { leaf: { purposes: [ANY] } }, "extended key usage"),
	three("may encipher keys, but not sign", { leaf: { usage: x509.KeyUsageFlags.keyEncipherment } }, "key usage", {
		openssl: "accepted", why: "stricter: only ECDHE is offered, where the broker signs; OpenSSL also thinks of RSA key exchange",
		facts: reason => expect(reason).toMatchObject({ missing: "digitalSignature" }),
	}),
	three("may sign and encipher", { leaf: { usage: SIGN | x509.KeyUsageFlags.keyEncipherment } }, "accepted"),
	three("has an unknown critical extension", { leaf: { extra: [rawExtension("1.3.6.1.4.1.99999.1", true, NULL)] } }, "unsupported", {
		facts: reason => expect(reason).toMatchObject({ what: "the critical extension 1.3.6.1.4.1.99999.1" }),
	}),
	three("demands policies", { leaf: { extra: [rawExtension("2.5.29.32", true, sequence(sequence(element(6, "\x2a\x03"))))] } }, "unsupported", {
		openssl: "accepted", why: "stricter: policies are not processed",
	}),
	three("is a CA itself", { leaf: { ca: true, usage: SIGN | CERT_SIGN, names: ["broker.test"] } }, "accepted"),
	{ name: "is of version 1", expect: "unsupported", openssl: "accepted", why: "stricter: version 1 has no subjectAltName, and OpenSSL takes the common name",
		input: async () => {
			const anchor = await make({ subject: "CN=Root", ca: true });
			return { chain: [await handmade(anchor, { version: new Uint8Array(0), rawExtensions: new Uint8Array(0), subject: commonName("broker.test"), key: "P-256 912" })], anchors: [anchor] };
		} },
	{ name: "has the anchor's name and key", expect: "accepted", openssl: "refused",
		why: "laxer: the anchor's key signed it; OpenSSL holds it for signed by itself, and thus for unknown", input: async () => {
		const anchor = await handmade(undefined, { subject: commonName("Both"), extensions: [AUTHORITY], key: "P-256 913" });
		return { chain: [await handmade(anchor, { subject: commonName("Both"), key: "P-256 913" })], anchors: [anchor] };
	} },
]);
