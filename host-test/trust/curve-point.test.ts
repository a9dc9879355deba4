import { createECDH } from "node:crypto";
import { isOnP256 } from "../../modules/trust/curve-point";

function share(): Uint8Array {
	const exchange = createECDH("prime256v1");
	return new Uint8Array(exchange.generateKeys());
}

describe("isOnP256", () => {
	test("takes key shares of P-256", () => {
		for (let i = 0; i < 20; i++)
			expect(isOnP256(share())).toBe(true);
	});
	test("refuses one with any bit flipped", () => {
		const good = share();
		for (let bit = 8; bit < good.length * 8; bit++) {
			const bad = good.slice();
			bad[bit >> 3]! ^= 0x80 >> (bit & 7);
			expect(isOnP256(bad)).toBe(false);
		}
	});
	test("refuses zeros, and coordinates that are not below the prime", () => {
		expect(isOnP256(Uint8Array.of(4, ...new Array<number>(64).fill(0)))).toBe(false);
		expect(isOnP256(Uint8Array.of(4, ...new Array<number>(64).fill(255)))).toBe(false);
	});
});
