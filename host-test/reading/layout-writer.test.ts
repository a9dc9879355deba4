import { layoutCompiler } from "../../modules/configuration/layout-compiler";
import type { LayoutDeclaration } from "../../modules/configuration/layout-declaration";
import { LIBRARY } from "../../modules/devices/library";
import { fieldName } from "../../modules/configuration/layout-texts";
import { LayoutWriter } from "../../modules/reading/layout-writer";
import { ByteText } from "../../modules/text/byte-text";
import { CHARACTERISTICS } from "../devices/library-stage";

/** Hexadecimal bytes of values by name, or why there are none. */
function write(layout: number, values: Readonly<Record<string, string | string[]>>, table = LIBRARY, room = 64): string {
	const writer = new LayoutWriter(table), into = new Uint8Array(room), maker = new ByteText();
	const end = writer.write(layout, {
		value: (field, element) => {
			const value = values[fieldName(table, field, maker)];
			return Array.isArray(value) ? value[element] : element === 0 ? value : undefined;
		},
	}, into, 0);
	return end < 0 ? writer.problem : Buffer.from(into.subarray(0, end)).toString("hex");
}

function writeOwn(layout: LayoutDeclaration, values: Readonly<Record<string, string>>, room = 64): string {
	const compiler = new layoutCompiler.value(), start = compiler.addLayout("test", layout);
	return write(start, values, compiler.finish(), room);
}

const heartRate = CHARACTERISTICS.get("2a37")!;

test("of alternatives it takes the first that the value fits, and sets the flags", () => {
	expect(write(heartRate, { heartRate: "72" })).toBe("0048");
	expect(write(heartRate, { heartRate: "300", energy: "5", contact: "true", interval: ["1.000", "0.5"] })).toBe("1f2c01050000040002");
});

test.each<[string, Readonly<Record<string, string>>, string]>([
	["what must be there", {}, "heartRate is missing"],
	["a number that no alternative holds", { heartRate: "70000" }, "heartRate (\"70000\") is beyond what its 16 bits hold"],
	["what is no number", { heartRate: "fast" }, "heartRate (\"fast\") is not a number"],
	["what is neither true nor false", { heartRate: "72", contact: "1" }, "contact (\"1\") is neither true nor false"],
])("it says of %s what is wrong", (_, values, problem) => {
	expect(write(heartRate, values)).toBe(problem);
});

test("values that exclude each other are refused", () => {
	const layout: LayoutDeclaration = [{ flags: 1 }, { name: "a", as: "uint8", if: 0, unit: "" }, { name: "b", as: "uint8", if: "!0", unit: "" }];
	expect(writeOwn(layout, { a: "1", b: "2" })).toBe("b excludes what is given before it");
	expect(writeOwn(layout, { a: "1" })).toBe("0101");
});

test("what belongs to a flag that another value sets is written as unknown", () => {
	const layout: LayoutDeclaration = [{ flags: 1 }, { name: "a", as: "uint8", if: 0, unit: "" }, { name: "b", as: "uint16", if: 0, unknown: 0xffff, unit: "" }];
	expect(writeOwn(layout, { a: "1" })).toBe("0101ffff");
	expect(writeOwn(layout, { b: "1" })).toBe("a is missing");
});

test("it writes nothing beyond the room", () => {
	const layout: LayoutDeclaration = [{ name: "a", as: "uint16", unit: "" }, { name: "b", as: "utf8", unit: "" }];
	expect(writeOwn(layout, { a: "1", b: "hi" }, 4)).toBe("01006869");
	expect(writeOwn(layout, { a: "1", b: "hi!" }, 4)).toBe("b does not fit: 4 bytes are possible");
	expect(writeOwn(layout, { a: "1", b: "hi" }, 1)).toBe("a does not fit: 1 bytes are possible");
	expect(writeOwn([{ name: "a", as: "url", unit: "" }], { a: "https://example.com/longer" }, 6)).toMatch(/^a .*is no URL that fits$/);
	expect(writeOwn([{ name: "a", as: "hex", size: 2, unit: "" }], { a: "aabbcc" })).toBe("a has 3 bytes; 2 are possible");
	expect(writeOwn([{ name: "a", as: "hex", unit: "" }], { a: "aab" })).toBe("a (\"aab\") is not hexadecimal");
});

test("words and times come back", () => {
	expect(write(CHARACTERISTICS.get("2a38")!, { location: "wrist" })).toBe("02");
	expect(write(CHARACTERISTICS.get("2a38")!, { location: "nose" })).toBe("location (\"nose\") is none of its words");
	expect(write(CHARACTERISTICS.get("2a2b")!, { time: "2026-11-25T16:00:01", fraction: "0.5", reason: "0" })).toBe("ea070b19100001008000");
	expect(write(CHARACTERISTICS.get("2a2b")!, { time: "today" })).toBe("time (\"today\") is not a time as 2026-11-25T16:00:00");
});
