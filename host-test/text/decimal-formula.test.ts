import { decimalFormula, formulaText } from "../../modules/text/decimal-formula";
import { seededRandom } from "../seeded-random";

/** `numerator` / 10 to the `places`, to `decimals` digits, a half away from zero; by BigInt, so exactly. */
function exactly(numerator: bigint, places: number, decimals: number): string {
	const size = numerator < 0n ? -numerator : numerator;
	const divisor = 10n ** BigInt(Math.max(0, places - decimals));
	const rounded = (size * 10n ** BigInt(Math.max(0, decimals - places)) * 2n + divisor) / (divisor * 2n);
	const digits = String(rounded).padStart(decimals + 1, "0");
	const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
	return numerator < 0n && rounded > 0n ? "-" + text : text;
}

describe("formulaText", () => {
	test("-0 never appears", () => {
		expect(formulaText(decimalFormula(1, 0, undefined), -0, 0, false)).toBe("0");
		expect(formulaText(decimalFormula(-1, 0, undefined), 0, 0, false)).toBe("0");
		expect(formulaText(decimalFormula(0.001, 0, 1), -4, 0, false)).toBe("0.0");
		expect(formulaText(decimalFormula(1 / 3e5, 0, 2), -1, 0, false)).toBe("0.00");
		expect(formulaText(decimalFormula(0.1, -0.1, undefined), 1, 0, true)).toBe("0.0");
		expect(formulaText(decimalFormula(1, 0, 0), -1, -100, true)).toBe("0");
	});
	test("binary fractions leave no trace", () => {
		const tenths = decimalFormula(0.1, 0, undefined);
		for (let number = -2000; number <= 2000; number++)
			expect(formulaText(tenths, number, 0, false)).toBe(exactly(BigInt(number), 1, number % 10 ? 1 : 0));
		expect(formulaText(decimalFormula(0.1, 0.2, undefined), 1, 0, false)).toBe("0.3");
		expect(formulaText(decimalFormula(1 / 3, 0, undefined), 3, 0, false)).toBe("1");
		expect(formulaText(decimalFormula(0.00390625, 0, undefined), 5888, 0, false)).toBe("23");
	});
	test("a half is rounded away from zero, whatever its binary fraction", () => {
		const formula = decimalFormula(0.001, 0, 2);
		expect([1005, -1005, 1004, 995, 25, -25].map(number => formulaText(formula, number, 0, false)))
			.toEqual(["1.01", "-1.01", "1.00", "1.00", "0.03", "-0.03"]);
	});
	test("decimals that are set are always there", () => {
		expect(formulaText(decimalFormula(1, 0, 3), 172, 0, false)).toBe("172.000");
		expect(formulaText(decimalFormula(1, 0, 9), 123_456_789_012_345, 0, false)).toBe("123456789012345.000000000");
		expect(formulaText(decimalFormula(1, 0, 9), 123_456_789_012_345, -2, false)).toBe("1234567890123.450000000");
		expect(formulaText(decimalFormula(1 / 3, 0, 9), 4_000_000_000, 0, false)).toBe("1333333333.333330000");
		expect(formulaText(decimalFormula(1, 0, 2), 5, 3, false)).toBe("5000.00");
	});
	test("offset follows scale", () => {
		expect(formulaText(decimalFormula(0.5, -40, undefined), 121, 0, false)).toBe("20.5");
		expect(formulaText(decimalFormula(-2, 1, undefined), 3, 0, false)).toBe("-5");
	});
	test("zeros at the end stay where the exponent states them", () => {
		const formula = decimalFormula(1, 0, undefined);
		expect(formulaText(formula, 3600, -2, true)).toBe("36.00");
		expect(formulaText(formula, 3600, -2, false)).toBe("36");
		expect(formulaText(formula, 36, 2, true)).toBe("3600");
		expect(formulaText(decimalFormula(0.1, 0, undefined), 360, -1, true)).toBe("3.60");
	});
	test("plain digits up to 20 decimals and below 10²¹, an exponent beyond", () => {
		const formula = decimalFormula(1, 0, undefined);
		expect(formulaText(formula, 15, -20, true)).toBe("0.00000000000000000015");
		expect(formulaText(formula, 15, -30, true)).toBe("1.5e-29");
		expect(formulaText(formula, -8_388_605, 14, true)).toBe("-838860500000000000000");
		expect(formulaText(formula, 8_388_605, 127, true)).toBe("8.388605e+133");
	});
	test("is exact wherever 15 digits suffice", () => {
		const random = seededRandom(5);
		const wrong: object[] = [];
		for (let round = 0; round < 20_000; round++) {
			const number = Math.floor((random() - 0.5) * 2 ** (1 + Math.floor(random() * 33)));
			const places = Math.floor(random() * 5);
			const factor = 1 + Math.floor(random() * 999);
			const offset = Math.floor((random() - 0.5) * 1e6);
			const decimals = Math.floor(random() * 6);
			const actual = formulaText(decimalFormula(factor / 10 ** places, offset / 10 ** places, decimals), number, 0, false);
			const expected = exactly(BigInt(number) * BigInt(factor) + BigInt(offset), places, decimals);
			if (actual !== expected)
				wrong.push({ number, factor, offset, places, decimals, actual, expected });
		}
		expect(wrong).toEqual([]);
	});
});
