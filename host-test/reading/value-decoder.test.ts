import type { ValueDeclaration, ValueForm } from "../../modules/configuration/configuration";
import { VALUE_FORMATS, type ValueFormat } from "../../modules/configuration/value-format";
import { valueParser } from "../../modules/configuration/value-parser";
import { isNumber, ValueDecoder } from "../../modules/reading/value-decoder";
import { encodeUTF8 } from "../../modules/text/utf8";
import { randomBytes, seededRandom } from "../seeded-random";

const DEFAULTS = { at: 0, bit: 0, bits: 0, scale: 1, offset: 0, decimals: undefined, unit: "" };
const { declareForm } = valueParser.value;
const FORMATS = Object.keys(VALUE_FORMATS) as ValueFormat[];

const decoder = new ValueDecoder();

function declare(format: ValueFormat, rest: Partial<ValueForm> = {}): ValueDeclaration {
	return declareForm({ ...DEFAULTS, format, ...rest });
}

function decode(format: ValueFormat, bytes: number[], rest: Partial<ValueForm> = {}): string | undefined {
	return decoder.decode(declare(format, rest), Uint8Array.from(bytes));
}

function float32(value: number, littleEndian = true): number[] {
	const view = new DataView(new ArrayBuffer(4));
	view.setFloat32(0, value, littleEndian);
	return [...new Uint8Array(view.buffer)];
}

describe("too few bytes", () => {
	test.each(FORMATS)("%s says so one byte below its minimum, and not at it", format => {
		const value = declare(format, { at: 3, bits: 12 });
		expect(decoder.decode(value, new Uint8Array(value.minimumLength - 1))).toBeUndefined();
		expect(decoder.decode(value, new Uint8Array(value.minimumLength))).toEqual(expect.any(String));
	});
	test("the minimum reaches to the last byte of the value", () => {
		expect(declare("uint24", { at: 2 }).minimumLength).toBe(5);
		expect(declare("float", { at: 2 }).minimumLength).toBe(6);
		expect(declare("bits", { at: 2, bit: 7, bits: 1 }).minimumLength).toBe(3);
		expect(declare("bits", { at: 2, bit: 7, bits: 2 }).minimumLength).toBe(4);
		expect(declare("bits", { at: 2, bit: 12, bits: 4 }).minimumLength).toBe(4);
	});
	test("text may be empty, but not missing", () => {
		for (const format of ["utf8", "hex"] as const) {
			expect(decode(format, [1, 2], { at: 2 })).toBe("");
			expect(decode(format, [1], { at: 2 })).toBeUndefined();
		}
	});
});

describe("20,000 random characteristics", () => {
	test("never make it throw, and give a well-formed text", () => {
		const random = seededRandom(3);
		const texts: Record<string, RegExp> = { utf8: /^[^\p{Cc}]*$/u, hex: /^([0-9a-f]{2})*$/ };
		const number = /^(-?\d+(\.\d+)?(e[+-]\d+)?|nan|nres|reserved|[+-]inf)$/;
		const wrong: object[] = [];
		for (let round = 0; round < 20_000; round++) {
			const format = FORMATS[round % FORMATS.length]!;
			const value = declareForm({
				format,
				at: Math.floor(random() * 4),
				bit: Math.floor(random() * 32),
				bits: 1 + Math.floor(random() * 32),
				scale: random() < 0.3 ? 1 : Number((random() * 2 - 1).toPrecision(1 + Math.floor(random() * 16))) || 1,
				offset: random() < 0.5 ? 0 : Number(((random() - 0.5) * 1e4).toFixed(2)),
				decimals: random() < 0.5 ? undefined : Math.floor(random() * 10),
				unit: "",
			});
			const bytes = randomBytes(random, Math.floor(random() * 14));
			const text = decoder.decode(value, bytes);
			const sound = bytes.length < value.minimumLength ? text === undefined
				: text !== undefined && (texts[format] ?? number).test(text) && !/^-0(\.0*)?$/.test(text);
			if (!sound)
				wrong.push({ value, bytes: [...bytes], text });
		}
		expect(wrong).toEqual([]);
	});
});

describe("whole numbers", () => {
	test.each<[ValueFormat, number[], string]>([
		["uint8", [0xff], "255"],
		["int8", [0x80], "-128"], ["int8", [0x7f], "127"],
		["uint16", [0xac, 0x00], "172"], ["uint16", [0xff, 0xff], "65535"],
		["uint16be", [0x00, 0xac], "172"],
		["int16", [0x00, 0x80], "-32768"], ["int16be", [0xff, 0xfe], "-2"],
		["uint24", [1, 2, 3], "197121"], ["uint24be", [1, 2, 3], "66051"],
		["int24", [0, 0, 0x80], "-8388608"], ["int24be", [0x7f, 0xff, 0xff], "8388607"],
		["uint32", [0xff, 0xff, 0xff, 0xff], "4294967295"], ["uint32be", [0x80, 0, 0, 1], "2147483649"],
		["int32", [0, 0, 0, 0x80], "-2147483648"], ["int32be", [0xff, 0xff, 0xff, 0xff], "-1"],
	])("%s of %j", (format, bytes, text) => {
		expect(decode(format, bytes)).toBe(text);
		expect(decode(format, [7, ...bytes, 9], { at: 1 })).toBe(text);
	});
	test("scale without decimals shows as many as the number needs", () => {
		expect(decode("uint16", [0xb7, 0x06], { scale: 0.1 })).toBe("171.9");
		expect(decode("uint16", [0xb8, 0x06], { scale: 0.1 })).toBe("172");
		expect(decode("int16", [0xb7, 0xf9], { scale: 0.01, offset: 0.005 })).toBe("-16.085");
	});
	test("decimals are those that are set", () => {
		expect(decode("uint16", [0xb8, 0x06], { scale: 0.1, decimals: 1 })).toBe("172.0");
		expect(decode("uint16", [0xb7, 0x06], { scale: 0.1, decimals: 0 })).toBe("172");
	});
	test("the unit stays apart", () => {
		expect(decode("uint8", [172], { unit: "mv" })).toBe("172");
	});
});

describe("bit fields", () => {
	test.each<[number, number, number[], string]>([
		[0, 1, [0b0000_0001], "1"], [7, 1, [0b0111_1111], "0"], [4, 4, [0xa5], "10"],
		[6, 4, [0b1100_0000, 0b0000_0010], "11"], [12, 4, [0xff, 0x5f], "5"],
		[0, 32, [0xff, 0xff, 0xff, 0xff], "4294967295"], [7, 32, [0x80, 0, 0, 0, 0x7f], "4261412865"],
		[31, 32, [0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0x7f], "4294967295"],
	])("bit %i, %i bits of %j", (bit, bits, bytes, text) => {
		expect(decode("bits", bytes, { bit, bits })).toBe(text);
		expect(decode("bits", [0xff, ...bytes, 0xff], { at: 1, bit, bits })).toBe(text);
	});
});

describe("float32", () => {
	test.each<[number, string]>([
		[NaN, "nan"], [Infinity, "+inf"], [-Infinity, "-inf"], [-0, "0"],
		[3.14, "3.14"], [-0.1, "-0.1"], [0.3, "0.3"], [21.5, "21.5"], [16_777_216, "16777216"], [8_590_400_000, "8590400000"], [1e-7, "0.0000001"],
		[3.4028234663852886e38, "3.4028235e+38"],
	])("%d is %s in both byte orders", (value, text) => {
		expect(decode("float32", float32(value))).toBe(text);
		expect(decode("float32be", float32(value, false))).toBe(text);
	});
	test("the text stands for the same float32, and no shorter one does", () => {
		const random = seededRandom(17);
		const wrong: object[] = [];
		const one = declare("float32");
		for (let round = 0; round < 5_000; round++) {
			const value = Math.fround((random() - 0.5) * 10 ** Math.floor(random() * 20 - 8));
			const text = decoder.decode(one, Uint8Array.from(float32(value)))!;
			const digits = text.replace(/^-?0*\.?0*|e.*$/g, "").replace(".", "").replace(/0+$/, "").length;
			if (Math.fround(Number(text)) !== value || (digits > 1 && Math.fround(Number(value.toPrecision(digits - 1))) === value))
				wrong.push({ value, text });
		}
		expect(wrong).toEqual([]);
	});
	test("decimal numbers of up to 6 digits come back as they were", () => {
		const one = declare("float32");
		const wrong: string[] = [];
		for (let number = 1; number < 1e6; number += 7) {
			const text = String(number / 100);
			if (decoder.decode(one, Uint8Array.from(float32(number / 100))) !== text)
				wrong.push(text);
		}
		expect(wrong).toEqual([]);
	});
	test("scale works on the number that is shown", () => {
		expect(decode("float32", float32(3.14), { scale: 10 })).toBe("31.4");
		expect(decode("float32", float32(3.14), { decimals: 1 })).toBe("3.1");
		expect(decode("float32", float32(Infinity), { scale: -1 })).toBe("-inf");
	});
});

describe("SFLOAT and FLOAT (IEEE 11073-20601)", () => {
	test.each<[number, string]>([[0x07ff, "nan"], [0x0800, "nres"], [0x07fe, "+inf"], [0x0802, "-inf"], [0x0801, "reserved"]])("SFLOAT %i is %s", (value, text) => {
		expect(decode("sfloat", [value & 255, value >> 8])).toBe(text);
	});
	test.each<[number, string]>([[0x7fffff, "nan"], [0x800000, "nres"], [0x7ffffe, "+inf"], [0x800002, "-inf"], [0x800001, "reserved"]])("FLOAT %i is %s", (value, text) => {
		expect(decode("float", [value & 255, value >> 8 & 255, value >> 16, 0])).toBe(text);
	});
	test("special mantissas with another exponent are numbers", () => {
		expect(decode("sfloat", [0xff, 0xf7])).toBe("204.7");
		expect(decode("float", [0xff, 0xff, 0x7f, 0xff])).toBe("838860.7");
	});
	test("scale and offset leave special values alone, save the sign of an infinity", () => {
		expect(decode("sfloat", [0x00, 0x08], { scale: 0.1, offset: 5, decimals: 2 })).toBe("nres");
		expect(decode("sfloat", [0xfe, 0x07], { scale: -0.1 })).toBe("-inf");
	});
	test("decimals follow the exponent", () => {
		expect(decode("sfloat", [0x68, 0xf1])).toBe("36.0");
		expect(decode("sfloat", [0x98, 0xfe])).toBe("-36.0");
		expect(decode("sfloat", [0x72, 0x00])).toBe("114");
		expect(decode("sfloat", [0x72, 0x20])).toBe("11400");
		expect(decode("sfloat", [0x01, 0x80])).toBe("0.00000001");
		expect(decode("float", [0x6c, 0x01, 0x00, 0xff])).toBe("36.4");
		expect(decode("float", [0x94, 0xfe, 0xff, 0xfe])).toBe("-3.64");
	});
	test("decimals that are set come first", () => {
		expect(decode("float", [0x6c, 0x01, 0x00, 0xff], { decimals: 0 })).toBe("36");
	});
});

describe("text", () => {
	test("invalid UTF-8 shows as U+FFFD", () => {
		expect(decode("utf8", [0x41, 0xff, 0xc3, 0x42])).toBe("A\ufffd\ufffdB");
	});
	test("trailing NULs are cut, and control characters become spaces", () => {
		expect(decode("utf8", [...encodeUTF8("a\tb\u0000c\u007f\u0085d"), 0, 0])).toBe("a b c  d");
	});
	test("starts where it is declared to", () => {
		expect(decode("utf8", [0x20, ...encodeUTF8("23,5 °C 🔋")], { at: 1 })).toBe("23,5 °C 🔋");
	});
	test("hex shows the remaining bytes in lower case", () => {
		expect(decode("hex", [1, 0xab, 0x0c, 0], { at: 1 })).toBe("ab0c00");
	});
});

describe("isNumber", () => {
	test("is true for what JSON calls a number, and for nothing else that 20,000 random characteristics give", () => {
		const random = seededRandom(5);
		for (let i = 0; i < 20_000; i++) {
			const format = FORMATS[Math.floor(random() * FORMATS.length)]!;
			const value = declare(format, { bits: 7, scale: format === "utf8" || format === "hex" ? 1 : [1, 0.1, -1e12, 1e-12][Math.floor(random() * 4)]! });
			const text = decoder.decode(value, randomBytes(random, 4))!;
			const isText = format === "utf8" || format === "hex";
			expect([text, isNumber(value, text)]).toEqual([text, !isText && /^-?\d/.test(text)]);
			if (isNumber(value, text))
				expect(() => { JSON.parse(text); }).not.toThrow();
		}
	});
});
