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
	/** The counter that tells repetitions of a packet; -1 if the layout has none. Known after `begin`. */
	packet = -1;
	/** Identifier of the object at which reading stopped, or was gone over, because it is not known; -1 if none. */
	unknownObject = -1;
	#table: LayoutTable;
	#text = new ByteText();
	#value: LayoutValue;
	#bytes!: Uint8Array;
	#layout = 0;
	#start = 0;
	#end = 0;
	// where it is: the next entry, the next byte, and the entry of the objects it is in, with the end of all of them
	#entry = 0;
	#at = 0;
	#limit = 0;
	#flags = 0;
	#objects = -1;
	#inObject = false;
	#repeats = false;
	#seen = new Uint8Array(MOST_OBJECTS);
	#seenCount = 0;
	// what is missing: the entry and the byte that it needs, -1 if nothing
	#missing = -1;
	#needed = 0;

	constructor(table: LayoutTable) {
		this.#table = table;
		this.#value = new LayoutValue(table, this.#text);
	}
	/**
	 * Takes bytes `start` to before `end`, which must not change while they are read.
	 * @returns false if they are too short; `problem` says where
	 */
	begin(layout: number, bytes: Uint8Array, start: number, end: number): boolean {
		this.#bytes = bytes;
		this.#layout = layout;
		this.#start = start;
		this.#end = Math.min(end, bytes.length);
		this.packet = this.unknownObject = this.#missing = -1;
		this.rewind();
		while (this.advance()) {
			if (this.#table.code[this.field * ENTRY + MEANING] === PACKET)
				this.packet = this.#value.number;
		}
		if (this.#missing >= 0)
			return false;
		this.rewind();
		return true;
	}
	/** Goes to the next value. False at the end. */
	next(): boolean {
		while (this.advance()) {
			if (this.#table.code[this.field * ENTRY + MEANING] !== PACKET)
				return true;
		}
		return false;
	}
	/** Whether the value is known; if not, nothing is to be published. */
	get known(): boolean {
		return this.#value.known;
	}
	/** The value as text, without its unit. */
	get text(): string {
		return this.#value.text;
	}
	/** Whether that text, which `text` gave, may stand in JSON as it is: a number, true or false. */
	isLiteral(text: string): boolean {
		return this.#value.isLiteral(text);
	}
	/** Numbers of its name and of its meaning in the table. */
	get nameNumber(): number {
		return this.#table.code[this.field * ENTRY + NAME]!;
	}
	get meaningNumber(): number {
		return this.#table.code[this.field * ENTRY + MEANING]!;
	}
	/** Whether it is one of an array. */
	get isElement(): boolean {
		return (this.#table.code[this.field * ENTRY + KIND]! & ARRAY) !== 0;
	}
	/** Its unit; "" if it has none. */
	get unit(): string {
		return fieldMeaning(this.#table, this.field, "unit", this.#text);
	}
	/** Name of the field at which the value is. */
	get name(): string {
		return fieldName(this.#table, this.field, this.#text);
	}
	/** What is wrong with the bytes, for a person: "energy needs bytes 3 to 4, there are 4"; undefined if nothing is. */
	get problem(): string | undefined {
		if (this.#missing < 0)
			return undefined;
		const name = fieldName(this.#table, this.#missing, this.#text) || (this.kindOf(this.#missing) === Kind.FLAGS ? "flags" : "what follows");
		const first = this.#at - this.#start, last = this.#needed - this.#start - 1;
		return `${name} needs ${first === last ? `byte ${first}` : `bytes ${first} to ${last}`}, there are ${this.#end - this.#start}`;
	}
	private rewind(): void {
		this.#entry = this.#layout;
		this.#at = this.#start;
		this.#limit = this.#end;
		this.#flags = this.#seenCount = 0;
		this.#objects = -1;
		this.#inObject = this.#repeats = false;
	}
	/** Goes to the next entry with a name, or that counts packets, and takes the value. False at the end, or with #missing set. */
	private advance(): boolean {
		const { code } = this.#table;
		for (;;) {
			const entry = this.#entry, at = entry * ENTRY, kind = code[at + KIND]! & KIND_MASK;
			if (this.#repeats) {
				if (this.#at < this.#limit) {
					this.element++;
					return this.take(entry, at, kind);
				}
				this.#repeats = false;
				this.#entry++;
				continue;
			}
			if (kind === Kind.END) {
				if (!this.#inObject)
					return false;
				this.leaveObject();
				continue;
			}
			if (kind === Kind.OBJECTS) {
				if (!this.enterObject(entry, at))
					return false;
				continue;
			}
			this.#entry++;
			if (kind === Kind.AT) {
				this.#at = this.#start + code[at + SIZE]!;
				continue;
			}
			if (!this.holds(code[at + CONDITION]!) || !this.holds(code[at + CONDITION_TOO]!))
				continue;
			if (kind > Kind.AT) {
				this.element = this.#inObject ? this.occurrence(code[at + NAME]!) : 0;
				if ((code[at + KIND]! & ARRAY) !== 0) {
					if (this.#at >= this.#limit)
						continue;
					this.#entry = entry;
					this.#repeats = true;
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
				this.#flags = 0;
				for (let index = size - 1; index >= 0; index--)
					this.#flags = this.#flags * 0x100 + this.#bytes[this.#at + index]!;
			}
			this.#at += size;
		}
	}
	/** Takes the value of an entry and goes behind its bytes. */
	private take(entry: number, at: number, kind: number): boolean {
		const { code } = this.#table;
		let size = code[at + SIZE]!;
		if (kind === Kind.UTF8 || kind === Kind.HEXADECIMAL || kind === Kind.URL) {
			if (size === LENGTH_BEFORE) {
				if (!this.has(entry, 1))
					return false;
				size = this.#bytes[this.#at++]!;
			}
			else if (size === 0)
				size = Math.max(0, this.#limit - this.#at);
		}
		if (!this.has(entry, size))
			return false;
		this.field = entry;
		this.#value.take(entry, this.#bytes, this.#at, size, this.#flags);
		if ((code[at + KIND]! & HOLD) === 0)
			this.#at += size;
		return true;
	}
	/** Goes into the next object, or over it if it is not known and has a length. False at the end. */
	private enterObject(entry: number, at: number): boolean {
		const { code } = this.#table, size = code[at + SIZE]!, hasLength = code[at + FORMULA] === 1;
		if (this.#at >= this.#limit)
			return false;
		// with lengths, a rest that is too short to be an object is padding
		if (hasLength ? this.#at + size >= this.#limit : !this.has(entry, size))
			return false;
		let identifier = this.#bytes[this.#at++]!;
		if (size === 2)
			identifier += this.#bytes[this.#at++]! * 0x100;
		const length = hasLength ? this.#bytes[this.#at++]! : 0;
		if (hasLength && !this.has(entry, length))
			return false;
		const first = code[at + 2]! + code[at + 3]! * 0x100;
		const found = this.findObject(identifier, first, first + code[at + 4]! + code[at + 5]! * 0x100);
		if (found < 0) {
			this.unknownObject = identifier;
			this.#at += length;
			// without a length nobody knows where it ends
			return hasLength;
		}
		this.#objects = entry;
		this.#inObject = true;
		this.#entry = found;
		if (hasLength)
			this.#limit = this.#at + length;
		return true;
	}
	private leaveObject(): void {
		if (this.#table.code[this.#objects * ENTRY + FORMULA] === 1)
			this.#at = this.#limit;
		this.#limit = this.#end;
		this.#inObject = false;
		this.#entry = this.#objects;
	}
	private findObject(identifier: number, low: number, high: number): number {
		const { objects } = this.#table;
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
		for (let index = 0; index < this.#seenCount; index++) {
			if (this.#seen[index] === name)
				count++;
		}
		if (this.#seenCount < MOST_OBJECTS)
			this.#seen[this.#seenCount++] = name;
		return count;
	}
	private holds(condition: number): boolean {
		if (condition === 0)
			return true;
		return condition <= 32 ? (this.#flags >>> condition - 1 & 1) !== 0 : (this.#flags >>> condition - 33 & 1) === 0;
	}
	private has(entry: number, size: number): boolean {
		if (this.#at + size <= this.#limit)
			return true;
		this.#missing = entry;
		this.#needed = this.#at + size;
		return false;
	}
	private kindOf(entry: number): number {
		return this.#table.code[entry * ENTRY + KIND]! & KIND_MASK;
	}
}
