import { readCertificate } from "../../modules/trust/certificate";
import { CHAIN_REASON_CODES } from "../../modules/trust/chain-reason";
import { describeReason } from "../../modules/trust/reason-text";
import { seededRandom } from "../seeded-random";
import { make, rawExtension, type Made } from "./certificate-maker";
import { verify } from "./chain-cases";
import { element, sequence } from "./der-writer";

const ROUNDS = 5_000;

/** Does to bytes what accidents and attackers do; the same for the same numbers. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
	const at = (length: number) => Math.floor(random() * length);
	let result = bytes.slice();
	for (let times = 1 + at(3); times > 0 && result.length; times--) {
		const place = at(result.length), size = 1 + at(Math.min(16, result.length - place));
		switch (at(7)) {
			case 0:
				result[place]! ^= 1 << at(8);
				break;
			case 1:
				result[place] = at(256);
				break;
			case 2:
				result[place] = [0, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x30, 0x31, 0xa0, 0xa3][at(11)]!;
				break;
			case 3:
				result = result.slice(0, place);
				break;
			case 4:
				result = Uint8Array.from([...result.slice(0, place), ...result.slice(place + size)]);
				break;
			case 5:
				result = Uint8Array.from([...result.slice(0, place), ...result.slice(place, place + size), ...result.slice(place)]);
				break;
			case 6:
				result.copyWithin(at(result.length), place, place + size);
				break;
		}
	}
	return result;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
	return Buffer.compare(a, b) === 0;
}

test(`${ROUNDS} mutated certificates neither throw nor are accepted`, async () => {
	const tree = (name: string) => sequence(element(0x82, name));
	const root = await make({ subject: "CN=Root, O=Fuzz", ca: true });
	const middle = await make({ subject: "CN=Middle", ca: 0, issuer: root, extra: [
		rawExtension("2.5.29.30", true, sequence(element(0xa0, tree("test")), element(0xa1, tree("evil.test")))),
	] });
	const leaf = await make({ issuer: middle, names: ["broker.test", "*.example.test"], addresses: ["192.0.2.1", "2001:db8::1"] });
	const chain = [leaf, middle], random = seededRandom(9525), codes = new Map<string, number>();
	let untouched = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const position = round % 2, der = mutate(chain[position]!.der, random);
		const verdict = verify({ chain: chain.map((made, i) => i === position ? der : made), anchors: [root] });
		if (same(der, chain[position]!.der))
			untouched++;
		else if (verdict.accepted)
			throw new Error(`round ${round}: accepted ${Buffer.from(der).toString("hex")}`);
		else {
			expect(describeReason(verdict.reason)).toMatch(/^[^\x00-\x1f]+\.$/);
			codes.set(verdict.reason.code, (codes.get(verdict.reason.code) ?? 0) + 1);
		}
	}
	expect(untouched).toBeLessThan(ROUNDS / 20);
	for (const code of codes.keys())
		expect(CHAIN_REASON_CODES).toContain(code);
	expect([...codes.keys()]).toEqual(expect.arrayContaining(["malformed", "bad signature", "issuer unknown"]));
}, 60_000);

test("mutated trust anchors and what is read of them don't throw", async () => {
	const root: Made = await make({ subject: "CN=Root", ca: true }), leaf = await make({ issuer: root }), random = seededRandom(5280);
	for (let round = 0; round < 4000; round++) {
		const { certificate, malformed } = readCertificate(mutate(root.der, random));
		if (certificate) {
			expect([certificate.subjectText, certificate.issuerText, certificate.algorithmText].join("")).not.toMatch(/[\x00-\x1f]/);
			certificate.alternativeNames();
			verify({ chain: [leaf], anchors: [{ ...root, der: certificate.der }] });
		}
		else
			expect(malformed).toMatch(/\(byte \d+\)$/);
	}
}, 60_000);

test("random bytes are malformed", () => {
	const random = seededRandom(1);
	for (let round = 0; round < 2000; round++) {
		const der = Uint8Array.from({ length: Math.floor(random() * 80) }, (_, i) => i === 0 ? 0x30 : i === 2 ? 0x30 : Math.floor(random() * 256));
		expect(readCertificate(der).malformed).toBeDefined();
	}
});
