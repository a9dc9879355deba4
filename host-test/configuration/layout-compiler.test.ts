import { layoutCompiler } from "../../modules/configuration/layout-compiler";
import type { LayoutDeclaration } from "../../modules/configuration/layout-declaration";

function compile(layout: LayoutDeclaration): void {
	new layoutCompiler.value().addLayout("scale", layout);
}

test.each<[string, LayoutDeclaration, string]>([
	["a bit of flags that are not there", [{ flags: 1 }, { name: "a", as: "uint8", if: 8, unit: "" }], "depends on bit 8 of 8 bits of flags"],
	["a bit without flags", [{ name: "a", as: "uint8", if: "!0", unit: "" }], "depends on bit 0 of 0 bits of flags"],
	["more flags than four bytes", [{ flags: 5 }], "has 5 bytes of flags; 1 to 4 are possible"],
	["bits beyond the integer", [{ name: "a", as: "uint16", bits: [10, 7], unit: "" }], "a: bits 10 to 16 of 16"],
	["an unknown quantity", [{ name: "a", as: "uint8", quantity: "temprature" }], "a: no quantity \"temprature\""],
	["neither quantity nor unit", [{ name: "a", as: "uint8" }], "a: says neither quantity nor unit"],
	["a boolean of text", [{ name: "a", as: "utf8", boolean: true }], "a: \"boolean\" and \"lowest\" belong to integers, not to utf8"],
	["an array whose elements would never end", [{ name: "a", as: "utf8", array: true, unit: "" }], "a: an array needs a name, and elements of a fixed size"],
	["items behind objects", [{ objects: 1, of: [] }, { skip: 1 }], "has items after its objects"],
	["objects out of order", [{ objects: 1, of: [[2], [1]] }], "object 0x1 is not in the order of identifiers"],
	["a number that fits no byte", [{ skip: 300 }], "the table is full: 300 does not fit a byte (size)"],
])("%s is refused, and layout and reason are named", (_, layout, problem) => {
	expect(() => compile(layout)).toThrow(`layout scale: ${problem}`);
});

test("a device is declared once", () => {
	const compiler = new layoutCompiler.value();
	compiler.addDevice("scale", {});
	expect(() => compiler.addDevice("scale", {})).toThrow("layout scale: is declared twice");
});

test("an advertisement is found by a service or by a company", () => {
	expect(() => new layoutCompiler.value().addDevice("tag", { broadcasts: [{ layout: [] }] })).toThrow("layout tag: needs a service or a company to be found by");
});

test("names, units and formulas that are the same stand once", () => {
	const compiler = new layoutCompiler.value();
	for (let index = 0; index < 10; index++)
		compiler.addLayout("scale", [{ name: "temperature", as: "int16", scale: 0.01, quantity: "temperature" }]);
	const { formulas, names, textEnds } = compiler.finish();
	expect([formulas.length, names.length]).toEqual([2, 2]);
	expect(textEnds.length).toBeLessThan(8);
});
