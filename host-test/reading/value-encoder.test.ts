import type { ValueDeclaration, ValueForm } from "../../modules/configuration/configuration";
import { VALUE_FORMATS, type ValueFormat } from "../../modules/configuration/value-format";
import { valueParser } from "../../modules/configuration/value-parser";
import { ValueDecoder } from "../../modules/reading/value-decoder";
import { ValueEncoder } from "../../modules/reading/value-encoder";
import { randomBytes, seededRandom } from "../seeded-random";

const DEFAULTS = { at: 0, bit: 0, bits: 0, scale: 1, offset: 0, decimals: undefined, unit: "" };
const { declareForm } = valueParser.value;
const FORMATS = Object.keys(VALUE_FORMATS) as ValueFormat[];

const decoder = new ValueDecoder(), encoder = new ValueEncoder();

function declare(format: ValueFormat, rest: Partial<ValueForm> = {}): ValueDeclaration {
	return declareForm({ ...DEFAULTS, format, ...rest });
}

/** The bytes in hexadecimal, or the reason. */
function encode(format: ValueFormat, text: string, rest: Partial<ValueForm> = {}, fill = 0): string {
	const value = declare(format, rest), length = encoder.lengthOf(value, text);
	const bytes = Buffer.alloc(Math.max(length, 0), fill);
	return length >= 0 && encoder.encode(value, text, bytes) ? bytes.toString("hex") : encoder.problem;
}

describe("what can't be written has a reason", () => {
	test.each<[ValueFormat, string, Partial<ValueForm>, string]>([
		["uint8", "", {}, '"" is not a number'],
		["uint8", "warm", {}, '"warm" is not a number'],
		["uint8", "0x10", {}, '"0x10" is not a number'],
		["uint8", "1e", {}, '"1e" is not a number'],
		["uint8", "nan", {}, '"nan" is not a number'],
		["uint8", "20 K", { unit: "°C" }, '"20 K" is not a number, nor one with "°C" behind it'],
		["uint8", "256", {}, '"256" is out of range: 0 to 255 can be written'],
		["uint8", "-1", {}, '"-1" is out of range: 0 to 255 can be written'],
		["int16", "327.68", { scale: 0.01 }, '"327.68" is out of range: -327.68 to 327.67 can be written'],
		["uint8", "3", { scale: -1 }, '"3" is out of range: -255 to 0 can be written'],
		["uint32be", "1e300", {}, '"1e300" is out of range'],
		["bits", "16", { bits: 4 }, '"16" is out of range: 0 to 15 can be written'],
		["float32", "1e39", {}, '"1e39" is out of range: a float32 goes to 3.4 × 10³⁸'],
		["float32", "nres", {}, '"nres" is not a number'],
		["sfloat", "1e12", {}, '"1e12" is out of range'],
		["hex", "abc", {}, '"abc" is not hexadecimal: two digits are a byte'],
		["hex", "zz", {}, '"zz" is not hexadecimal: two digits are a byte'],
		["utf8", "x".repeat(511), { at: 2 }, `"${"x".repeat(32)}…" is too long: a characteristic has 512 bytes at most`],
	])("%s %j %j", (format, text, rest, reason) => {
		expect(encode(format, text, rest)).toBe(reason);
	});
});

describe("what can be written", () => {
	test.each<[ValueFormat, string, Partial<ValueForm>, string]>([
		["uint8", "0", {}, "00"],
		["uint24", "66051", {}, "030201"],
		["int16be", "-2", {}, "fffe"],
		["uint32", "4294967295", {}, "ffffffff"],
		["uint16", "21.5", { scale: 0.1 }, "d700"],
		["uint16", "21.5 °C", { scale: 0.1, unit: "°C" }, "d700"],
		["uint16", " 21.5°C ".trim(), { scale: 0.1, unit: "°C" }, "d700"],
		["uint8", "-39.5", { scale: 0.5, offset: -40 }, "01"],
		["uint8", "2.5", {}, "03"],
		["int8", "-2.5", {}, "fd"],
		["int8", "-0.4", {}, "00"],
		["uint16", "3", { at: 2 }, "00000300"],
		["float32", "3.14", {}, "c3f54840"],
		["float32be", "+inf", {}, "7f800000"],
		["float32be", "+inf", { scale: -1 }, "ff800000"],
		["sfloat", "36.0", {}, "68f1"],
		["sfloat", "nan", {}, "ff07"],
		["sfloat", "-inf", {}, "0208"],
		["float", "36.50", {}, "420e00fe"],
		["float", "36.5", { scale: 0.1 }, "6d010000"],
		["hex", "0aFF", {}, "0aff"],
		["hex", "", {}, ""],
		["utf8", "Küche", {}, "4bc3bc636865"],
	])("%s %j %j is %s", (format, text, rest, bytes) => {
		expect(encode(format, text, rest)).toBe(bytes);
	});
	test("a bit field leaves the other bits", () => {
		expect(encode("bits", "0", { bit: 6, bits: 4 }, 0xff)).toBe("3ffc");
		expect(encode("bits", "9", { bit: 6, bits: 4 })).toBe("4002");
	});
});

test("what the decoder makes of 20,000 random characteristics is written as bytes that mean the same", () => {
	const random = seededRandom(5);
	const wrong: object[] = [];
	for (let round = 0; round < 20_000; round++) {
		const format = FORMATS[round % FORMATS.length]!;
		const scale = ["utf8", "hex"].includes(format) ? 1 : [1, 0.1, 0.01, 0.5, 2, -1][Math.floor(random() * 6)]!;
		const value = declare(format, {
			at: Math.floor(random() * 3), bit: Math.floor(random() * 32), bits: 1 + Math.floor(random() * 32),
			scale, offset: scale === 1 ? 0 : [0, -40, 0.5][Math.floor(random() * 3)]!, unit: "V",
		});
		const text = decoder.decode(value, randomBytes(random, value.minimumLength + (value.traits.size ? 0 : 5)))!;
		// U+FFFD and spaces stand for what was no text
		const bytes = new Uint8Array(encoder.lengthOf(value, text)), ok = encoder.encode(value, text, bytes), again = decoder.decode(value, bytes);
		const close = ["float32", "sfloat", "float"].includes(value.traits.kind) && Math.abs(Number(again) - Number(text)) <= Math.abs(Number(text)) * 5e-3 + 0.05;
		if (!ok || again !== text && !close && !(value.traits.kind === "utf8" && again === text.trimEnd()))
			wrong.push({ format, value, text, again, problem: encoder.problem });
	}
	expect(wrong.slice(0, 3)).toEqual([]);
});

test("bytes of whole numbers and bit fields come back as they were", () => {
	const random = seededRandom(6);
	for (const format of FORMATS.filter(name => ["integer", "bits"].includes(VALUE_FORMATS[name].kind))) {
		for (let round = 0; round < 200; round++) {
			const value = declare(format, { bit: 3, bits: 17, scale: 0.01, offset: -100 });
			const bytes = randomBytes(random, value.minimumLength), again = bytes.slice();
			expect(encoder.encode(value, decoder.decode(value, bytes)!, again)).toBe(true);
			expect(again).toEqual(bytes);
		}
	}
});
