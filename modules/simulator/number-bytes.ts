import { VALUE_FORMATS } from "../configuration/value-format";
import type { NumberFormat } from "./scenario";

/** The formats that `numberBytes` knows. */
export const NUMBER_FORMATS = Object.freeze(
	(Object.keys(VALUE_FORMATS) as (keyof typeof VALUE_FORMATS)[]).filter((format): format is NumberFormat =>
		VALUE_FORMATS[format].kind === "integer" || VALUE_FORMATS[format].kind === "float32"));

/** The least and the greatest number of a format. */
export function numberBounds(format: NumberFormat): { minimum: number; maximum: number } {
	const traits = VALUE_FORMATS[format];
	if (traits.kind === "float32")
		return { minimum: -3.4e38, maximum: 3.4e38 };
	const count = 2 ** (8 * traits.size);
	return traits.signed ? { minimum: -count / 2, maximum: count / 2 - 1 } : { minimum: 0, maximum: count - 1 };
}

export function isIntegerFormat(format: NumberFormat): boolean {
	return VALUE_FORMATS[format].kind === "integer";
}

/** `value` in a format; what it does not hold wraps. */
export function numberBytes(format: NumberFormat, value: number): Uint8Array {
	const { kind, size, bigEndian } = VALUE_FORMATS[format];
	const bytes = new Uint8Array(size);
	if (kind === "float32") {
		new DataView(bytes.buffer).setFloat32(0, value, !bigEndian);
		return bytes;
	}
	for (let index = 0; index < size; index++) {
		bytes[bigEndian ? size - 1 - index : index] = value & 0xff;
		value = Math.floor(value / 256);
	}
	return bytes;
}
