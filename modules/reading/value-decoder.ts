import { ByteText } from "../text/byte-text";
import type { ValueDeclaration } from "../configuration/configuration";
import { DecimalFormula } from "../text/decimal-formula";
import { DecimalNumber } from "../text/decimal-number";
import { VALUE_FORMATS, type FormatTraits } from "../configuration/value-format";

const DIGIT_0 = 0x30, DIGIT_9 = 0x39;

/**
 * Makes the text of one declared value of a characteristic's bytes. Built once from the declaration; a decode makes
 * nothing that lasts.
 *
 * - Whole numbers, bit fields and float32 have the decimals that they need ("172", "171.9") unless the declaration sets
 *   them. A float32 is the shortest decimal number that stands for it: 3.14 and not 3.140000104904175.
 * - SFLOAT and FLOAT (IEEE 11073-20601, little-endian) keep the decimals that their exponent states: 360 × 10⁻¹ is
 *   "36.0".
 * - What is not a number is "nan", "nres" (not at this resolution), "+inf", "-inf" or "reserved"; scale and offset do not
 *   apply, except that a negative scale changes the sign of an infinity.
 * - Text and "hex" reach to the end of the characteristic; control characters in text become spaces.
 *
 * Bounds of the digits: see `DecimalFormula`.
 */
export class ValueDecoder {
	#declaration: ValueDeclaration;
	#traits: FormatTraits;
	#formula: DecimalFormula;
	#minimumLength: number;
	/** Only what the format needs exists. */
	#view: DataView | undefined;
	#decimal: DecimalNumber | undefined;
	#text: ByteText | undefined;

	constructor(declaration: ValueDeclaration) {
		const traits = VALUE_FORMATS[declaration.format];
		this.#declaration = declaration;
		this.#traits = traits;
		this.#formula = new DecimalFormula(declaration.scale, declaration.offset, declaration.decimals);
		const size = traits.kind === "bits" ? Math.ceil((declaration.bit + declaration.bits) / 8) : traits.size;
		this.#minimumLength = declaration.at + size;
		if (traits.kind === "float32") {
			this.#view = new DataView(new ArrayBuffer(4));
			this.#decimal = new DecimalNumber();
		}
		else if (traits.kind === "utf8" || traits.kind === "hex")
			this.#text = new ByteText();
	}
	/** Follows the text after a space; "" for none. */
	get unit(): string {
		return this.#declaration.unit;
	}
	/** Bytes that the characteristic must have. Text and "hex" need only reach their start, for they may be empty. */
	get minimumLength(): number {
		return this.#minimumLength;
	}
	/** Whether that text, which `decode` gave, is a number as in JSON. */
	isNumber(text: string): boolean {
		const last = text.charCodeAt(text.length - 1);
		// all that a numeric format calls no number ends with a letter
		return this.#text === undefined && last >= DIGIT_0 && last <= DIGIT_9;
	}
	/** The value's text without its unit; undefined if there are fewer than `minimumLength` bytes. Never throws. */
	decode(bytes: Uint8Array): string | undefined {
		if (bytes.length < this.#minimumLength)
			return undefined;
		const at = this.#declaration.at;
		switch (this.#traits.kind) {
			case "integer":
				return this.#formula.text(this.integer(bytes), 0, false);
			case "bits":
				return this.#formula.text(this.bitField(bytes), 0, false);
			case "float32":
				return this.#float32(bytes);
			case "sfloat":
				return this.#ieee11073(bytes[at]! + (bytes[at + 1]! & 0x0f) * 0x100, 0x800, (bytes[at + 1]! << 24) >> 28);
			case "float":
				return this.#ieee11073(bytes[at]! + bytes[at + 1]! * 0x100 + bytes[at + 2]! * 0x10000, 0x800000, (bytes[at + 3]! << 24) >> 24);
			case "utf8":
				return this.#text!.utf8(bytes, at, bytes.length);
			case "hex":
				return this.#text!.hexadecimal(bytes, at, bytes.length);
		}
	}
	private integer(bytes: Uint8Array): number {
		const { size, signed, bigEndian } = this.#traits;
		const at = this.#declaration.at;
		let value = 0;
		// Multiplied, not shifted: a shift would make 32 bits signed.
		for (let index = 0; index < size; index++)
			value = value * 0x100 + bytes[bigEndian ? at + index : at + size - 1 - index]!;
		const range = 2 ** (8 * size);
		return signed && value >= range / 2 ? value - range : value;
	}
	private bitField(bytes: Uint8Array): number {
		const { at, bit, bits } = this.#declaration;
		const shift = bit % 8;
		let value = 0;
		for (let index = this.#minimumLength - 1; index >= at + (bit - shift) / 8; index--)
			value = value * 0x100 + bytes[index]!;
		// Up to 39 bits: more than the bit operators take.
		return Math.floor(value / 2 ** shift) % 2 ** bits;
	}
	#float32(bytes: Uint8Array): string {
		const view = this.#view!;
		for (let index = 0; index < 4; index++)
			view.setUint8(index, bytes[this.#declaration.at + index]!);
		const value = view.getFloat32(0, !this.#traits.bigEndian);
		if (Number.isNaN(value))
			return "nan";
		if (!Number.isFinite(value))
			return this.infinity(value < 0);
		// 6 digits survive the way through a float32, and 9 always tell it from its neighbours.
		let shortest = value;
		for (let digits = 6; digits <= 9; digits++) {
			shortest = Number(value.toPrecision(digits));
			if (Math.fround(shortest) === value)
				break;
		}
		this.#decimal!.set(shortest);
		return this.#formula.text(this.#decimal!.mantissa, this.#decimal!.exponent, false);
	}
	/** IEEE 11073-20601: special mantissas count only with the exponent 0. `sign` is the weight of the sign bit. */
	#ieee11073(mantissa: number, sign: number, exponent: number): string {
		if (exponent === 0) {
			switch (mantissa - sign) {
				case -1:
					return "nan";
				case 0:
					return "nres";
				case -2:
					return this.infinity(false);
				case 2:
					return this.infinity(true);
				case 1:
					return "reserved";
			}
		}
		return this.#formula.text(mantissa >= sign ? mantissa - 2 * sign : mantissa, exponent, true);
	}
	private infinity(negative: boolean): string {
		return negative !== this.#declaration.scale < 0 ? "-inf" : "+inf";
	}
}
