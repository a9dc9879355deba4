import { seededRandom } from "../seeded-random";
import { handmade, make, type KeyName, type Made } from "./certificate-maker";
import { anchorOf, testCases, verify } from "./chain-cases";

/** Leaf, intermediate and root. */
async function chainOf(...keys: KeyName[]): Promise<{ chain: Made[]; anchors: Made[] }> {
	const root = await make({ subject: "CN=Root", ca: true, key: keys[0] });
	const middle = await make({ subject: "CN=Middle", ca: true, issuer: root, key: keys[1] });
	return { chain: [await make({ issuer: middle, key: keys[2] }), middle], anchors: [root] };
}

/** Positions of the bits that a signature protects, or that are the signature. */
function signedBits(made: Made): number[] {
	const { der, tbs, signature } = anchorOf(made).certificate;
	return [tbs, signature].flatMap(part =>
		Array.from({ length: part.length * 8 }, (_, i) => (part.byteOffset - der.byteOffset) * 8 + i));
}

/** Which of these bits, flipped one at a time, leave the chain accepted. */
function survivors(chain: Made[], anchors: Made[], position: number, positions: number[]): number[] {
	return positions.filter(bit => {
		const der = chain[position]!.der.slice();
		der[bit >> 3]! ^= 0x80 >> (bit & 7);
		return verify({ chain: chain.map((made, i) => i === position ? der : made), anchors }).accepted;
	});
}

describe("a single flipped bit is refused", () => {
	test.each([["P-256", ["P-256 1", "P-256 2", "P-256 3"]], ["P-384", ["P-384 1", "P-384 2", "P-384 3"]]] as [string, KeyName[]][])(
		"wherever it is in what is signed, or in a signature, with %s", async (_name, keys) => {
			const { chain, anchors } = await chainOf(...keys);
			expect(verify({ chain, anchors }).accepted).toBe(true);
			for (const position of [0, 1]) {
				const all = signedBits(chain[position]!);
				expect(all.length).toBeGreaterThan(2000);
				expect(survivors(chain, anchors, position, keys[0] === "P-256 1" ? all : all.filter((_, i) => i % 7 === position))).toEqual([]);
			}
		}, 60_000);
	test("at 2000 places chosen by chance, with RSA", async () => {
		const { chain, anchors } = await chainOf("RSA 1", "RSA 2", "RSA 3"), random = seededRandom(5280);
		for (const position of [0, 1]) {
			const all = signedBits(chain[position]!);
			expect(survivors(chain, anchors, position, Array.from({ length: 1000 }, () => all[Math.floor(random() * all.length)]!))).toEqual([]);
		}
	}, 60_000);
});

testCases("a forged chain is refused:", [
	{ name: "a leaf signed by itself with the right name, and the genuine root", expect: "issuer unknown", input: async () => {
		const { anchors } = await chainOf();
		return { chain: [await make({}), ...anchors], anchors };
	}, facts: reason => expect(reason).toMatchObject({ selfIssued: true, anchors: ["CN=Root"] }) },
	{ name: "a leaf signed by itself that names the genuine root as its issuer, and that root", expect: "bad signature", input: async () => {
		const { anchors } = await chainOf();
		return { chain: [await make({ issuerName: "CN=Root", key: "P-256 940" }), ...anchors], anchors };
	} },
	{ name: "a leaf signed by itself, and a whole genuine chain", expect: "issuer unknown", input: async () => {
		const { chain, anchors } = await chainOf();
		return { chain: [await make({ subject: "CN=Forged" }), ...chain, ...anchors], anchors };
	} },
	{ name: "a leaf signed by another leaf", expect: "issuer is not a CA", input: async () => {
		const { chain, anchors } = await chainOf();
		return { chain: [await make({ issuer: chain[0]! }), ...chain, ...anchors], anchors };
	}, facts: reason => expect(reason).toMatchObject({ certificate: { position: 1, subject: "CN=Broker" } }) },
	{ name: "a leaf below a CA made by another leaf", expect: "issuer is not a CA", input: async () => {
		const { chain, anchors } = await chainOf(), forged = await make({ subject: "CN=Forged", ca: true, issuer: chain[0]! });
		return { chain: [await make({ issuer: forged }), forged, ...chain], anchors };
	}, facts: reason => expect(reason).toMatchObject({ certificate: { position: 2 } }) },
	{ name: "a leaf below a CA with the root's name and another key", expect: "bad signature", input: async () => {
		const { anchors } = await chainOf(), forged = await make({ subject: "CN=Root", ca: true, identifiers: false });
		return { chain: [await make({ issuer: forged, identifiers: false }), forged], anchors };
	} },
	{ name: "the genuine leaf with the name changed", expect: "bad signature", input: async () => {
		const { chain, anchors } = await chainOf();
		const der = Uint8Array.from(Buffer.from(Buffer.from((await make({ issuer: chain[1]!, names: ["other0.test"] })).der).toString("latin1").replace("other0.test", "broker.test"), "latin1"));
		return { chain: [der, chain[1]!], anchors };
	} },
	{ name: "a genuine leaf for another name, and a forged one for the right name behind it", expect: "name mismatch", input: async () => {
		const { chain, anchors } = await chainOf();
		return { chain: [await make({ issuer: chain[1]!, names: ["other.test"] }), chain[1]!, await make({})], anchors };
	} },
	{ name: "an intermediate of an unknown root, and the genuine root", expect: "issuer unknown", input: async () => {
		const { anchors } = await chainOf(), evil = await make({ subject: "CN=Evil", ca: true }), middle = await make({ subject: "CN=Middle", ca: true, issuer: evil });
		return { chain: [await make({ issuer: middle }), middle, ...anchors], anchors };
	} },
	{ name: "a leaf that brings a second list of names outside of what is signed", expect: "malformed", input: async () => {
		const { chain, anchors } = await chainOf(), leaf = await handmade(chain[1], { extensions: [], key: "P-256 941" });
		return { chain: [leaf, chain[1]!], anchors };
	} },
]);
