import { BIG_ENDIAN, BITS, ENTRY, FIRST_BIT, FORMULA, KIND, KIND_MASK, Kind, type LayoutTable, SIZE, UNKNOWN } from "../configuration/layout-table";
import type { ByteText } from "../text/byte-text";
import { formulaText } from "../text/decimal-formula";
import { DecimalNumber } from "../text/decimal-number";
import { readUrl } from "./eddystone-url";
import { textOf } from "../configuration/layout-texts";

const TWO_32 = 0x1_0000_0000;
const LARGEST_WHOLE = Number.MAX_SAFE_INTEGER;
/** Numbers whose text is a number as in JSON. */
const NUMBER_KINDS = 1 << Kind.UNSIGNED | 1 << Kind.SIGNED | 1 << Kind.WITH_LOWEST | 1 << Kind.CHOICE | 1 << Kind.BINARY_FLOAT | 1 << Kind.DECIMAL_FLOAT
	| 1 << Kind.RUUVI_TEMPERATURE | 1 << Kind.RUUVI_ILLUMINANCE;

/** The value of one field: where it lies, until somebody wants to know what it is. Made once; a reader's. */
export class LayoutValue {
	private _table: LayoutTable;
	private _maker: ByteText;
	private _decimal = new DecimalNumber();
	private _view = new DataView(new ArrayBuffer(8));
	private _entry = 0;
	private _kind = 0;
	private _bytes!: Uint8Array;
	private _at = 0;
	private _size = 0;
	private _flags = 0;
	private _high = 0;
	private _low = 0;

	constructor(table: LayoutTable, maker: ByteText) {
		this._table = table;
		this._maker = maker;
	}
	take(entry: number, bytes: Uint8Array, at: number, size: number, flags: number): void {
		this._entry = entry * ENTRY;
		this._kind = this._table.code[this._entry + KIND]! & KIND_MASK;
		this._bytes = bytes;
		this._at = at;
		this._size = size;
		this._flags = flags;
	}
	/** The number before scale and offset; NaN of what is none. From 2⁵³ on it is rounded. */
	get number(): number {
		switch (this._kind) {
			case Kind.UNSIGNED: case Kind.BOOLEAN: case Kind.CHOICE:
				return this.whole(false);
			case Kind.SIGNED:
				return this.whole(true);
			case Kind.WITH_LOWEST:
				return this.whole(false) * 2 + (this._flags >>> this.code(UNKNOWN) & 1);
			case Kind.TIME: case Kind.RUUVI_ILLUMINANCE:
				return this.load();
			case Kind.BINARY_FLOAT:
				return this.binaryFloat();
			default:
				return NaN;
		}
	}
	get known(): boolean {
		switch (this._kind) {
			case Kind.DECIMAL_FLOAT:
				return this.decimalFloat();
			case Kind.BINARY_FLOAT:
				return !Number.isNaN(this.binaryFloat());
			case Kind.DATE_TIME:
				return this.byte(0) + this.byte(1) > 0 && isWithin(this.byte(2), 1, 12) && isWithin(this.byte(3), 1, 31)
					&& this.byte(4) < 24 && this.byte(5) < 60 && this.byte(6) < 60;
			case Kind.RUUVI_ILLUMINANCE:
				return this.byte(0) !== 0xff;
			case Kind.UNSIGNED: case Kind.SIGNED: case Kind.CHOICE: case Kind.TIME: case Kind.BOOLEAN:
				break;
			case Kind.WITH_LOWEST:
				return this.number !== 0x1ff;
			default:
				return true;
		}
		let at = this.code(UNKNOWN);
		if (at === 0)
			return true;
		const { unknowns } = this._table, number = this.number;
		for (; !Number.isNaN(unknowns[at]!); at++) {
			if (unknowns[at] === number)
				return false;
		}
		return true;
	}
	/** Without unit. What is not known has some text, too. */
	get text(): string {
		const { choices, formulas } = this._table, bytes = this._bytes, at = this._at, end = at + this._size;
		switch (this._kind) {
			case Kind.BOOLEAN:
				return String((this.number !== 0) !== (this.code(FORMULA) === 1));
			case Kind.CHOICE: {
				const number = this.number;
				for (let pair = this.code(FORMULA) * 2; choices[pair + 1] !== 0; pair += 2) {
					if (choices[pair] === number)
						return textOf(this._table, choices[pair + 1]!, this._maker);
				}
				return String(number);
			}
			case Kind.CONSTANT:
				return textOf(this._table, choices[this.code(FORMULA) * 2 + 1]!, this._maker);
			case Kind.UTF8:
				return this._maker.utf8(bytes, at, end);
			case Kind.HEXADECIMAL:
				return this._maker.hexadecimal(bytes, at, end);
			case Kind.UUID: {
				const text = this._maker.hexadecimal(bytes, at, end);
				return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
			}
			case Kind.URL:
				return readUrl(bytes, at, end, this._maker);
			case Kind.DATE_TIME:
				return `${padded(this.byte(0) + this.byte(1) * 0x100, 4)}-${padded(this.byte(2), 2)}-${padded(this.byte(3), 2)}`
					+ `T${padded(this.byte(4), 2)}:${padded(this.byte(5), 2)}:${padded(this.byte(6), 2)}`;
			case Kind.TIME:
				return new Date(this.load() * 1_000).toISOString().slice(0, 19) + "Z";
			case Kind.RUUVI_TEMPERATURE: {
				const size = (this.byte(0) & 0x7f) * 100 + this.byte(1);
				return formulaText(formulas[this.code(FORMULA)]!, this.byte(0) >= 0x80 ? -size : size, -2, false);
			}
			case Kind.RUUVI_ILLUMINANCE:
				// 0 to 65,535 lx over codes 0 to 254 (Ruuvi, data format 6)
				return formulaText(formulas[this.code(FORMULA)]!, Math.round((Math.exp(this.byte(0) * Math.log(65_536) / 254) - 1) * 100), -2, false);
			case Kind.BINARY_FLOAT:
				return this.floatText();
			case Kind.DECIMAL_FLOAT:
				this.decimalFloat();
				if (!Number.isFinite(this._low))
					return this._low > 0 ? "+inf" : "-inf";
				return formulaText(formulas[this.code(FORMULA)]!, this._low, this._high, true);
			default: {
				const number = this.number;
				if (Math.abs(number) > LARGEST_WHOLE && this.code(FORMULA) === 0)
					return this.largeText();
				return formulaText(formulas[this.code(FORMULA)]!, number, 0, false);
			}
		}
	}
	/** Whether `text`, which this gave, is a number, true or false as JSON has them. */
	isLiteral(text: string): boolean {
		if (this._kind === Kind.BOOLEAN || this._kind === Kind.CONSTANT && (text === "true" || text === "false"))
			return true;
		const last = text.charCodeAt(text.length - 1);
		return (NUMBER_KINDS >> this._kind & 1) === 1 && last >= 0x30 && last <= 0x39 && (this._kind !== Kind.CHOICE || isNumber(text));
	}
	private code(byte: number): number {
		return this._table.code[this._entry + byte]!;
	}
	private byte(index: number): number {
		return this._bytes[this._at + index]!;
	}
	/** Reads all bytes as a whole number without sign. */
	private load(): number {
		this._high = this._low = 0;
		if (this._size === 0 && this.code(SIZE) === 0)
			return this._low = this._flags;
		const big = (this.code(KIND) & BIG_ENDIAN) !== 0, size = this._size;
		// multiplied, not shifted: a shift would make 32 bits signed
		for (let index = size - 1; index >= 0; index--) {
			const byte = this.byte(big ? size - 1 - index : index);
			if (index >= 4)
				this._high = this._high * 0x100 + byte;
			else
				this._low = this._low * 0x100 + byte;
		}
		return this._high * TWO_32 + this._low;
	}
	private whole(signed: boolean): number {
		const all = this.load(), bits = this.code(BITS), first = this.code(FIRST_BIT);
		let value = all;
		if (first > 0 || bits < this._size * 8 || this._size === 0) {
			if (first >= 32)
				value = Math.floor(this._high / 2 ** (first - 32)) % 2 ** bits;
			else
				value = (Math.floor(this._low / 2 ** first) + this._high % 2 ** Math.max(0, first + bits - 32) * 2 ** (32 - first)) % 2 ** bits;
		}
		// of 64 bits, where the sum is rounded, the halves tell the sign and the number near 0
		if (signed && bits === 64 && this._high >= TWO_32 / 2)
			return (this._high - TWO_32) * TWO_32 + this._low;
		return signed && value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
	}
	/** Exactly, where a double is too coarse. */
	private largeText(): string {
		const all = BigInt(this._high) << 32n | BigInt(this._low);
		return String(this._kind === Kind.SIGNED ? BigInt.asIntN(this.code(BITS), all) : all);
	}
	private binaryFloat(): number {
		const size = this._size;
		for (let index = 0; index < size; index++)
			this._view.setUint8(index, this.byte(index));
		const little = (this.code(KIND) & BIG_ENDIAN) === 0;
		return size === 4 ? this._view.getFloat32(0, little) : this._view.getFloat64(0, little);
	}
	private floatText(): string {
		const value = this.binaryFloat();
		if (!Number.isFinite(value))
			return Number.isNaN(value) ? "nan" : value > 0 ? "+inf" : "-inf";
		let shortest = value;
		// 6 digits survive the way through a float32, and 9 always tell it from its neighbours
		for (let digits = 6; this._size === 4 && digits <= 9; digits++) {
			shortest = Number(value.toPrecision(digits));
			if (Math.fround(shortest) === value)
				break;
		}
		this._decimal.set(shortest);
		return formulaText(this._table.formulas[this.code(FORMULA)]!, this._decimal.mantissa, this._decimal.exponent, false);
	}
	/** Leaves mantissa and exponent in _low and _high. False if it is no number (IEEE 11073-20601: NaN, NRes, reserved). */
	private decimalFloat(): boolean {
		const small = this._size === 2, sign = small ? 0x800 : 0x800000;
		const mantissa = small ? this.byte(0) + (this.byte(1) & 0x0f) * 0x100 : this.byte(0) + this.byte(1) * 0x100 + this.byte(2) * 0x10000;
		this._high = small ? (this.byte(1) << 24) >> 28 : (this.byte(3) << 24) >> 24;
		this._low = mantissa >= sign ? mantissa - 2 * sign : mantissa;
		// special mantissas count only with the exponent 0
		const special = this._high === 0 ? mantissa - sign : 3;
		if (special === -2 || special === 2)
			this._low = special < 0 ? Infinity : -Infinity;
		return Math.abs(special) >= 2;
	}
}

function isWithin(number: number, lowest: number, highest: number): boolean {
	return number >= lowest && number <= highest;
}

function padded(number: number, digits: number): string {
	return String(number).padStart(digits, "0");
}

function isNumber(text: string): boolean {
	for (let index = text.length - 1; index >= 0; index--) {
		const code = text.charCodeAt(index);
		if (code < 0x30 || code > 0x39)
			return false;
	}
	return true;
}
