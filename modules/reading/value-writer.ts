import { BIG_ENDIAN, BITS, ENTRY, FIRST_BIT, FORMULA, KIND, KIND_MASK, Kind, type LayoutTable, NAME, SIZE, UNKNOWN } from "../configuration/layout-table";
import { ByteText } from "../text/byte-text";
import { isDecimal, isHexadecimal, isNumber } from "../text/digits";
import { excerpt } from "../text/excerpt";
import { hexadecimalValue } from "../text/hexadecimal";
import { utf8Length, writeUTF8 } from "../text/utf8";
import { writeDecimalFloat, writeMantissa } from "./decimal-float";
import { writeUrl } from "./eddystone-url";
import { textOf } from "../configuration/layout-texts";

/** Its digits are 0 here. */
const DATE_TIME = "0000-00-00T00:00:00";

/** Makes the bytes of one value out of its text. */
export class ValueWriter {
	/** Why the last one failed; reads on after the field's name. */
	problem = "";
	private _table: LayoutTable;
	private _text = new ByteText();

	constructor(table: LayoutTable) {
		this._table = table;
	}
	/** Whether the field can hold that text. */
	fits(entry: number, text: string): boolean {
		switch (this.kind(entry)) {
			case Kind.UTF8: case Kind.URL: case Kind.HEXADECIMAL:
				return true;
			case Kind.CONSTANT:
				return this.findChoice(this._table.code[entry * ENTRY + FORMULA]!, text) !== undefined || this.fail(text, "is none of its words");
			case Kind.UUID:
				return this.hexadecimal(text.replaceAll("-", "")) === 16 || this.fail(text, "is not a UUID");
			case Kind.DATE_TIME:
				return isDateTime(text) || this.fail(text, "is not a time as 2026-11-25T16:00:00");
			case Kind.BINARY_FLOAT: case Kind.DECIMAL_FLOAT:
				return isNumber(text) || text === "+inf" || text === "-inf" || this.fail(text, "is not a number");
			default:
				return this.bitsOf(entry, text) !== undefined;
		}
	}
	/** Bytes that a text takes; -1 if it can't be written. */
	lengthOf(entry: number, text: string, into: Uint8Array, at: number): number {
		switch (this.kind(entry)) {
			case Kind.UTF8:
				return utf8Length(text);
			case Kind.URL: {
				const end = writeUrl(text, into, at);
				return end < 0 ? this.failed(text, "is no URL that fits") : end - at;
			}
			default:
				return this.hexadecimal(text);
		}
	}
	/** Writes over bytes that are 0, save for other bits of the same bytes. */
	write(entry: number, text: string, into: Uint8Array, at: number): boolean {
		switch (this.kind(entry)) {
			case Kind.UTF8:
				writeUTF8(text, into, at);
				return true;
			case Kind.URL:
				writeUrl(text, into, at);
				return true;
			case Kind.HEXADECIMAL: case Kind.UUID:
				return this.writeHexadecimal(text.replaceAll("-", ""), into, at);
			case Kind.DATE_TIME:
				return this.writeDateTime(text, into, at);
			case Kind.BINARY_FLOAT:
				return this.writeBinaryFloat(entry, text, into, at);
			case Kind.DECIMAL_FLOAT:
				return this.writeDecimalFloat(entry, text, into, at);
			default: {
				const bits = this.bitsOf(entry, text);
				if (bits === undefined)
					return false;
				this.writeBits(entry, bits, into, at);
				return true;
			}
		}
	}
	/** Writes what means "unknown". False if the field has nothing for that. */
	writeUnknown(entry: number, into: Uint8Array, at: number): boolean {
		const { code, names, unknowns } = this._table, start = entry * ENTRY, unknown = unknowns[code[start + UNKNOWN]!]!;
		switch (this.kind(entry)) {
			case Kind.DATE_TIME: case Kind.UTF8: case Kind.HEXADECIMAL: case Kind.URL:
				return true;
			case Kind.DECIMAL_FLOAT:
				into[at] = 0xff;
				into[at + 1] = code[start + SIZE] === 2 ? 0x07 : 0xff;
				if (code[start + SIZE] === 4)
					into[at + 2] = 0x7f;
				return true;
			case Kind.BINARY_FLOAT:
				return this.writeBinaryFloat(entry, "nan", into, at);
			case Kind.RUUVI_ILLUMINANCE:
				into[at] = 0xff;
				return true;
			case Kind.WITH_LOWEST:
				into[at] = 0xff;
				return true;
			default:
				if (code[start + UNKNOWN]! > 0 && !Number.isNaN(unknown))
					this.writeBits(entry, BigInt(unknown), into, at);
				else if (names[code[start + NAME]!] !== 0)
					return this.fail("", "is missing");
				return true;
		}
	}
	/** The bits of a whole number, true, false or choice; undefined if it has none. The lowest may belong to the flags. */
	bitsOf(entry: number, text: string): bigint | undefined {
		const { code } = this._table, start = entry * ENTRY, kind = this.kind(entry);
		let bits = code[start + BITS]!;
		let number: bigint;
		switch (kind) {
			case Kind.BOOLEAN:
				if (text !== "true" && text !== "false")
					return this.without(text, "is neither true nor false");
				return (text === "true") !== (code[start + FORMULA] === 1) ? 1n : 0n;
			case Kind.CHOICE: {
				const choice = this.findChoice(code[start + FORMULA]!, text);
				if (choice === undefined && !isNumber(text))
					return this.without(text, "is none of its words");
				number = BigInt(choice ?? Math.round(Number(text)));
				break;
			}
			case Kind.TIME:
				if (Number.isNaN(Date.parse(text)))
					return this.without(text, "is not a time as 2026-11-25T16:00:00Z");
				number = BigInt(Math.floor(Date.parse(text) / 1_000));
				bits = 32;
				break;
			case Kind.RUUVI_TEMPERATURE: case Kind.RUUVI_ILLUMINANCE:
				if (!isNumber(text))
					return this.without(text, "is not a number");
				return kind === Kind.RUUVI_TEMPERATURE ? ruuviTemperature(Number(text)) : BigInt(Math.round(Math.log(Number(text) + 1) * 254 / Math.log(65_536)));
			default: {
				if (!isNumber(text))
					return this.without(text, "is not a number");
				const { scale, offset } = this._table.formulas[code[start + FORMULA]!]!;
				number = scale === 1 && offset === 0 && isDecimal(text.startsWith("-") ? text.slice(1) : text, text.length) ? BigInt(text) : BigInt(Math.round((Number(text) - offset) / scale));
				if (kind === Kind.WITH_LOWEST)
					bits++;
			}
		}
		const signed = kind === Kind.SIGNED, lowest = signed ? -(1n << BigInt(bits - 1)) : 0n, highest = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
		if (number < lowest || number > highest)
			return this.without(text, `is beyond what its ${bits} bits hold`);
		return BigInt.asUintN(bits, number);
	}
	private findChoice(run: number, text: string): number | undefined {
		const { choices } = this._table;
		for (let pair = run * 2; choices[pair + 1] !== 0; pair += 2) {
			if (textOf(this._table, choices[pair + 1]!, this._text) === text)
				return choices[pair];
		}
		return undefined;
	}
	private writeBits(entry: number, bits: bigint, into: Uint8Array, at: number): void {
		const { code } = this._table, start = entry * ENTRY, size = code[start + SIZE]!, bigEndian = (code[start + KIND]! & BIG_ENDIAN) !== 0;
		let rest = bits << BigInt(code[start + FIRST_BIT]!);
		if (this.kind(entry) === Kind.WITH_LOWEST)
			rest >>= 1n;
		for (let index = 0; index < size; index++) {
			into[at + (bigEndian ? size - 1 - index : index)]! |= Number(rest & 0xffn);
			rest >>= 8n;
		}
	}
	private writeDateTime(text: string, into: Uint8Array, at: number): boolean {
		const [, year, ...rest] = [text, text.slice(0, 4), ...[5, 8, 11, 14, 17].map(start => text.slice(start, start + 2))].map(Number);
		into[at] = year! & 0xff;
		into[at + 1] = year! >> 8;
		into.set(rest, at + 2);
		return true;
	}
	private writeBinaryFloat(entry: number, text: string, into: Uint8Array, at: number): boolean {
		const { code, formulas } = this._table, start = entry * ENTRY, { scale, offset } = formulas[code[start + FORMULA]!]!;
		const view = new DataView(into.buffer, into.byteOffset + at), little = (code[start + KIND]! & BIG_ENDIAN) === 0;
		const number = text === "nan" ? NaN : text === "+inf" ? Infinity : text === "-inf" ? -Infinity : (Number(text) - offset) / scale;
		if (code[start + SIZE] === 4)
			view.setFloat32(0, number, little);
		else
			view.setFloat64(0, number, little);
		return true;
	}
	private writeDecimalFloat(entry: number, text: string, into: Uint8Array, at: number): boolean {
		const { code, formulas } = this._table, start = entry * ENTRY, small = code[start + SIZE] === 2;
		if (text === "-inf" || text === "+inf")
			writeMantissa((small ? 0x7fe : 0x7ffffe) * (text === "-inf" ? -1 : 1), 0, small, into, at);
		// scales of such fields are powers of ten: units
		else if (!writeDecimalFloat(text, Math.round(Math.log10(formulas[code[start + FORMULA]!]!.scale)), small, into, at))
			return this.fail(text, "is too large");
		return true;
	}
	private writeHexadecimal(text: string, into: Uint8Array, at: number): boolean {
		for (let index = 0; index < text.length; index += 2)
			into[at + index / 2] = hexadecimalValue(text.charCodeAt(index)) << 4 | hexadecimalValue(text.charCodeAt(index + 1));
		return true;
	}
	/** Bytes of hexadecimal text; -1 if it is none. */
	private hexadecimal(text: string): number {
		return text === "" || text.length % 2 === 0 && isHexadecimal(text, text.length) ? text.length / 2 : this.failed(text, "is not hexadecimal");
	}
	private kind(entry: number): number {
		return this._table.code[entry * ENTRY + KIND]! & KIND_MASK;
	}
	private fail(text: string, problem: string): false {
		this.problem = text ? `(${excerpt(text)}) ${problem}` : problem;
		return false;
	}
	private failed(text: string, problem: string): -1 {
		this.fail(text, problem);
		return -1;
	}
	private without(text: string, problem: string): undefined {
		this.fail(text, problem);
	}
}

function isDateTime(text: string): boolean {
	if (text.length !== DATE_TIME.length)
		return false;
	for (let i = 0; i < text.length; i++) {
		if (DATE_TIME[i] === "0" ? !isDecimal(text[i]!, 1) : text[i] !== DATE_TIME[i])
			return false;
	}
	return true;
}

/** Sign and whole degrees, then hundredths: as the two bytes stand, read from the second. */
function ruuviTemperature(number: number): bigint {
	const hundredths = Math.round(Math.abs(number) * 100);
	return BigInt((hundredths % 100) << 8 | (number < 0 ? 0x80 : 0) | Math.floor(hundredths / 100) & 0x7f);
}
