import { hexadecimalValue } from "../text/hexadecimal";
import { encodeUTF8 } from "../text/utf8";
import type { JsonObject } from "./json-object";
import { isIntegerFormat, numberBounds, numberBytes, NUMBER_FORMATS } from "./number-bytes";
import type { NumberFormat, ValueScenario } from "./scenario";

/** Longest value of an attribute (Core, volume 3 part F, 3.2.9). */
const MAX_LENGTH = 512;
const FIXED_KEYS = Object.freeze(["hex", "text", "number"]);
const KINDS = "hex, text, number, fields, list, random, walk or counter";

export function parseHexadecimal(text: string): Uint8Array | undefined {
	if (text.length % 2 !== 0 || text.length > 2 * MAX_LENGTH)
		return undefined;
	const bytes = new Uint8Array(text.length / 2);
	for (let index = 0; index < bytes.length; index++) {
		const high = hexadecimalValue(text.charCodeAt(2 * index));
		const low = hexadecimalValue(text.charCodeAt(2 * index + 1));
		if (high < 0 || low < 0)
			return undefined;
		bytes[index] = high << 4 | low;
	}
	return bytes;
}

/** Bytes that are written as `hex`, as `text` or as `number` with `format`. */
export function parseBytes(object: JsonObject): Uint8Array {
	if (object.has("hex"))
		return object.parsed("hex", parseHexadecimal, "an even number of hexadecimal digits", '"ac00"') ?? new Uint8Array();
	if (object.has("text"))
		return encodeUTF8(object.text("text", "a text", '"hello"') ?? "");
	if (object.has("number")) {
		const format = formatOf(object);
		return numberBytes(format, numberOf(object, "number", format));
	}
	object.mistake("", "has no bytes", '{ "hex": "ac00" }, { "text": "hello" } or { "number": 172, "format": "uint16" }');
	return new Uint8Array();
}

/** Where the values of a characteristic come from. */
export function parseValue(object: JsonObject): ValueScenario {
	const value = readValue(object);
	object.finish();
	return value;
}

function readValue(object: JsonObject): ValueScenario {
	if (object.has("list")) {
		const values = object.objects("list", '{ "hex": "ac00" }', true).map(member => {
			const bytes = parseBytes(member);
			member.finish();
			return bytes;
		});
		return { kind: "list", values };
	}
	if (object.has("random")) {
		const random = object.object("random", '{ "format": "uint16", "minimum": 170, "maximum": 174 }');
		const format = formatOf(random);
		const value = { kind: "random" as const, format, ...boundsOf(random, format), seed: seedOf(random) };
		random.finish();
		return value;
	}
	if (object.has("walk")) {
		const walk = object.object("walk", '{ "format": "uint16", "start": 172, "step": 1, "minimum": 165, "maximum": 180 }');
		const format = formatOf(walk);
		const bounds = boundsOf(walk, format);
		const start = numberOf(walk, "start", format);
		const step = walk.number("step", { minimum: 0, maximum: numberBounds(format).maximum, fraction: !isIntegerFormat(format), example: "1" });
		if (start < bounds.minimum || start > bounds.maximum)
			walk.mistake("start", `${start} is not between minimum and maximum`, String(bounds.minimum));
		const value = { kind: "walk" as const, format, ...bounds, start, step, seed: seedOf(walk) };
		walk.finish();
		return value;
	}
	if (object.has("counter")) {
		const counter = object.object("counter", '{ "format": "uint32", "start": 0, "step": 1 }');
		const format = formatOf(counter);
		const value = {
			kind: "counter" as const,
			format,
			start: numberOf(counter, "start", format, 0),
			step: numberOf(counter, "step", format, 1),
		};
		counter.finish();
		return value;
	}
	if (FIXED_KEYS.some(key => object.has(key)))
		return { kind: "fixed", bytes: parseBytes(object) };
	object.mistake("", `has none of ${KINDS}`, '{ "hex": "ac00" }');
	return { kind: "fixed", bytes: new Uint8Array() };
}

function formatOf(object: JsonObject): NumberFormat {
	return object.choice("format", NUMBER_FORMATS, undefined, '"uint16"') ?? "uint32";
}

function numberOf(object: JsonObject, key: string, format: NumberFormat, otherwise?: number): number {
	return object.number(key, { ...numberBounds(format), otherwise, fraction: !isIntegerFormat(format), example: String(otherwise ?? 172) });
}

function boundsOf(object: JsonObject, format: NumberFormat): { minimum: number; maximum: number } {
	const minimum = numberOf(object, "minimum", format);
	const maximum = numberOf(object, "maximum", format);
	if (minimum > maximum)
		object.mistake("maximum", `${maximum} is less than minimum`, String(minimum));
	return { minimum, maximum };
}

function seedOf(object: JsonObject): number | undefined {
	return object.has("seed") ? object.number("seed", { minimum: 0, maximum: 0xffff_ffff, example: "7" }) : undefined;
}
