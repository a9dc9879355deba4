import { CHARACTERISTIC_ROW, type LayoutTable } from "../../modules/configuration/layout-table";
import { LIBRARY } from "../../modules/devices/library";
import { LayoutReader } from "../../modules/reading/layout-reader";
import { LayoutWriter } from "../../modules/reading/layout-writer";

/** Layouts of all characteristics, by UUID. */
export const CHARACTERISTICS: ReadonlyMap<string, number> = new Map(
	Array.from({ length: LIBRARY.characteristics.length / CHARACTERISTIC_ROW }, (_, row) => {
		const at = row * CHARACTERISTIC_ROW;
		return [LIBRARY.uuids[LIBRARY.characteristics[at + 2]!]!, LIBRARY.characteristics[at + 4]!];
	}),
);

export function bytesOf(hex: string): Uint8Array {
	return Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

export type Value = string | number | boolean;

/** One value as the reader gives it. */
export interface Decoded {
	readonly field: number;
	readonly element: number;
	readonly name: string;
	/** null where it is not known. */
	readonly text: string | null;
	readonly value: Value;
}

/** All values; in words, what is wrong with the bytes. */
export function decode(layout: number, bytes: Uint8Array, table: LayoutTable = LIBRARY): Decoded[] | string {
	const reader = new LayoutReader(table), values: Decoded[] = [];
	if (!reader.begin(layout, bytes, 0, bytes.length))
		return reader.problem!;
	while (reader.next()) {
		const { field, element, name, text, known } = reader;
		values.push({ field, element, name, text: known ? text : null, value: reader.isLiteral(text) ? JSON.parse(text) as Value : text });
	}
	return values;
}

/** Known values by name: a list where there are several. */
export function valuesOf(decoded: Decoded[] | string): Record<string, Value | Value[]> | string {
	if (typeof decoded === "string")
		return decoded;
	const values: Record<string, Value | Value[]> = {};
	for (const { name, text, value } of decoded) {
		if (text !== null)
			values[name] = name in values ? [...[values[name]!].flat(), value] : value;
	}
	return values;
}

/** What the reader gave, back as hexadecimal bytes; in words, why not. */
export function encode(layout: number, decoded: readonly Decoded[] | string, table: LayoutTable = LIBRARY): string {
	if (typeof decoded === "string")
		return decoded;
	const writer = new LayoutWriter(table), into = new Uint8Array(512).fill(0xee);
	const end = writer.write(layout, {
		value: (field, element) => decoded.find(one => one.field === field && one.element === element)?.text,
	}, into, 0);
	return end < 0 ? writer.problem : Buffer.from(into.subarray(0, end)).toString("hex");
}
