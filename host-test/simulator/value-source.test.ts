import { numberBytes } from "../../modules/simulator/number-bytes";
import { pseudoRandom } from "../../modules/simulator/pseudo-random";
import type { NumberFormat, ValueScenario } from "../../modules/simulator/scenario";
import { createValueSource } from "../../modules/simulator/value-source";

function take(count: number, value: ValueScenario, seed = 1, name = "a"): number[][] {
	const source = createValueSource(value, seed, name);
	return Array.from({ length: count }, () => [...source.next()]);
}

const random: ValueScenario = { kind: "random", format: "uint16", minimum: 170, maximum: 174, seed: undefined };
const walk: ValueScenario = { kind: "walk", format: "uint16", start: 172, step: 2, minimum: 170, maximum: 174, seed: undefined };

describe("values", () => {
	test.each<[NumberFormat, number, number[]]>([
		["uint8", 255, [0xff]],
		["int8", -1, [0xff]],
		["uint16", 172, [0xac, 0x00]],
		["uint16be", 172, [0x00, 0xac]],
		["int24", -2, [0xfe, 0xff, 0xff]],
		["uint24be", 0x123456, [0x12, 0x34, 0x56]],
		["uint32", 0xffffffff, [0xff, 0xff, 0xff, 0xff]],
		["int32be", -2147483648, [0x80, 0, 0, 0]],
		["float32", 1.5, [0, 0, 0xc0, 0x3f]],
		["float32be", 1.5, [0x3f, 0xc0, 0, 0]],
	])("%s %d", (format, value, bytes) => {
		expect([...numberBytes(format, value)]).toEqual(bytes);
	});
	test("a list begins again", () => {
		expect(take(3, { kind: "list", values: [Uint8Array.of(1), Uint8Array.of(2)] })).toEqual([[1], [2], [1]]);
	});
	test("a counter wraps in its format", () => {
		expect(take(3, { kind: "counter", format: "uint8", start: 254, step: 1 })).toEqual([[254], [255], [0]]);
		expect(take(3, { kind: "counter", format: "int8", start: -127, step: -1 })).toEqual([[0x81], [0x80], [0x7f]]);
	});
	test("random values reach both bounds and nothing else", () => {
		expect([...new Set(take(200, random).map(([low]) => low!))].sort()).toEqual([170, 171, 172, 173, 174]);
	});
	test("a walk begins at its start, and takes small steps within its bounds", () => {
		const values = take(200, walk).map(([low]) => low!);
		expect(values[0]).toBe(172);
		expect(Math.min(...values)).toBe(170);
		expect(Math.max(...values)).toBe(174);
		for (let index = 1; index < values.length; index++)
			expect(Math.abs(values[index]! - values[index - 1]!)).toBeLessThanOrEqual(2);
	});
	test("the same seed and the same name give the same values, others do not", () => {
		expect(take(20, random)).toEqual(take(20, random));
		expect(take(20, random, 2)).not.toEqual(take(20, random));
		expect(take(20, random, 1, "b")).not.toEqual(take(20, random));
	});
	test("a seed of its own counts more", () => {
		expect(take(20, { ...random, seed: 7 }, 1)).toEqual(take(20, { ...random, seed: 7 }, 2));
	});
	test("reading does not take a value away from the notifications", () => {
		const source = createValueSource({ kind: "counter", format: "uint8", start: 5, step: 1 }, 1, "a");
		expect([source.current[0], source.current[0], source.next()[0], source.current[0], source.next()[0]]).toEqual([5, 5, 5, 5, 6]);
	});
	test("Mulberry32 is Mulberry32", () => {
		const next = pseudoRandom(1);
		expect([next(), next(), next()].map(value => Math.floor(value * 2 ** 32))).toEqual([2693262067, 11749833, 2265367787]);
	});
});
