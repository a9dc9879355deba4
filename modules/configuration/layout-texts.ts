import type { ByteText } from "../text/byte-text";
import { ENTRY, type LayoutTable, MEANING, MEANING_ROW, NAME } from "./layout-table";

/** Text number `index` of a table, by `maker`; "" for 0. */
export const textOf = ({ texts, textEnds }: LayoutTable, index: number, maker: ByteText): string => {
	return index === 0 ? "" : maker.utf8(texts, textEnds[index - 1]!, textEnds[index]!);
};

/** Name of a field: the member of the JSON object, the level of the topic. "" if it has none. */
export const fieldName = (table: LayoutTable, field: number, maker: ByteText): string => {
	return textOf(table, table.names[table.code[field * ENTRY + NAME]!]!, maker);
};

/** What an object calls a field: "time" is in it when it was captured, by the gateway. */
export function memberName(name: string): string {
	return name === "time" ? "deviceTime" : name;
}

/** What a field measures, for Home Assistant: "unit" is also what follows the number in a text payload. */
export const fieldMeaning = (table: LayoutTable, field: number, part: "unit" | "deviceClass" | "stateClass", maker: ByteText): string => {
	const row = table.code[field * ENTRY + MEANING]! * MEANING_ROW;
	return textOf(table, table.meanings[row + (part === "unit" ? 0 : part === "deviceClass" ? 1 : 2)]!, maker);
};
