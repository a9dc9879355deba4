import { ByteText } from "../text/byte-text";
import type { ValueDeclaration } from "../configuration/configuration";
import { formulaText } from "../text/decimal-formula";
import { DecimalNumber } from "../text/decimal-number";

const DIGIT_0 = 0x30, DIGIT_9 = 0x39;

/**
 * Makes text of a characteristic's bytes, as a declaration says. One does it for every declaration, and nothing that it
 * makes lasts but the text.
 *
 * - Whole numbers, bit fields and float32 have the decimals that they need ("172", "171.9") unless the declaration sets
 *   them. A float32 is the shortest decimal number that stands for it: 3.14 and not 3.140000104904175.
 * - SFLOAT and FLOAT (IEEE 11073-20601, little-endian) keep the decimals that their exponent states: 360 × 10⁻¹ is
 *   "36.0".
 * - What is not a number is "nan", "nres" (not at this resolution), "+inf", "-inf" or "reserved"; scale and offset do not
 *   apply, except that a negative scale changes the sign of an infinity.
 * - Text and "hex" reach to the end of the characteristic; control characters in text become spaces.
 *
 * Bounds of the digits: see `formulaText`.
 */
export class ValueDecoder {
	private _view = new DataView(new ArrayBuffer(4));
	private _decimal = new DecimalNumber();
	private _text = new ByteText();

	/** The value's text without its unit; undefined if there are fewer than `minimumLength` bytes. Never throws. */
	decode(value: ValueDeclaration, bytes: Uint8Array): string | undefined {
		if (bytes.length < value.minimumLength)
			return undefined;
		const { at } = value;
		switch (value.traits.kind) {
			case "integer":
				return formulaText(value, integer(value, bytes), 0, false);
			case "bits":
				return formulaText(value, bitField(value, bytes), 0, false);
			case "float32":
				return this.float32(value, bytes);
			case "sfloat":
				return ieee11073(value, bytes[at]! + (bytes[at + 1]! & 0x0f) * 0x100, 0x800, (bytes[at + 1]! << 24) >> 28);
			case "float":
				return ieee11073(value, bytes[at]! + bytes[at + 1]! * 0x100 + bytes[at + 2]! * 0x10000, 0x800000, (bytes[at + 3]! << 24) >> 24);
			case "utf8":
				return this._text.utf8(bytes, at, bytes.length);
			case "hex":
				return this._text.hexadecimal(bytes, at, bytes.length);
		}
	}
	private float32(value: ValueDeclaration, bytes: Uint8Array): string {
		const view = this._view, decimal = this._decimal;
		for (let index = 0; index < 4; index++)
			view.setUint8(index, bytes[value.at + index]!);
		const number = view.getFloat32(0, !value.traits.bigEndian);
		if (Number.isNaN(number))
			return "nan";
		if (!Number.isFinite(number))
			return infinity(value, number < 0);
		// 6 digits survive the way through a float32, and 9 always tell it from its neighbours.
		let shortest = number;
		for (let digits = 6; digits <= 9; digits++) {
			shortest = Number(number.toPrecision(digits));
			if (Math.fround(shortest) === number)
				break;
		}
		decimal.set(shortest);
		return formulaText(value, decimal.mantissa, decimal.exponent, false);
	}
}

/** Whether `text`, which `ValueDecoder` made for that declaration, is a number as in JSON. */
export function isNumber({ traits }: ValueDeclaration, text: string): boolean {
	const last = text.charCodeAt(text.length - 1);
	// all that a numeric format calls no number ends with a letter
	return last >= DIGIT_0 && last <= DIGIT_9 && traits.kind !== "utf8" && traits.kind !== "hex";
}

function integer({ at, traits }: ValueDeclaration, bytes: Uint8Array): number {
	const { bigEndian, signed, size } = traits;
	let value = 0;
	// Multiplied, not shifted: a shift would make 32 bits signed.
	for (let index = 0; index < size; index++)
		value = value * 0x100 + bytes[bigEndian ? at + index : at + size - 1 - index]!;
	const range = 2 ** (8 * size);
	return signed && value >= range / 2 ? value - range : value;
}

function bitField({ at, bit, bits, minimumLength }: ValueDeclaration, bytes: Uint8Array): number {
	const shift = bit % 8;
	let value = 0;
	for (let index = minimumLength - 1; index >= at + (bit - shift) / 8; index--)
		value = value * 0x100 + bytes[index]!;
	// Up to 39 bits: more than the bit operators take.
	return Math.floor(value / 2 ** shift) % 2 ** bits;
}

/** IEEE 11073-20601: special mantissas count only with the exponent 0. `sign` is the weight of the sign bit. */
function ieee11073(value: ValueDeclaration, mantissa: number, sign: number, exponent: number): string {
	if (exponent === 0) {
		switch (mantissa - sign) {
			case -1:
				return "nan";
			case 0:
				return "nres";
			case -2:
				return infinity(value, false);
			case 2:
				return infinity(value, true);
			case 1:
				return "reserved";
		}
	}
	return formulaText(value, mantissa >= sign ? mantissa - 2 * sign : mantissa, exponent, true);
}

function infinity({ scale }: ValueDeclaration, negative: boolean): string {
	return negative !== scale < 0 ? "-inf" : "+inf";
}
