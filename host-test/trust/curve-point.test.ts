import { createECDH } from "node:crypto";
import { isOnCurve } from "../../modules/trust/curve-point";

describe.each([["P-256", "prime256v1", 32], ["P-384", "secp384r1", 48]] as const)("isOnCurve on %s", (curve, name, size) => {
	const share = () => new Uint8Array(createECDH(name).generateKeys());
	test("takes key shares", () => {
		for (let i = 0; i < 20; i++)
			expect(isOnCurve(share(), curve)).toBe(true);
	});
	test("refuses one with any bit flipped", () => {
		const good = share();
		for (let bit = 8; bit < good.length * 8; bit++) {
			const bad = good.slice();
			bad[bit >> 3]! ^= 0x80 >> (bit & 7);
			expect(isOnCurve(bad, curve)).toBe(false);
		}
	});
	test("refuses zeros, coordinates that are not below the prime, and another size", () => {
		expect(isOnCurve(Uint8Array.of(4, ...new Array<number>(2 * size).fill(0)), curve)).toBe(false);
		expect(isOnCurve(Uint8Array.of(4, ...new Array<number>(2 * size).fill(255)), curve)).toBe(false);
		expect(isOnCurve(Uint8Array.of(...share(), 0), curve)).toBe(false);
	});
	test("refuses a point of the other curve", () => {
		const other = createECDH(curve === "P-256" ? "secp384r1" : "prime256v1").generateKeys();
		expect(isOnCurve(new Uint8Array(other), curve)).toBe(false);
	});
});
