import {
	ARRAY, BITS, CONDITION, CONDITION_TOO, ENTRY, FIRST_BIT, FORMULA, HOLD, KIND, KIND_MASK, Kind, LENGTH_BEFORE, type LayoutTable, MEANING,
	NAME, PACKET, SIZE, UNKNOWN,
} from "../configuration/layout-table";
import { ByteText } from "../text/byte-text";
import { fieldName } from "../configuration/layout-texts";
import { ValueWriter } from "./value-writer";

/** Objects of one name in one packet. */
const MOST_OBJECTS = 16;

/** What is to be written. */
export interface ValueSource {
	/**
	 * Text of a field's value, without unit.
	 * @param element in arrays and of objects that come several times, from 0
	 * @returns undefined if there is none, null if it is there but not known
	 */
	value(field: number, element: number): string | null | undefined;
}

/**
 * Makes bytes of values: the way back of LayoutReader, for what is set and for what is simulated. Which alternatives
 * are taken and which flags are set follows from the values that there are: of alternatives that share a name, the first
 * that the value fits. Bytes without a meaning become 0.
 */
export class LayoutWriter {
	/** Why `write` failed, for a person. */
	problem = "";
	private _table: LayoutTable;
	private _text = new ByteText();
	private _value: ValueWriter;
	private _source!: ValueSource;
	/** Flags that are decided, and which of them are. */
	private _flags = 0;
	private _decided = 0;
	private _start = 0;
	private _at = 0;
	/** Behind the last byte that was written, wherever it is. */
	private _end = 0;

	constructor(table: LayoutTable) {
		this._table = table;
		this._value = new ValueWriter(table);
	}
	/**
	 * Writes into `into` from `start` on.
	 * @returns the position behind the last byte; -1 if it can't be done, `problem` says why
	 */
	write(layout: number, source: ValueSource, into: Uint8Array, start: number): number {
		this._source = source;
		this.problem = "";
		this._flags = this._decided = 0;
		this._start = this._at = this._end = start;
		return this.decide(layout) && this.writeEntries(layout, into) ? this._end : -1;
	}
	/** The first pass: which fields there are, and so the flags. */
	private decide(layout: number): boolean {
		const { code } = this._table, taken: number[] = [];
		for (let entry = layout; this.kind(entry) !== Kind.END; entry++) {
			const at = entry * ENTRY, kind = this.kind(entry);
			if (kind <= Kind.OBJECTS)
				continue;
			const first = code[at + CONDITION]!, second = code[at + CONDITION_TOO]!, text = this._source.value(entry, 0);
			if (text === undefined || taken.includes(code[at + NAME]!))
				continue;
			const wanted = bitOf(first) | bitOf(second), clear = clearBitOf(first) | clearBitOf(second);
			const conflict = (this._decided & wanted & ~this._flags) !== 0 || (this._decided & clear & this._flags) !== 0;
			const fits = !conflict && (text === null || this._value.fits(entry, text));
			if (!fits) {
				// an alternative may follow
				if (this.hasAlternative(entry))
					continue;
				return this.fail(entry, conflict ? "excludes what is given before it" : this._value.problem);
			}
			if (code[at + NAME] !== 0)
				taken.push(code[at + NAME]!);
			this._flags |= wanted;
			this._decided |= wanted | clear;
			if (code[at + SIZE] === 0 && kind <= Kind.CHOICE && text !== null)
				this.setFlagBits(entry, text, code[at + FIRST_BIT]!, 2 ** code[at + BITS]! - 1);
			else if (kind === Kind.WITH_LOWEST)
				this.setFlagBits(entry, text, code[at + UNKNOWN]!, 1);
		}
		this.decideAbsent(layout, taken);
		return true;
	}
	/** What is there while a bit is clear, and has no value, needs the bit set. */
	private decideAbsent(layout: number, taken: readonly number[]): void {
		const { code } = this._table;
		for (let entry = layout; this.kind(entry) !== Kind.END; entry++) {
			const at = entry * ENTRY, bit = clearBitOf(code[at + CONDITION]!);
			if (this.kind(entry) > Kind.OBJECTS && bit !== 0 && code[at + CONDITION_TOO] === 0 && (this._decided & bit) === 0 && !taken.includes(code[at + NAME]!))
				this._flags |= bit;
		}
	}
	/** What is part of the flags themselves: a "flag", or the lowest bit of a number. */
	private setFlagBits(entry: number, text: string | null, first: number, mask: number): void {
		const bits = text === null ? mask : Number(this._value.bitsOf(entry, text)) & mask;
		this._flags = this._flags & ~(mask << first) | bits << first;
		this._decided |= mask << first;
	}
	private writeEntries(layout: number, into: Uint8Array): boolean {
		const { code } = this._table;
		for (let entry = layout; this.kind(entry) !== Kind.END; entry++) {
			const at = entry * ENTRY, kind = this.kind(entry), size = code[at + SIZE]!;
			if (kind === Kind.OBJECTS)
				return this.writeObjects(at, into);
			if (kind === Kind.AT) {
				this._at = this._start + size;
				continue;
			}
			if (kind <= Kind.SKIP) {
				if (kind === Kind.SKIP && !(this.holds(code[at + CONDITION]!) && this.holds(code[at + CONDITION_TOO]!)))
					continue;
				if (!this.skip(entry, into))
					return false;
				for (let index = 0; kind === Kind.FLAGS && index < size; index++)
					into[this._at - size + index] = this._flags >>> 8 * index & 0xff;
			}
			else if (this.holds(code[at + CONDITION]!) && this.holds(code[at + CONDITION_TOO]!) && !this.writeField(entry, into))
				return false;
		}
		return true;
	}
	private writeField(entry: number, into: Uint8Array): boolean {
		const { code } = this._table, at = entry * ENTRY, kind = this.kind(entry), array = (code[at + KIND]! & ARRAY) !== 0;
		for (let element = 0; ; element++) {
			const text = code[at + NAME] === 0 && code[at + MEANING] !== PACKET ? null : this._source.value(entry, element);
			if (array && text === undefined)
				return true;
			if (!this.writeValue(entry, kind, text ?? null, into))
				return false;
			if (!array)
				return true;
		}
	}
	private writeValue(entry: number, kind: number, text: string | null, into: Uint8Array): boolean {
		const { code } = this._table, at = entry * ENTRY, declared = code[at + SIZE]!;
		if (kind === Kind.CONSTANT)
			return text === null || this._value.fits(entry, text) || this.fail(entry, this._value.problem);
		if (declared === 0 && kind <= Kind.CHOICE)
			return true;
		let size = declared;
		if (kind === Kind.UTF8 || kind === Kind.HEXADECIMAL || kind === Kind.URL) {
			const length = text === null ? 0 : this._value.lengthOf(entry, text, into, this._at);
			if (length < 0)
				return this.fail(entry, this._value.problem);
			if (declared === LENGTH_BEFORE) {
				if (!this.clear(entry, into, 1))
					return false;
				into[this._at++] = length;
			}
			if (declared === 0 || declared === LENGTH_BEFORE)
				size = length;
			else if (length > declared)
				return this.fail(entry, `has ${length} bytes; ${declared} are possible`);
		}
		// bits that are there already belong to a field of the same bytes
		const held = entry > 0 && this.isHeld(entry);
		if (!held && !this.clear(entry, into, size))
			return false;
		if (text === null ? !this._value.writeUnknown(entry, into, this._at) : !this._value.write(entry, text, into, this._at))
			return this.fail(entry, this._value.problem);
		if ((code[at + KIND]! & HOLD) === 0)
			this._at += size;
		return true;
	}
	/** Objects in the order of their identifiers, each as often as there is a value for its first field with a name. */
	private writeObjects(at: number, into: Uint8Array): boolean {
		const { code, objects } = this._table, size = code[at + SIZE]!, hasLength = code[at + FORMULA] === 1;
		const first = code[at + 2]! + code[at + 3]! * 0x100, count = code[at + 4]! + code[at + 5]! * 0x100;
		for (let row = first; row < first + count; row++) {
			const layout = objects[row * 2 + 1]!;
			let named = layout;
			while (code[named * ENTRY + NAME] === 0 && code[named * ENTRY + MEANING] !== PACKET)
				named++;
			for (let element = 0; element < MOST_OBJECTS; element++) {
				if (this._source.value(named, element) === undefined)
					continue;
				if (!this.clear(layout, into, hasLength ? size + 1 : size))
					return false;
				into[this._at++] = objects[row * 2]! & 0xff;
				if (size === 2)
					into[this._at++] = objects[row * 2]! >> 8;
				const length = this._at;
				if (hasLength)
					this._at++;
				for (let entry = layout; this.kind(entry) !== Kind.END; entry++) {
					if (this.kind(entry) === Kind.SKIP ? !this.skip(entry, into) : !this.writeObjectField(entry, element, into))
						return false;
				}
				if (hasLength)
					into[length] = this._at - length - 1;
			}
		}
		return true;
	}
	/** In an array only those of its first object: which of the others are whose, nobody can say. */
	private writeObjectField(entry: number, element: number, into: Uint8Array): boolean {
		const array = (this._table.code[entry * ENTRY + KIND]! & ARRAY) !== 0, text = this._source.value(entry, element);
		return array && text === undefined || this.writeValue(entry, this.kind(entry), text ?? null, into);
	}
	private skip(entry: number, into: Uint8Array): boolean {
		const size = this._table.code[entry * ENTRY + SIZE]!;
		if (!this.clear(entry, into, size))
			return false;
		this._at += size;
		return true;
	}
	/** Whether a later entry of the layout has the same name. */
	private hasAlternative(entry: number): boolean {
		const { code } = this._table, name = code[entry * ENTRY + NAME];
		for (let other = entry + 1; this.kind(other) !== Kind.END; other++) {
			if (code[other * ENTRY + NAME] === name && this._source.value(other, 0) !== undefined)
				return true;
		}
		return false;
	}
	private isHeld(entry: number): boolean {
		return this.kind(entry - 1) > Kind.OBJECTS && (this._table.code[(entry - 1) * ENTRY + KIND]! & HOLD) !== 0;
	}
	private holds(condition: number): boolean {
		return condition === 0 || (condition <= 32 ? (this._flags >>> condition - 1 & 1) !== 0 : (this._flags >>> condition - 33 & 1) === 0);
	}
	private clear(entry: number, into: Uint8Array, size: number): boolean {
		if (this._at + size > into.length)
			return this.fail(entry, `does not fit: ${into.length - this._start} bytes are possible`);
		if (this._at > this._end)
			into.fill(0, this._end, this._at);
		into.fill(0, this._at, this._at + size);
		this._end = Math.max(this._end, this._at + size);
		return true;
	}
	private kind(entry: number): number {
		return this._table.code[entry * ENTRY + KIND]! & KIND_MASK;
	}
	private fail(entry: number, problem: string): false {
		this.problem = `${fieldName(this._table, entry, this._text)} ${problem}`.trimStart();
		return false;
	}
}

function bitOf(condition: number): number {
	return condition >= 1 && condition <= 32 ? 1 << condition - 1 : 0;
}

function clearBitOf(condition: number): number {
	return condition > 32 ? 1 << condition - 33 : 0;
}
