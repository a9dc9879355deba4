import type { ValueDeclaration } from "../configuration/configuration";
import { formulaText } from "../text/decimal-formula";
import { DecimalNumber } from "../text/decimal-number";
import { isHexadecimal, isNumber } from "../text/digits";
import { excerpt } from "../text/excerpt";
import { hexadecimalValue } from "../text/hexadecimal";
import { utf8Length, writeUTF8 } from "../text/utf8";
import { writeDecimalFloat, writeMantissa } from "./decimal-float";

/** Longest value of an attribute (Core specification, volume 3 part F, 3.2.9). */
const ATTRIBUTE_LENGTH = 512;
/** Beyond this no format holds a number, whatever the scale. */
const LARGEST = 1e140;

/**
 * Makes bytes of a value's text, as a declaration says: what ValueDecoder does, backwards. A number may have its unit
 * behind it. One that falls between two steps of the format becomes the nearer, a half the one farther from zero; what
 * is no number for the decoder ("nan", "+inf") is none here, where the format has it.
 */
export class ValueEncoder {
	/** Why the last one failed; begins with the text. */
	problem = "";
	private _decimal = new DecimalNumber();

	/** Bytes that the characteristic has at least with that text; -1 if it can't be written. */
	lengthOf(value: ValueDeclaration, text: string): number {
		const { kind } = value.traits;
		if (kind !== "utf8" && kind !== "hex")
			return value.minimumLength;
		if (kind === "hex" && text !== "" && (text.length % 2 !== 0 || !isHexadecimal(text, text.length)))
			return this.fail(text, "is not hexadecimal: two digits are a byte");
		const length = value.at + (kind === "hex" ? text.length / 2 : utf8Length(text));
		return length > ATTRIBUTE_LENGTH ? this.fail(text, `is too long: a characteristic has ${ATTRIBUTE_LENGTH} bytes at most`) : length;
	}
	/**
	 * Writes it into the characteristic's bytes, of which there must be `lengthOf`; other bytes, and other bits of the same
	 * bytes, stay. @returns false if it can't be written
	 */
	encode(value: ValueDeclaration, text: string, into: Uint8Array): boolean {
		const { at, traits: { bigEndian, kind, signed, size } } = value;
		switch (kind) {
			case "utf8":
				writeUTF8(text, into, at);
				return true;
			case "hex":
				for (let index = 0; index < text.length; index += 2)
					into[at + index / 2] = hexadecimalValue(text.charCodeAt(index)) << 4 | hexadecimalValue(text.charCodeAt(index + 1));
				return true;
			case "integer": {
				const bits = 8 * size, raw = this.whole(value, text, signed ? -(2 ** (bits - 1)) : 0, 2 ** (signed ? bits - 1 : bits) - 1);
				let rest = raw < 0 ? raw + 2 ** bits : raw;
				for (let index = 0; index < size && !Number.isNaN(raw); index++) {
					into[bigEndian ? at + size - 1 - index : at + index] = rest % 0x100;
					rest = Math.floor(rest / 0x100);
				}
				return !Number.isNaN(raw);
			}
			case "bits":
				return this.bitField(value, this.whole(value, text, 0, 2 ** value.bits - 1), into);
			case "float32":
				return this.float32(value, text, into);
			case "sfloat": case "float":
				return this.ieee11073(value, text, kind === "sfloat", into);
		}
	}
	private bitField({ at, bit, bits }: ValueDeclaration, raw: number, into: Uint8Array): boolean {
		if (Number.isNaN(raw))
			return false;
		const shift = bit % 8, start = at + (bit - shift) / 8;
		// up to 39 bits: more than the bit operators take
		let mask = (2 ** bits - 1) * 2 ** shift, rest = raw * 2 ** shift;
		for (let index = start; mask > 0; index++) {
			into[index] = into[index]! & ~(mask % 0x100) | rest % 0x100;
			mask = Math.floor(mask / 0x100);
			rest = Math.floor(rest / 0x100);
		}
		return true;
	}
	private float32(value: ValueDeclaration, text: string, into: Uint8Array): boolean {
		const { at, offset, scale, traits } = value, infinity = text === "+inf" || text === "-inf";
		const number = text === "nan" ? NaN : infinity ? (text === "-inf") !== scale < 0 ? -Infinity : Infinity : (this.number(value, text) - offset) / scale;
		if (Number.isNaN(number) && text !== "nan")
			return false;
		if (!infinity && !Number.isNaN(number) && !Number.isFinite(Math.fround(number)))
			return this.fail(text, "is out of range: a float32 goes to 3.4 × 10³⁸") > 0;
		new DataView(into.buffer, into.byteOffset + at, 4).setFloat32(0, number, !traits.bigEndian);
		return true;
	}
	/** IEEE 11073-20601: special mantissas count only with the exponent 0. */
	private ieee11073(value: ValueDeclaration, text: string, small: boolean, into: Uint8Array): boolean {
		const { at, offset, scale } = value, sign = small ? 0x800 : 0x80_0000, special = specialMantissa(text, scale < 0);
		if (special !== undefined) {
			writeMantissa(sign + special, 0, small, into, at);
			return true;
		}
		const number = this.number(value, text);
		if (Number.isNaN(number))
			return false;
		// where only the point moves, the text's decimals stay
		const exact = offset === 0 && value.scaleMantissa === 1;
		const digits = exact ? this.bare(value, text) : String(Number(((number - offset) / scale).toPrecision(small ? 4 : 7)));
		return writeDecimalFloat(digits, exact ? value.scaleExponent : 0, small, into, at) || this.fail(text, "is out of range") > 0;
	}
	/** (number - offset) / scale as a whole number, calculated exactly; NaN, and the problem, if it is none or beyond the bounds. */
	private whole(value: ValueDeclaration, text: string, lowest: number, highest: number): number {
		const number = this.number(value, text), { offsetExponent, offsetMantissa, scaleExponent, scaleMantissa } = value, decimal = this._decimal;
		if (Number.isNaN(number))
			return NaN;
		decimal.set(number);
		const common = offsetMantissa === 0 ? decimal.exponent : Math.min(decimal.exponent, offsetExponent), power = common - scaleExponent;
		let dividend = BigInt(decimal.mantissa) * 10n ** BigInt(decimal.exponent - common);
		if (offsetMantissa !== 0)
			dividend -= BigInt(offsetMantissa) * 10n ** BigInt(offsetExponent - common);
		let divisor = BigInt(scaleMantissa);
		if (power >= 0)
			dividend *= 10n ** BigInt(power);
		else
			divisor *= 10n ** BigInt(-power);
		const negative = dividend < 0n !== divisor < 0n, size = dividend < 0n ? -dividend : dividend, by = divisor < 0n ? -divisor : divisor;
		const rounded = Number((2n * size + by) / (2n * by)), raw = negative && rounded !== 0 ? -rounded : rounded;
		if (raw >= lowest && raw <= highest)
			return raw;
		const one = formulaText(value, lowest, 0, false), other = formulaText(value, highest, 0, false);
		return this.failed(text, `is out of range: ${scaleMantissa < 0 ? other : one} to ${scaleMantissa < 0 ? one : other} can be written`);
	}
	/** NaN, and the problem, if it is none. */
	private number(value: ValueDeclaration, text: string): number {
		const bare = this.bare(value, text);
		if (!isNumber(bare))
			return this.failed(text, value.unit ? `is not a number, nor one with "${value.unit}" behind it` : "is not a number");
		const number = Number(bare);
		return Math.abs(number) <= LARGEST ? number : this.failed(text, "is out of range");
	}
	/** Without the unit. */
	private bare({ unit }: ValueDeclaration, text: string): string {
		return unit && text.endsWith(unit) ? text.slice(0, -unit.length).trim() : text.trim();
	}
	private fail(text: string, problem: string): -1 {
		this.problem = `${excerpt(text)} ${problem}`;
		return -1;
	}
	private failed(text: string, problem: string): number {
		this.fail(text, problem);
		return NaN;
	}
}

/** Relative to the weight of the sign bit. @param flipped a negative scale has changed the sign of infinities */
function specialMantissa(text: string, flipped: boolean): number | undefined {
	switch (text) {
		case "nan":
			return -1;
		case "nres":
			return 0;
		case "reserved":
			return 1;
		case "+inf":
			return flipped ? 2 : -2;
		case "-inf":
			return flipped ? -2 : 2;
		default:
			return undefined;
	}
}
