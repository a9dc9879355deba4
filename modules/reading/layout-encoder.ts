import { ENTRY, KIND, KIND_MASK, Kind, type LayoutTable, NAME } from "../configuration/layout-table";
import { fieldName } from "../configuration/layout-texts";
import { ByteText } from "../text/byte-text";
import { excerpt } from "../text/excerpt";
import { LayoutReader } from "./layout-reader";
import { LayoutWriter, type ValueSource } from "./layout-writer";
import { ValueWriter } from "./value-writer";

/** Longest value of an attribute (Core specification, volume 3 part F, 3.2.9). */
const ATTRIBUTE_LENGTH = 512;

/** A field of a layout, by the number of its name, and the text that it is to have, without unit. */
export interface FieldText {
	readonly name: number;
	readonly text: string;
}

/** One value that the characteristic has. */
interface Present {
	readonly name: number;
	readonly element: number;
	/** null where it is not known. */
	readonly text: string | null;
}

/** Makes the bytes of a characteristic of the texts of some fields of its layout: what `CharacteristicEncoder` is without one. */
export class LayoutEncoder implements ValueSource {
	/** Why the last one failed. */
	problem = "";
	private _table: LayoutTable;
	private _fields: readonly FieldText[] = [];
	private _present: readonly Present[] = [];

	constructor(table: LayoutTable) {
		this._table = table;
	}
	/**
	 * The bytes, if these fields say all of them.
	 * @returns "incomplete" if the others must be read first; undefined if a text can't be written
	 */
	encode(layout: number, fields: readonly FieldText[]): Uint8Array | "incomplete" | undefined {
		const names = this.names(layout);
		if (names === "command") {
			if (fields.length === 1)
				return this.write(layout, fields, []);
			this.problem = `${fields.length} fields at once are possible for no command: one at a time`;
			return undefined;
		}
		if (!fields.every(field => this.fits(layout, field)))
			return undefined;
		return names.every(name => fields.some(field => field.name === name)) ? this.write(layout, fields, []) : "incomplete";
	}
	/**
	 * The same over what the characteristic has. What lies behind the layout's last field stays.
	 * @returns undefined if that is too short for the layout, or a text can't be written beside what is there
	 */
	merge(layout: number, fields: readonly FieldText[], bytes: Uint8Array): Uint8Array | undefined {
		const reader = new LayoutReader(this._table), present: Present[] = [];
		if (!reader.begin(layout, bytes, 0, bytes.length)) {
			this.problem = reader.problem!;
			return undefined;
		}
		while (reader.next())
			present.push({ name: reader.nameNumber, element: reader.element, text: reader.known ? reader.text : null });
		const written = this.write(layout, fields, present);
		if (!written || written.length >= bytes.length)
			return written;
		const all = new Uint8Array(bytes);
		all.set(written);
		return all;
	}
	/** For the writer: what is to be, else what there is. */
	value(field: number, element: number): string | null | undefined {
		const name = this._table.code[field * ENTRY + NAME]!, wanted = this._fields.find(one => one.name === name);
		return wanted ? element === 0 ? wanted.text : undefined : this._present.find(one => one.name === name && one.element === element)?.text;
	}
	private write(layout: number, fields: readonly FieldText[], present: readonly Present[]): Uint8Array | undefined {
		const writer = new LayoutWriter(this._table), into = new Uint8Array(ATTRIBUTE_LENGTH);
		this._fields = fields;
		this._present = present;
		const end = writer.write(layout, this, into, 0);
		this.problem = writer.problem;
		return end < 0 ? undefined : into.slice(0, end);
	}
	/** Whether one of the alternatives can hold that text. */
	private fits(layout: number, { name, text }: FieldText): boolean {
		const { code } = this._table, writer = new ValueWriter(this._table);
		for (let entry = layout; this.kind(entry) !== Kind.END; entry++) {
			if (code[entry * ENTRY + NAME] !== name)
				continue;
			if (writer.fits(entry, text))
				return true;
			this.problem = `${fieldName(this._table, entry, new ByteText())} ${writer.problem || excerpt(text)}`;
		}
		return false;
	}
	/** Of all fields; "command" where each of them is one. */
	private names(layout: number): readonly number[] | "command" {
		const names: number[] = [];
		for (let entry = layout; this.kind(entry) !== Kind.END; entry++) {
			const name = this._table.code[entry * ENTRY + NAME]!;
			if (this.kind(entry) === Kind.OBJECTS)
				return "command";
			if (name !== 0 && !names.includes(name))
				names.push(name);
		}
		return names;
	}
	private kind(entry: number): number {
		return this._table.code[entry * ENTRY + KIND]! & KIND_MASK;
	}
}
