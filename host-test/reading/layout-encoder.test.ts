import { layoutCompiler } from "../../modules/configuration/layout-compiler";
import type { LayoutDeclaration } from "../../modules/configuration/layout-declaration";
import { fieldName } from "../../modules/configuration/layout-texts";
import { LayoutEncoder } from "../../modules/reading/layout-encoder";
import { ByteText } from "../../modules/text/byte-text";
import { bytesOf } from "../devices/library-stage";

/** What is written of those texts, alone or over the bytes that there are. */
function encode(layout: LayoutDeclaration, texts: Readonly<Record<string, string>>, present?: string): string {
	const compiler = new layoutCompiler.value(), start = compiler.addLayout("test", layout), table = compiler.finish(), encoder = new LayoutEncoder(table);
	const names = [...table.names.keys()].map(number => fieldName({ ...table, code: Uint8Array.of(0, 0, 0, 0, 0, 0, number, 0, 0, 0) }, 0, new ByteText()));
	const fields = Object.entries(texts).map(([name, text]) => ({ name: names.indexOf(name), text }));
	const bytes = present === undefined ? encoder.encode(start, fields) : encoder.merge(start, fields, bytesOf(present));
	return bytes === undefined ? encoder.problem : bytes === "incomplete" ? bytes : Buffer.from(bytes).toString("hex");
}

const PAIR: LayoutDeclaration = [{ name: "a", as: "uint8", unit: "" }, { name: "b", as: "uint16", unknown: 0xffff, unit: "" }];
const OPTIONAL: LayoutDeclaration = [{ flags: 1 }, { name: "a", as: "uint8", if: 0, unit: "" }, { name: "b", as: "uint8", if: 1, unit: "" }, { name: "list", as: "uint8", array: true, if: 2, unit: "" }];

test("a text that no alternative holds is refused before anything is read", () => {
	expect(encode(PAIR, { a: "256" })).toBe('a ("256") is beyond what its 8 bits hold');
	expect(encode([{ flags: 1 }, { name: "a", as: "uint8", if: "!0", unit: "" }, { name: "a", as: "uint16", if: 0, unit: "" }], { a: "65536" }))
		.toBe('a ("65536") is beyond what its 16 bits hold');
});
test("all fields make the bytes, and fewer need the others", () => {
	expect(encode(PAIR, { b: "258", a: "3" })).toBe("030201");
	expect(encode(PAIR, { a: "3" })).toBe("incomplete");
});
test("what is not given stays as it is, unknown and behind the layout too", () => {
	expect(encode(PAIR, { a: "3" }, "07ffff99")).toBe("03ffff99");
	expect(encode(PAIR, { b: "258" }, "070000")).toBe("070201");
	expect(encode([{ name: "a", as: "uint8", unit: "" }, { name: "b", as: "sfloat", unit: "" }, { name: "c", as: "dateTime", unit: "" }], { a: "3" }, "07ff0700000000000000")).toBe("03ff0700000000000000");
});
test("a field that was not there comes in with its flag, and a list stays", () => {
	expect(encode(OPTIONAL, { b: "9" }, "050a0102")).toBe("070a090102");
	expect(encode(OPTIONAL, { a: "9" }, "00")).toBe("0109");
});
test("bytes that are too few are not written over", () => {
	expect(encode(PAIR, { a: "3" }, "07")).toBe("b needs bytes 1 to 2, there are 1");
});
test("a command is one of its objects, alone", () => {
	const layout: LayoutDeclaration = [{ objects: 1, of: [[1, { name: "on", as: "constant", choices: { 0: "on" }, unit: "" }], [2, { name: "level", as: "uint8", unit: "" }]] }];
	expect(encode(layout, { on: "on" })).toBe("01");
	expect(encode(layout, { level: "7" })).toBe("0207");
	expect(encode(layout, { on: "off" })).toBe('on ("off") is none of its words');
	expect(encode(layout, { on: "on", level: "7" })).toBe("2 fields at once are possible for no command: one at a time");
});
