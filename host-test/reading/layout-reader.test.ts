import { layoutCompiler } from "../../modules/configuration/layout-compiler";
import type { FieldDeclaration, LayoutDeclaration } from "../../modules/configuration/layout-declaration";
import { LayoutReader } from "../../modules/reading/layout-reader";
import { bytesOf, decode, encode, valuesOf } from "../devices/library-stage";

/** Texts of what a layout of its own reads; "?" is not known; or what is wrong. Values that are known come back as they were. */
function read(layout: LayoutDeclaration, hex: string): string {
	const compiler = new layoutCompiler.value(), start = compiler.addLayout("test", layout), table = compiler.finish();
	const decoded = decode(start, bytesOf(hex), table);
	return typeof decoded === "string" ? decoded : decoded.map(({ text }) => text ?? "?").join(" ");
}

function one(rest: Omit<FieldDeclaration, "name">): LayoutDeclaration {
	return [{ name: "a", unit: "", ...rest }];
}

describe("numbers", () => {
	test.each<[Omit<FieldDeclaration, "name">, string, string]>([
		[{ as: "uint8" }, "ff", "255"], [{ as: "int8" }, "80", "-128"], [{ as: "uint24be" }, "010203", "66051"], [{ as: "int40" }, "ffffffffff", "-1"],
		[{ as: "uint48" }, "ffffffffffff", "281474976710655"], [{ as: "int56be" }, "80000000000000", "-36028797018963968"],
		[{ as: "uint64" }, "ffffffffffffffff", "18446744073709551615"], [{ as: "int64" }, "0100000000000080", "-9223372036854775807"],
		[{ as: "int64" }, "feffffffffffffff", "-2"], [{ as: "uint64be" }, "0000000000000101", "257"],
		[{ as: "uint16", bits: [4, 8] }, "f00f", "255"], [{ as: "int16", bits: [4, 12] }, "0080", "-2048"], [{ as: "uint16be", bits: [5, 11] }, "ac36", "1377"],
		[{ as: "uint48", bits: [30, 12] }, "0000004005ff", "3093"], [{ as: "uint64", bits: [40, 24] }, "0000000000010203", "197121"],
		[{ as: "int64", bits: [0, 53] }, "ffffffffffff1f00", "-1"],
		[{ as: "float64" }, "1f85eb51b81e0940", "3.14"], [{ as: "float32be" }, "4048f5c3", "3.14"], [{ as: "float32" }, "0000c07f", "?"],
		[{ as: "sfloat" }, "ff07", "?"], [{ as: "sfloat" }, "0008", "?"], [{ as: "sfloat" }, "0108", "?"], [{ as: "sfloat" }, "fe07", "+inf"],
		[{ as: "sfloat" }, "0208", "-inf"], [{ as: "sfloat" }, "68f1", "36.0"], [{ as: "float" }, "6c0100ff", "36.4"], [{ as: "float" }, "ffff7f00", "?"],
		[{ as: "int16", scale: 0.01, unknown: -0x8000 }, "0080", "?"], [{ as: "int16", scale: 0.01, unknown: -0x8000 }, "0180", "-327.67"],
		[{ as: "uint8", unknown: [254, 255] }, "fe", "?"], [{ as: "uint8", scale: 0.5, offset: -40, decimals: 1 }, "64", "10.0"],
		// a multiplier, a decimal and a binary exponent, as the GATT Specification Supplement has them
		[{ as: "uint16", scale: 2 ** -10 }, "0300", "0.0029296875"], [{ as: "uint32", scale: 5 * 2 ** -3 }, "03000000", "1.875"], [{ as: "int16", scale: 3 * 10 ** -2 * 2 ** 4 }, "ffff", "-0.48"],
		[{ as: "uint8", scale: 10 ** 3 }, "07", "7000"], [{ as: "int32", scale: 180 * 2 ** -31, decimals: 6 }, "00000040", "90.000000"],
		[{ as: "uint8", boolean: true }, "02", "true"], [{ as: "uint8", boolean: "inverted" }, "00", "true"],
		[{ as: "uint8", choices: { 1: "press" } }, "01", "press"], [{ as: "uint8", choices: { 1: "press" } }, "07", "7"],
		[{ as: "utf8" }, "c2b043", "°C"], [{ as: "hex", size: 2 }, "ab0cff", "ab0c"], [{ as: "utf8", size: "length" }, "02686921", "hi"],
		[{ as: "uuid" }, "e2c56db5dffb48d2b060d0f5a71096e0", "e2c56db5-dffb-48d2-b060-d0f5a71096e0"], [{ as: "time" }, "5d396164", "2023-05-14T19:41:17Z"],
		[{ as: "url" }, "03676f6f2e676c0861", "https://goo.gl.orga"],
	])("%j of %s is %s", (field, hex, text) => {
		expect(read(one(field), hex)).toBe(text);
	});
});

describe("the bytes", () => {
	test("that a condition excludes do not move what follows", () => {
		const layout: LayoutDeclaration = [{ flags: 1 }, { skip: 2, if: 0 }, { name: "a", as: "uint8", if: [1, "!2"], unit: "" }, { name: "b", as: "uint8", unit: "" }];
		expect(read(layout, "00 05")).toBe("5");
		expect(read(layout, "03 aaaa 04 05")).toBe("4 5");
		expect(read(layout, "07 aaaa 05")).toBe("5");
	});
	test("are read at a place of their own where one is given", () => {
		expect(read([{ at: 2 }, { flags: 1 }, { at: 0 }, { name: "a", as: "uint8", unit: "" }, { name: "b", as: "flag", bits: [7, 1], boolean: true }], "05 00 80")).toBe("5 true");
	});
	test("of one integer may hold several values", () => {
		expect(read([{ name: "a", as: "uint24", bits: [0, 12], hold: true, unit: "" }, { name: "b", as: "uint24", bits: [12, 12], unit: "" }, { name: "c", as: "uint8", unit: "" }], "ab c0de 07"))
			.toBe("171 3564 7");
	});
	test("behind the last field are left alone", () => {
		expect(read(one({ as: "uint8" }), "05 aa bb")).toBe("5");
	});
	test("of a text with a length must be there", () => {
		expect(read(one({ as: "utf8", size: "length" }), "05 68")).toBe("a needs bytes 1 to 5, there are 2");
		expect(read(one({ as: "utf8", size: "length" }), "")).toBe("a needs byte 0, there are 0");
	});
	test("of a skip must be there", () => {
		expect(read([{ skip: 3 }, ...one({ as: "uint8" })], "0000")).toBe("what follows needs bytes 0 to 2, there are 2");
	});
	test("before the start and behind the end are not read", () => {
		const compiler = new layoutCompiler.value(), start = compiler.addLayout("test", one({ as: "hex" })), table = compiler.finish();
		const all = bytesOf("aabbccdd");
		expect(valuesOf(decode(start, all.subarray(1, 3), table))).toEqual({ a: "bbcc" });
	});
	test("of an empty URL, and of a text at the very end, are none", () => {
		const compiler = new layoutCompiler.value(), start = compiler.addLayout("test", [{ skip: 1 }, ...one({ as: "url" })]), table = compiler.finish();
		const reader = new LayoutReader(table);
		expect(reader.begin(start, bytesOf("10 00 61"), 0, 1) && reader.next() && reader.text).toBe("");
	});
	test("of a date that no calendar has are not known", () => {
		for (const hex of ["ea070d19100001", "ea070b20100001", "ea070b19180001", "ea070b19103c01", "0000000000000", "ea0700000a0000"])
			expect([hex, read(one({ as: "dateTime" }), hex.padEnd(14, "0"))]).toEqual([hex, "?"]);
		expect(read(one({ as: "dateTime" }), "ea070b19100001")).toBe("2026-11-25T16:00:01");
	});
});

describe("objects", () => {
	const layout: LayoutDeclaration = [{ objects: 1, of: [[1, { name: "a", as: "uint8", unit: "" }], [3, { name: "b", as: "int16", unit: "" }]] }];
	const withLength: LayoutDeclaration = [{ objects: 2, length: true, of: [[0x1004, { name: "a", as: "uint8", unit: "" }]] }];

	test("come in any order, and several times", () => {
		expect(read(layout, "03 feff 01 05 01 06")).toBe("-2 5 6");
	});
	test("without a length end where one is not known", () => {
		expect(read(layout, "01 05 02 01 06")).toBe("5");
	});
	test("with a length are gone over where one is not known, and whatever else is in one that is", () => {
		expect(read(withLength, "0510 02 aabb 0410 02 07ff 0410 01 08")).toBe("7 8");
	});
	test("that are too short give nothing at all", () => {
		expect(read(layout, "01 05 03 fe")).toBe("b needs bytes 3 to 4, there are 4");
		expect(read(withLength, "0410 01 08 0410 02 07")).toMatch(/needs bytes 7 to 8/);
		expect(read(withLength, "0410 00 07")).toMatch(/a needs byte 3/);
	});
});

test("a value that is known comes back from its text", () => {
	const compiler = new layoutCompiler.value();
	const start = compiler.addLayout("test", [{ name: "a", as: "uint64", unit: "" }, { name: "b", as: "int24be", scale: 0.1, offset: 4, unit: "" }, { name: "c", as: "float32", unit: "" }]);
	const table = compiler.finish(), hex = "fffffffffffffffe" + "ffff9c" + "c3f54840";
	expect(encode(start, decode(start, bytesOf(hex), table), table)).toBe(hex);
});
