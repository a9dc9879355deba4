import {
	ARRAY, CONDITION, CONDITION_TOO, ENTRY, FORMULA, HOLD, KIND, KIND_MASK, Kind, LENGTH_BEFORE, type LayoutTable, MEANING, NAME, PACKET, SIZE,
} from "../configuration/layout-table";
import { ByteText } from "../text/byte-text";
import { fieldMeaning, fieldName } from "../configuration/layout-texts";
import { LayoutValue } from "./layout-value";

/** Objects of one packet whose repetitions are counted; those of more are all "the first". */
const MOST_OBJECTS = 16;

/**
 * Goes from value to value of bytes that a layout describes. One reader serves any number of layouts and leaves no
 * garbage but the texts it is asked for. `begin` goes through all of the bytes before it gives anything out, so that what
 * is malformed gives nothing at all.
 */
export class LayoutReader {
	/** Index of the value's entry; which says its name and meaning (layout-texts.ts). */
	field = 0;
	/** In an array, which element it is; of objects that come several times in one packet, which of them; from 0. */
	element = 0;
	/** The counter that tells repetitions of a packet; -1 if the layout has none, or it is not known. Known after `begin`. */
	packet = -1;
	/** Identifier of the object at which reading stopped, or was gone over, because it is not known; -1 if none. */
	unknownObject = -1;
	private _table: LayoutTable;
	private _text = new ByteText();
	private _value: LayoutValue;
	private _bytes!: Uint8Array;
	private _layout = 0;
	private _start = 0;
	private _end = 0;
	// where it is: the next entry, the next byte, and the entry of the objects it is in, with the end of all of them
	private _entry = 0;
	private _at = 0;
	private _limit = 0;
	private _flags = 0;
	private _objects = -1;
	private _inObject = false;
	private _repeats = false;
	private _seen = new Uint8Array(MOST_OBJECTS);
	private _seenCount = 0;
	// what is missing: the entry and the byte that it needs, -1 if nothing
	private _missing = -1;
	private _needed = 0;

	constructor(table: LayoutTable) {
		this._table = table;
		this._value = new LayoutValue(table, this._text);
	}
	/** Makes its texts, and may make others' in between. */
	get maker(): ByteText {
		return this._text;
	}
	/**
	 * Takes bytes `start` to before `end`, which must not change while they are read.
	 * @returns false if they are too short; `problem` says where
	 */
	begin(layout: number, bytes: Uint8Array, start: number, end: number): boolean {
		this._bytes = bytes;
		this._layout = layout;
		this._start = start;
		this._end = Math.min(end, bytes.length);
		this.packet = this.unknownObject = this._missing = -1;
		this.rewind();
		while (this.advance()) {
			if (this._table.code[this.field * ENTRY + MEANING] === PACKET && this._value.known)
				this.packet = this._value.number;
		}
		if (this._missing >= 0)
			return false;
		this.rewind();
		return true;
	}
	/** Goes to the next value. False at the end. */
	next(): boolean {
		while (this.advance()) {
			if (this._table.code[this.field * ENTRY + MEANING] !== PACKET)
				return true;
		}
		return false;
	}
	/** Whether the value is known; if not, nothing is to be published. */
	get known(): boolean {
		return this._value.known;
	}
	/** The value as text, without its unit. */
	get text(): string {
		return this._value.text;
	}
	/** Whether that text, which `text` gave, may stand in JSON as it is: a number, true or false. */
	isLiteral(text: string): boolean {
		return this._value.isLiteral(text);
	}
	/** Numbers of its name and of its meaning in the table. */
	get nameNumber(): number {
		return this._table.code[this.field * ENTRY + NAME]!;
	}
	get meaningNumber(): number {
		return this._table.code[this.field * ENTRY + MEANING]!;
	}
	/** Whether it is one of an array. */
	get isElement(): boolean {
		return (this._table.code[this.field * ENTRY + KIND]! & ARRAY) !== 0;
	}
	/** Its unit; "" if it has none. */
	get unit(): string {
		return fieldMeaning(this._table, this.field, "unit", this._text);
	}
	/** Name of the field at which the value is. */
	get name(): string {
		return fieldName(this._table, this.field, this._text);
	}
	/** What is wrong with the bytes, for a person: "energy needs bytes 3 to 4, there are 4"; undefined if nothing is. */
	get problem(): string | undefined {
		if (this._missing < 0)
			return undefined;
		const name = fieldName(this._table, this._missing, this._text) || (this.kindOf(this._missing) === Kind.FLAGS ? "flags" : "what follows");
		const first = this._at - this._start, last = this._needed - this._start - 1;
		return `${name} needs ${first === last ? `byte ${first}` : `bytes ${first} to ${last}`}, there are ${this._end - this._start}`;
	}
	private rewind(): void {
		this._entry = this._layout;
		this._at = this._start;
		this._limit = this._end;
		this._flags = this._seenCount = 0;
		this._objects = -1;
		this._inObject = this._repeats = false;
	}
	/** Goes to the next entry with a name, or that counts packets, and takes the value. False at the end, or with _missing set. */
	private advance(): boolean {
		const { code } = this._table;
		for (;;) {
			const entry = this._entry, at = entry * ENTRY, kind = code[at + KIND]! & KIND_MASK;
			if (this._repeats) {
				if (this._at < this._limit) {
					this.element++;
					return this.take(entry, at, kind);
				}
				this._repeats = false;
				this._entry++;
				continue;
			}
			if (kind === Kind.END) {
				if (!this._inObject)
					return false;
				this.leaveObject();
				continue;
			}
			if (kind === Kind.OBJECTS) {
				if (!this.enterObject(entry, at))
					return false;
				continue;
			}
			this._entry++;
			if (kind === Kind.AT) {
				this._at = this._start + code[at + SIZE]!;
				continue;
			}
			if (!this.holds(code[at + CONDITION]!) || !this.holds(code[at + CONDITION_TOO]!))
				continue;
			if (kind > Kind.AT) {
				this.element = this._inObject ? this.occurrence(code[at + NAME]!) : 0;
				if ((code[at + KIND]! & ARRAY) !== 0) {
					if (this._at >= this._limit)
						continue;
					this._entry = entry;
					this._repeats = true;
				}
				if (!this.take(entry, at, kind))
					return false;
				if (code[at + NAME] !== 0 || code[at + MEANING] === PACKET)
					return true;
				continue;
			}
			// flags, or bytes to skip
			const size = code[at + SIZE]!;
			if (!this.has(entry, size))
				return false;
			if (kind === Kind.FLAGS) {
				this._flags = 0;
				for (let index = size - 1; index >= 0; index--)
					this._flags = this._flags * 0x100 + this._bytes[this._at + index]!;
			}
			this._at += size;
		}
	}
	/** Takes the value of an entry and goes behind its bytes. */
	private take(entry: number, at: number, kind: number): boolean {
		const { code } = this._table;
		let size = code[at + SIZE]!;
		if (kind === Kind.UTF8 || kind === Kind.HEXADECIMAL || kind === Kind.URL) {
			if (size === LENGTH_BEFORE) {
				if (!this.has(entry, 1))
					return false;
				size = this._bytes[this._at++]!;
			}
			else if (size === 0)
				size = Math.max(0, this._limit - this._at);
		}
		if (!this.has(entry, size))
			return false;
		this.field = entry;
		this._value.take(entry, this._bytes, this._at, size, this._flags);
		if ((code[at + KIND]! & HOLD) === 0)
			this._at += size;
		return true;
	}
	/** Goes into the next object, or over it if it is not known and has a length. False at the end. */
	private enterObject(entry: number, at: number): boolean {
		const { code } = this._table, size = code[at + SIZE]!, hasLength = code[at + FORMULA] === 1;
		if (this._at >= this._limit)
			return false;
		// with lengths, a rest that is too short to be an object is padding
		if (hasLength ? this._at + size >= this._limit : !this.has(entry, size))
			return false;
		let identifier = this._bytes[this._at++]!;
		if (size === 2)
			identifier += this._bytes[this._at++]! * 0x100;
		const length = hasLength ? this._bytes[this._at++]! : 0;
		if (hasLength && !this.has(entry, length))
			return false;
		const first = code[at + 2]! + code[at + 3]! * 0x100;
		const found = this.findObject(identifier, first, first + code[at + 4]! + code[at + 5]! * 0x100);
		if (found < 0) {
			this.unknownObject = identifier;
			this._at += length;
			// without a length nobody knows where it ends
			return hasLength;
		}
		this._objects = entry;
		this._inObject = true;
		this._entry = found;
		if (hasLength)
			this._limit = this._at + length;
		return true;
	}
	private leaveObject(): void {
		if (this._table.code[this._objects * ENTRY + FORMULA] === 1)
			this._at = this._limit;
		this._limit = this._end;
		this._inObject = false;
		this._entry = this._objects;
	}
	private findObject(identifier: number, low: number, high: number): number {
		const { objects } = this._table;
		while (low < high) {
			const middle = low + high >> 1, found = objects[middle * 2]!;
			if (found === identifier)
				return objects[middle * 2 + 1]!;
			if (found < identifier)
				low = middle + 1;
			else
				high = middle;
		}
		return -1;
	}
	/** How many objects with that name came before in this packet. */
	private occurrence(name: number): number {
		let count = 0;
		for (let index = 0; index < this._seenCount; index++) {
			if (this._seen[index] === name)
				count++;
		}
		if (this._seenCount < MOST_OBJECTS)
			this._seen[this._seenCount++] = name;
		return count;
	}
	private holds(condition: number): boolean {
		if (condition === 0)
			return true;
		return condition <= 32 ? (this._flags >>> condition - 1 & 1) !== 0 : (this._flags >>> condition - 33 & 1) === 0;
	}
	private has(entry: number, size: number): boolean {
		if (this._at + size <= this._limit)
			return true;
		this._missing = entry;
		this._needed = this._at + size;
		return false;
	}
	private kindOf(entry: number): number {
		return this._table.code[entry * ENTRY + KIND]! & KIND_MASK;
	}
}
