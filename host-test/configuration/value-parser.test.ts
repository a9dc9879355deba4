import { VALUE_FORMATS } from "../../modules/configuration/value-format";
import { parseUUID } from "../../modules/text/uuid";
import { configurationOf, mistakesIn, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";

function around(value: unknown, changes: Record<string, unknown> = {}) {
	return soundConfiguration({ peripherals: [soundPeripheral({ values: [value] })], ...changes });
}

function mistakes(changes: Record<string, unknown>): string[] {
	return mistakesIn(around(soundValue(changes))).map(mistake => mistake.key.replace("peripherals[0].values[0].", ""));
}

function parse(changes: Record<string, unknown>) {
	return configurationOf(around(soundValue(changes))).peripherals[0]!.values[0]!;
}

describe("mistakes in a value", () => {
	test("that is no object", () => {
		expect(mistakesIn(around("uint8")).map(mistake => mistake.key)).toEqual(["peripherals[0].values[0]"]);
	});
	test("that lacks everything", () => {
		expect(mistakesIn(around({})).map(mistake => mistake.key.replace("peripherals[0].values[0].", ""))).toEqual(["service", "characteristic", "format"]);
	});
	test.each<[string, unknown[]]>([
		["service", ["18f", "battery", 6159, ""]],
		["characteristic", ["2a1", null]],
		["format", ["uint64", "", "toString", 8]],
		["at", [-1, 512, 1.5, "0"]],
		["scale", [0, "0.1", Infinity, 1e13, 1e-13]],
		["offset", ["1", -1e13, NaN]],
		["decimals", [-1, 10, 1.5, "1"]],
		["unit", ["x".repeat(17), "°".repeat(9), "m\nv", 5]],
		["name", ["", "a/b", "x".repeat(33)]],
		["topic", ["", "a/+", "$SYS/a", "x".repeat(129), 5]],
		["colour", ["red"]],
	])("%s", (key, values) => {
		for (const value of values)
			expect({ value, mistakes: mistakes({ [key]: value }) }).toEqual({ value, mistakes: [key] });
	});
	test("bits without their number, or with one that is none", () => {
		expect(mistakes({ format: "bits" })).toEqual(["bits"]);
		expect(mistakes({ format: "bits", bits: 0 })).toEqual(["bits"]);
		expect(mistakes({ format: "bits", bits: 33, bit: 32 })).toEqual(["bit", "bits"]);
	});
	test("bits of another format", () => {
		expect(mistakes({ bits: 4 })).toEqual(["bits"]);
		expect(mistakes({ bit: 0, bits: 4 })).toEqual(["bit", "bits"]);
	});
	test("an unknown format alone, whatever its bits", () => {
		expect(mistakes({ format: "bitz", bits: 4 })).toEqual(["format"]);
	});
	test("numbers' keys with a format that is no number", () => {
		expect(mistakes({ format: "utf8", scale: 2 })).toEqual(["scale"]);
		expect(mistakes({ format: "hex", offset: 0, decimals: 1 })).toEqual(["offset", "decimals"]);
	});
	test("a default topic that gets too long", () => {
		const raw = around(soundValue(), { prefix: "x".repeat(120) });
		expect(mistakesIn(raw).map(mistake => mistake.key)).toEqual(["peripherals[0].values[0].topic"]);
	});
	test("a wrong prefix or name is not told again for the topic made of it", () => {
		expect(mistakesIn(around(soundValue(), { prefix: "a/#" })).map(mistake => mistake.key)).toEqual(["prefix"]);
		expect(mistakes({ name: "a/b" })).toEqual(["name"]);
	});
	test("a misspelled format is shown the right one, in the same byte order", () => {
		const example = (format: string) => mistakesIn(around(soundValue({ format })))[0]!.example;
		expect(example("unit16")).toContain("\"uint16\"");
		expect(example("int24le")).toContain("\"int24\"");
		expect(example("UINT16BE")).toContain("\"uint16be\"");
	});
});

describe("a sound value", () => {
	test("gets defaults for what it leaves out", () => {
		expect(parse({})).toMatchObject({
			name: "2a19", service: parseUUID("180f"), characteristic: parseUUID("2a19"), topic: "esp32/gateway/voltmeter/2a19",
			format: "uint8", at: 0, bit: 0, bits: 0, scale: 1, offset: 0, decimals: undefined, unit: "", json: false,
		});
	});
	test("knows how many bytes the characteristic must have", () => {
		const least = (changes: Record<string, unknown>) => parse(changes).minimumLength;
		expect([least({ format: "uint24", at: 2 }), least({ format: "hex", at: 2 }), least({ format: "bits", at: 2, bit: 7, bits: 2 })]).toEqual([5, 2, 4]);
	});
	test("has its default topic made of prefix and names", () => {
		const raw = around(soundValue({ name: "battery" }), { prefix: "home" });
		expect(configurationOf(raw).peripherals[0]!.values[0]!.topic).toBe("home/voltmeter/battery");
	});
	test("keeps what is declared", () => {
		const declared = { name: "voltage", at: 511, scale: -0.1, offset: 3, decimals: 9, unit: "mv", topic: "esp32/gateway" };
		expect(parse({ ...declared, format: "int16be" })).toMatchObject(declared);
	});
	test("is published as the configuration says, unless it says otherwise itself", () => {
		const json = (value: unknown, payload?: string) => configurationOf(around(soundValue({ payload: value }), { payload })).peripherals[0]!.values[0]!.json;
		expect([json(undefined), json("json"), json(undefined, "json"), json("text", "json")]).toEqual([false, true, true, false]);
	});
	test("declares a bit field", () => {
		expect(parse({ format: "bits", bits: 1 })).toMatchObject({ bit: 0, bits: 1 });
		expect(parse({ format: "bits", bit: 31, bits: 32 })).toMatchObject({ bit: 31, bits: 32 });
	});
	test.each(Object.keys(VALUE_FORMATS).filter(format => format !== "bits"))("may be %s", format => {
		expect(parse({ format }).format).toBe(format);
	});
});
