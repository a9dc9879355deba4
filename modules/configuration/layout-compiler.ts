import { type DecimalFormula, decimalFormula } from "../text/decimal-formula";
import { isDecimal } from "../text/digits";
import { LinkTime } from "../text/link-time";
import { encodeUTF8 } from "../text/utf8";
import type { BroadcastDeclaration, DeviceDeclaration, FieldDeclaration, FlagCondition, LayoutDeclaration, LayoutItem, ObjectsDeclaration } from "./layout-declaration";
import {
	ARRAY, BIG_ENDIAN, BITS, CONDITION, CONDITION_TOO, ENTRY, FIRST_BIT, FORMULA, Frame, HOLD, Kind, LENGTH_BEFORE, type LayoutTable, MANUFACTURER_DATA, MEANING,
	NAME, NO_START, READ, SERVICE_DATA, UNKNOWN, WRITE,
} from "./layout-table";
import { quantities } from "./quantities";

/** Kind, and bytes, of formats that are no integers. */
const FORMATS: Readonly<Record<string, readonly [kind: number, size: number]>> = Object.freeze({
	float32: Object.freeze([Kind.BINARY_FLOAT, 4] as const),
	float32be: Object.freeze([Kind.BINARY_FLOAT | BIG_ENDIAN, 4] as const),
	float64: Object.freeze([Kind.BINARY_FLOAT, 8] as const),
	float64be: Object.freeze([Kind.BINARY_FLOAT | BIG_ENDIAN, 8] as const),
	sfloat: Object.freeze([Kind.DECIMAL_FLOAT, 2] as const),
	float: Object.freeze([Kind.DECIMAL_FLOAT, 4] as const),
	flag: Object.freeze([Kind.UNSIGNED, 0] as const),
	constant: Object.freeze([Kind.CONSTANT, 0] as const),
	utf8: Object.freeze([Kind.UTF8, 0] as const),
	hex: Object.freeze([Kind.HEXADECIMAL, 0] as const),
	uuid: Object.freeze([Kind.UUID, 16] as const),
	dateTime: Object.freeze([Kind.DATE_TIME, 7] as const),
	time: Object.freeze([Kind.TIME, 4] as const),
	url: Object.freeze([Kind.URL, 0] as const),
	ruuviTemperature: Object.freeze([Kind.RUUVI_TEMPERATURE, 2] as const),
	ruuviIlluminance: Object.freeze([Kind.RUUVI_ILLUMINANCE, 1] as const),
});

/**
 * Makes one table of declarations, when the firmware is linked: nothing of a declaration remains, and nothing of the
 * table is on the heap. A mistake is an Error that names device, field and reason, and ends the build.
 */
class LayoutCompiler {
	private _code: number[] = [];
	private _objects: number[] = [];
	private _unknowns: number[] = [NaN];
	private _choices: number[] = [];
	private _names: number[] = [0];
	private _texts: string[] = [""];
	private _meanings: number[] = [];
	private _formulas: DecimalFormula[] = [decimalFormula(1, 0, undefined)];
	private _formulaKeys: string[] = ["1 0 undefined"];
	private _unknownKeys: string[] = [""];
	private _unknownStarts: number[] = [0];
	private _choiceKeys: string[] = [];
	private _choiceStarts: number[] = [];
	private _devices: number[] = [];
	private _uuids: string[] = [];
	private _characteristics: number[] = [];
	private _broadcasts: number[][] = [];
	/** Where the compiler is, for its complaints. */
	private _where = "";

	constructor() {
		this.meaning("", "", "");
		this.meaning("packet", "", "");
	}
	/** @returns the device's number */
	addDevice(name: string, { characteristics = [], broadcasts = [] }: DeviceDeclaration): number {
		this._where = name;
		const device = this._devices.length, text = this.text(name);
		if (this._devices.includes(text))
			throw this.mistake("is declared twice");
		this._devices.push(text);
		for (const { service, characteristic, read, write, layout } of characteristics)
			this._characteristics.push(device, this.uuid(service), this.uuid(characteristic), (read ? READ : 0) | (write ? WRITE : 0), this.addLayout(name, layout));
		for (const broadcast of broadcasts)
			this.addBroadcast(device, broadcast);
		return device;
	}
	/** @returns its first entry */
	addLayout(where: string, items: LayoutDeclaration): number {
		this._where = where;
		const start = this._code.length / ENTRY;
		let flags = 0, objects: [entry: number, declaration: ObjectsDeclaration] | undefined;
		for (const item of items) {
			if (objects)
				throw this.mistake("has items after its objects");
			if ("objects" in item) {
				objects = [this._code.length / ENTRY, item];
				const entry = this.entry(Kind.OBJECTS, item.objects);
				entry[FORMULA] = item.length ? 1 : 0;
				this.write(entry);
				continue;
			}
			flags = this.addItem(item, flags);
		}
		this.entry(Kind.END, 0);
		if (objects)
			this.addObjects(...objects);
		return start;
	}
	/** The table of all that was added. */
	finish(): LayoutTable {
		const texts = this._texts.map(encodeUTF8), all = new Uint8Array(texts.reduce((length, text) => length + text.length, 0));
		let end = 0;
		const ends = texts.map(text => {
			all.set(text, end);
			return end += text.length;
		});
		const broadcasts = this._broadcasts.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
		return {
			code: Uint8Array.from(this._code), objects: Uint16Array.from(this._objects), formulas: this._formulas,
			unknowns: Float64Array.from(this._unknowns), choices: Uint16Array.from(this._choices), meanings: Uint16Array.from(this._meanings),
			names: Uint16Array.from(this._names), texts: all, textEnds: Uint16Array.from(ends), devices: Uint16Array.from(this._devices),
			uuids: this._uuids, characteristics: Uint16Array.from(this._characteristics), broadcasts: Uint16Array.from(broadcasts.flat()),
		};
	}
	private addBroadcast(device: number, { service, company, starts = [], length = 0, frame, layout }: BroadcastDeclaration): void {
		const where = this._where, key = service ?? company;
		if (key === undefined || (service !== undefined && company !== undefined))
			throw this.mistake("needs a service or a company to be found by");
		if (starts.length > 2 || starts.some(byte => byte > 0xfe))
			throw this.mistake("starts with more than two bytes, or with 0xff");
		const start = starts.length === 0 ? NO_START : starts[0]! << 8 | (starts[1] ?? 0xff);
		this._broadcasts.push([service === undefined ? MANUFACTURER_DATA : SERVICE_DATA, key, start, length,
			frame === "bthome" ? Frame.BTHOME : frame === "mibeacon" ? Frame.MIBEACON : Frame.NONE, this.addLayout(where, layout), device]);
	}
	/** @returns how many bits of flags the next item has */
	private addItem(item: Exclude<LayoutItem, ObjectsDeclaration>, flags: number): number {
		if ("flags" in item) {
			if (!(item.flags >= 1 && item.flags <= 4))
				throw this.mistake(`has ${item.flags} bytes of flags; 1 to 4 are possible`);
			this.entry(Kind.FLAGS, item.flags);
			return item.flags * 8;
		}
		if ("skip" in item)
			this.conditions(this.entry(Kind.SKIP, item.skip), item.if, flags);
		else if ("at" in item)
			this.entry(Kind.AT, item.at);
		else
			this.addField(item, flags);
		return flags;
	}
	private addField(field: FieldDeclaration, flags: number): void {
		const integer = readInteger(field.as), size = integer ? integer.bits / 8 : FORMATS[field.as]![1];
		const of = `${field.name ?? field.as}: `;
		let kind = integer ? integer.kind : FORMATS[field.as]![0];
		if (field.boolean)
			kind = kind - Kind.UNSIGNED + Kind.BOOLEAN;
		else if (field.lowest !== undefined)
			kind = kind - Kind.UNSIGNED + Kind.WITH_LOWEST;
		else if (field.choices && field.as !== "constant")
			kind = kind - Kind.UNSIGNED + Kind.CHOICE;
		if (!integer && field.as !== "flag" && (field.boolean || field.lowest !== undefined))
			throw this.mistake(of + `"boolean" and "lowest" belong to integers, not to ${field.as}`);
		if (field.array && (field.name === undefined || field.hold || size === 0))
			throw this.mistake(of + `an array needs a name, and elements of a fixed size`);
		const entry = this.entry(kind | (field.hold ? HOLD : 0) | (field.array ? ARRAY : 0), field.size === "length" ? LENGTH_BEFORE : field.size ?? size);
		const total = field.as === "flag" ? flags : size * 8, [first, bits] = field.bits ?? [0, integer || field.as === "flag" ? total : 0];
		if (first + bits > total)
			throw this.mistake(of + `bits ${first} to ${first + bits - 1} of ${total}`);
		if (field.bits && bits > 53)
			throw this.mistake(of + `has ${bits} bits; 53 are possible`);
		entry[FIRST_BIT] = first;
		entry[BITS] = bits;
		this.conditions(entry, field.if, flags);
		entry[NAME] = this.name(field.name);
		const [unit, deviceClass, stateClass] = this.quantity(field, of);
		entry[MEANING] = this.meaning(unit, deviceClass, stateClass);
		entry[FORMULA] = field.boolean ? (field.boolean === "inverted" ? 1 : 0) : field.choices ? this.choicesOf(field.choices) : this.formula(field);
		entry[UNKNOWN] = field.lowest ?? this.unknown(field.unknown);
		this.write(entry);
	}
	private addObjects(entry: number, { of }: ObjectsDeclaration): void {
		const where = this._where, rows: number[] = [];
		for (const [identifier, ...fields] of of) {
			if (rows.length > 0 && identifier <= rows.at(-2)!)
				throw this.mistake(`object 0x${identifier.toString(16)} is not in the order of identifiers`);
			rows.push(identifier, this.addLayout(where, fields));
		}
		const first = this._objects.length / 2, count = rows.length / 2;
		this._objects.push(...rows);
		const at = entry * ENTRY;
		this._code[at + 2] = first & 0xff;
		this._code[at + 3] = first >> 8;
		this._code[at + 4] = count & 0xff;
		this._code[at + 5] = count >> 8;
	}
	private quantity({ quantity, unit, boolean, name }: FieldDeclaration, of: string): readonly [string, string, string] {
		if (quantity === "packet")
			return ["packet", "", ""];
		const found = quantity === undefined ? undefined : quantities.value.find(([known]) => known === quantity);
		if (quantity !== undefined && !found)
			throw this.mistake(of + `no quantity "${quantity}"`);
		if (name !== undefined && !found && unit === undefined && !boolean)
			throw this.mistake(of + "says neither quantity nor unit");
		return [unit ?? found?.[1] ?? "", found?.[2] ?? "", found?.[3] ?? ""];
	}
	private conditions(entry: number[], condition: FieldDeclaration["if"], flags: number): void {
		const [first, second] = typeof condition === "object" ? condition : [condition, undefined];
		entry[CONDITION] = this.condition(first, flags);
		entry[CONDITION_TOO] = this.condition(second, flags);
		this.write(entry);
	}
	private condition(condition: FlagCondition | undefined, flags: number): number {
		if (condition === undefined)
			return 0;
		const bit = Number(String(condition).replace("!", ""));
		if (!(bit >= 0 && bit < flags))
			throw this.mistake(`depends on bit ${bit} of ${flags} bits of flags`);
		return bit + (typeof condition === "string" ? 33 : 1);
	}
	private formula({ scale = 1, offset = 0, decimals }: FieldDeclaration): number {
		const key = `${scale} ${offset} ${decimals}`;
		let index = this._formulaKeys.indexOf(key);
		if (index < 0) {
			index = this._formulaKeys.push(key) - 1;
			this._formulas.push(decimalFormula(scale, offset, decimals));
		}
		return index;
	}
	private unknown(unknown: FieldDeclaration["unknown"]): number {
		const numbers = unknown === undefined ? [] : typeof unknown === "number" ? [unknown] : unknown, key = numbers.join();
		let index = this._unknownKeys.indexOf(key);
		if (index < 0) {
			index = this._unknownKeys.push(key) - 1;
			this._unknownStarts.push(this._unknowns.length);
			this._unknowns.push(...numbers, NaN);
		}
		return this._unknownStarts[index]!;
	}
	private choicesOf(choices: Readonly<Record<number, string>>): number {
		const key = JSON.stringify(choices);
		let index = this._choiceKeys.indexOf(key);
		if (index < 0) {
			index = this._choiceKeys.push(key) - 1;
			this._choiceStarts.push(this._choices.length / 2);
			for (const [number, text] of Object.entries(choices))
				this._choices.push(Number(number), this.text(text));
			this._choices.push(0, 0);
		}
		return this._choiceStarts[index]!;
	}
	private meaning(...parts: string[]): number {
		const texts = parts.map(part => this.text(part));
		for (let row = 0; row < this._meanings.length; row += 3) {
			if (texts.every((text, index) => this._meanings[row + index] === text))
				return row / 3;
		}
		return this._meanings.push(...texts) / 3 - 1;
	}
	private name(name: string | undefined): number {
		if (name === undefined)
			return 0;
		const text = this.text(name), index = this._names.indexOf(text);
		return index >= 0 ? index : this._names.push(text) - 1;
	}
	private text(text: string): number {
		const index = this._texts.indexOf(text);
		return index >= 0 ? index : this._texts.push(text) - 1;
	}
	private uuid(uuid: string): number {
		const index = this._uuids.indexOf(uuid);
		return index >= 0 ? index : this._uuids.push(uuid) - 1;
	}
	/** A new entry, which `write` takes again when it is complete. */
	private entry(kind: number, size: number): number[] {
		const entry = [kind, size, 0, 0, 0, 0, 0, 0, 0, 0];
		entry.push(this._code.length);
		this._code.push(...entry.slice(0, ENTRY));
		return entry;
	}
	private write(entry: number[]): void {
		const at = entry[ENTRY]!;
		for (let index = 0; index < ENTRY; index++) {
			const byte = entry[index]!;
			if (!(byte >= 0 && byte <= 0xff))
				throw this.mistake(`the table is full: ${byte} does not fit a byte (${["kind", "size", "", "", "first bit", "bits", "names", "meanings", "formulas or choices", "unknowns"][index]})`);
			this._code[at + index] = byte;
		}
	}
	private mistake(problem: string): Error {
		return new Error(`layout ${this._where}: ${problem}`);
	}
}

/** For who uses it when the firmware is linked; it can't be had otherwise, so that it does not stay in flash. */
export const layoutCompiler = Object.freeze(new LinkTime(LayoutCompiler));
export type { LayoutCompiler };

/** What "uint16be" and its like say; undefined for what is no whole number. */
const readInteger = (format: string): { bits: number; kind: number } | undefined => {
	const unsigned = format.startsWith("u"), bigEndian = format.endsWith("be");
	const digits = format.slice(unsigned ? 4 : 3, bigEndian ? -2 : undefined);
	if (!format.startsWith(unsigned ? "uint" : "int") || !isDecimal(digits, 2))
		return undefined;
	return { bits: Number(digits), kind: (unsigned ? Kind.UNSIGNED : Kind.SIGNED) | (bigEndian ? BIG_ENDIAN : 0) };
};
