import { createHash } from "node:crypto";
import { verifyChain } from "../../modules/trust/chain-verifier";
import { SIGNATURE_LIMIT } from "../../modules/trust/path-search";
import { describeReason } from "../../modules/trust/reason-text";
import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import { DAY, NOW, handmade, make, type Made } from "./certificate-maker";
import { anchorOf, verify, type ChainInput } from "./chain-cases";
import { integer } from "./der-writer";
import { NodeSignatures } from "../../certs/node-signatures";

async function three(): Promise<{ chain: Made[]; anchors: Made[] }> {
	const root = await make({ subject: "CN=Root", ca: true, notAfter: NOW + 300 * DAY });
	const middle = await make({ subject: "CN=Middle", ca: true, issuer: root, notAfter: NOW + 20 * DAY });
	return { chain: [await make({ issuer: middle, notAfter: NOW + 90 * DAY, names: ["broker.test", "b.test"] }), middle], anchors: [root] };
}
const pinOf = (made: Made) => new Uint8Array(createHash("sha256").update(anchorOf(made).certificate.keyInfo).digest());
const sentence = (input: ChainInput) => {
	const verdict = verify(input);
	return verdict.accepted ? "accepted" : describeReason(verdict.reason);
};

describe("an accepted chain", () => {
	test("says which anchor verified it, the path, the leaf's name and end, and what ends first", async () => {
		const { chain, anchors } = await three(), unrelated = await make({ subject: "CN=Unrelated", ca: true });
		const verdict = verify({ chain: [chain[0]!, unrelated, chain[1]!], anchors: [unrelated, ...anchors] });
		expect(verdict).toMatchObject({
			accepted: true, anchor: { name: "CN=Root", notAfter: NOW + 300 * DAY }, name: "broker.test", notAfter: NOW + 90 * DAY,
			expiry: { notAfter: NOW + 20 * DAY, subject: "CN=Middle" },
		});
		expect(verdict.accepted && verdict.path.map(({ subjectText }) => subjectText)).toEqual(["CN=Broker", "CN=Middle"]);
	});
	test("says what is near its end by its own life before what ends first", async () => {
		const root = await make({ subject: "CN=Root", ca: true, notBefore: NOW - 3_000 * DAY, notAfter: NOW + 20 * DAY });
		const leaf = await make({ issuer: root, notBefore: NOW - DAY, notAfter: NOW + 5 * DAY });
		expect(verify({ chain: [leaf], anchors: [root] })).toMatchObject({
			notAfter: NOW + 5 * DAY, expiry: { notBefore: NOW - 3_000 * DAY, notAfter: NOW + 20 * DAY, subject: "CN=Root" },
		});
	});
	test("counts the anchor's end in", async () => {
		const root = await make({ subject: "CN=Root", ca: true, notAfter: NOW + DAY });
		expect(verify({ chain: [await make({ issuer: root })], anchors: [root] })).toMatchObject({ expiry: { notAfter: NOW + DAY, subject: "CN=Root" } });
	});
	test("costs one signature for each certificate", async () => {
		const { chain, anchors } = await three(), signatures = new NodeSignatures();
		verify({ chain: [...chain, ...anchors], anchors }, signatures);
		expect(signatures.verified).toBe(2);
	});
	test("leaves its bytes as they are", async () => {
		const { chain, anchors } = await three(), before = chain.map(({ der }) => der.slice());
		verify({ chain, anchors });
		expect(chain.map(({ der }) => der)).toEqual(before);
	});
	test("may lie anywhere in a larger buffer", async () => {
		const { chain, anchors } = await three();
		const views = chain.map(({ der }) => {
			const buffer = new Uint8Array(der.length + 20).fill(0xff);
			buffer.set(der, 13);
			return buffer.subarray(13, 13 + der.length);
		});
		expect(verify({ chain: views, anchors }).accepted).toBe(true);
	});
});

describe("a pin", () => {
	test.each([["the leaf", 0], ["the intermediate", 1], ["the anchor", 2]] as const)("of %s is found", async (_who, place) => {
		const { chain, anchors } = await three();
		expect(verify({ chain, anchors, pins: [new Uint8Array(32), pinOf([...chain, ...anchors][place]!)] }).accepted).toBe(true);
	});
	test("of a certificate that is sent but not on the path is not", async () => {
		const { chain, anchors } = await three(), unrelated = await make({ subject: "CN=Unrelated", ca: true });
		expect(verify({ chain: [...chain, unrelated], anchors, pins: [pinOf(unrelated)] })).toEqual({ accepted: false, reason: { code: "pin mismatch", anchor: "CN=Root" } });
	});
	test("of another length never fits", async () => {
		const { chain, anchors } = await three();
		expect(verify({ chain, anchors, pins: [pinOf(chain[0]!).subarray(1), new Uint8Array(0)] }).accepted).toBe(false);
	});
	test("that isn't there asks for nothing", async () => expect(verify({ ...await three(), pins: [] }).accepted).toBe(true));
	test("is looked for on another path too", async () => {
		const first = await make({ subject: "CN=Root", ca: true, key: "P-256 951" }), second = await make({ subject: "CN=Root", ca: true, key: "P-256 951", notAfter: NOW + DAY });
		const other = await make({ subject: "CN=Top", ca: true }), cross = await make({ subject: "CN=Root", ca: true, key: "P-256 951", issuer: other });
		const leaf = await make({ issuer: first });
		const verdict = verify({ chain: [leaf, cross], anchors: [second, other], pins: [pinOf(other)] });
		expect(verdict).toMatchObject({ accepted: true, anchor: { name: "CN=Top" } });
	});
	test("holds for a leaf that is the anchor", async () => {
		const leaf = await make({});
		expect(verify({ chain: [leaf], anchors: [leaf], pins: [pinOf(leaf)] }).accepted).toBe(true);
		expect(verify({ chain: [leaf], anchors: [leaf], pins: [new Uint8Array(32)] }).accepted).toBe(false);
	});
});

describe("the work is bounded", () => {
	test(`to ${SIGNATURE_LIMIT} signatures, whatever is sent`, async () => {
		// eight CAs of one name and key: every one of them has signed every other
		const knot: Made[] = [];
		for (let i = 0; i < 8; i++)
			knot.push(await make({ subject: "CN=Knot", ca: true, key: "P-256 952", identifiers: false, names: ["broker.test"] }));
		const signatures = new NodeSignatures();
		expect(verify({ chain: knot, anchors: [await make({ subject: "CN=Root", ca: true })] }, signatures)).toMatchObject({ reason: { code: "too complex" } });
		expect(signatures.verified).toBe(SIGNATURE_LIMIT);
	});
	test("and none is spent on a chain whose issuer is unknown", async () => {
		const signatures = new NodeSignatures();
		verify({ chain: [await make({})], anchors: [await make({ subject: "CN=Root", ca: true })] }, signatures);
		expect(signatures.verified).toBe(0);
	});
});

test("mathematics that throws refuses the signature, and says so", async () => {
	const { chain, anchors } = await three();
	const verdict = verifyChain(chain.map(({ der }) => der), { anchors: anchors.map(anchorOf), host: "broker.test", now: NOW, signatures: {
		verify: () => {
			throw new Error("no memory");
		},
		digest: () => new Uint8Array(32),
	} });
	expect(verdict).toMatchObject({ accepted: false, reason: { code: "bad signature", detail: expect.stringContaining("no memory") } });
});

test("a malformed anchor is told where it is read", () =>
	expect(readTrustAnchor(Uint8Array.of(0x30, 0x00))).toEqual({ malformed: "certificate: cut short (byte 2)" }));

describe("a reason is a sentence that", () => {
	test("names the unknown issuer and the anchors", async () => {
		const root = await make({ subject: "CN=Root", ca: true }), other = await make({ subject: "CN=Other", ca: true });
		expect(sentence({ chain: [await make({ issuer: other })], anchors: [root] })).toBe("The broker's certificate (CN=Broker) was issued by CN=Other, " +
			"which the broker didn't send and which is not a trust anchor; the trust anchors are: CN=Root. Put that CA into certs/, or have the broker send the CAs above its certificate.");
	});
	test("says what is offered and what is wanted", async () => {
		const { chain, anchors } = await three();
		expect(sentence({ chain, anchors, host: "mqtt.test" })).toBe("The broker's certificate is for broker.test, b.test, not for mqtt.test. " +
			"Use a name that it is for, or have it issued for this one (DNS:mqtt.test in subjectAltName).");
	});
	test.each([["127.0.0.1", "127.0.0.1"], ["2001:db8::1", "2001:DB8:0:0::1"]])("says how the address %s has to be written where it is a DNS name", async (host, name) => {
		const root = await make({ subject: "CN=Root", ca: true });
		expect(sentence({ chain: [await make({ issuer: root, names: ["broker.test", name] })], anchors: [root], host })).toBe(
			`The broker's certificate has ${host} as a DNS name, and an address counts as an address only. Have it issued again with IP:${host} in subjectAltName.`);
	});
	test("names the missing CA, not an expired root beside the path", async () => {
		const old = await make({ subject: "CN=Old Root", ca: true, notAfter: NOW - DAY });
		const cross = await make({ subject: "CN=New Root", ca: true, issuer: old, notAfter: NOW - DAY });
		const middle = await make({ subject: "CN=Middle", ca: true, issuerName: "CN=New Root", signer: cross.key, issuer: cross });
		const wrong = await make({ subject: "CN=Wrong", ca: true }), leaf = await make({ issuer: middle });
		for (const chain of [[leaf, middle, cross], [leaf, middle, cross, old], [leaf, old, cross, middle]])
			expect(sentence({ chain, anchors: [wrong] })).toBe(`Certificate ${chain.indexOf(middle) + 1} that the broker sent (CN=Middle) was issued by CN=New Root, ` +
				"which is not a trust anchor, and what the broker sent under that name leads to none; the trust anchors are: CN=Wrong. Put that CA into certs/.");
	});
	test("still names what has expired on the way to a trust anchor", async () => {
		const root = await make({ subject: "CN=Root", ca: true }), middle = await make({ subject: "CN=Middle", ca: true, issuer: root, notAfter: NOW - DAY });
		expect(sentence({ chain: [await make({ issuer: middle }), middle], anchors: [root] })).toMatch(/^Certificate 2 .* \(CN=Middle\) expired on/);
	});
	test("says when, and what the clock says", async () => {
		const { chain, anchors } = await three();
		expect(sentence({ chain, anchors, now: NOW + 25 * DAY })).toBe("Certificate 2 that the broker sent (CN=Middle) expired on 2026-06-21 12:00:00 UTC; " +
			"the clock says 2026-06-26 12:00:00 UTC. Renew it, or set the clock right.");
	});
	test("says which rule is broken, and by which certificate", async () => {
		const root = await make({ subject: "CN=Root", ca: true });
		expect(sentence({ chain: [await handmade(root, { serial: integer(0) })], anchors: [root] })).toBe("The broker's certificate (CN=Handmade) breaks RFC 5280: " +
			"its serial number is zero, negative or longer than 20 bytes. Have it issued again without this fault.");
	});
	test("doesn't carry over what a certificate writes to the console", async () => {
		const text = sentence({ chain: [await make({ subject: "CN=\x1b[31mred" })], anchors: [] });
		expect(text).toContain("CN=\\u{1b}[31mred");
		expect(text).not.toMatch(/[\x00-\x1f]/);
	});
});
