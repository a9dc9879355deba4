import type { FieldGroup } from "../configuration/configuration";
import { memberName } from "../configuration/layout-texts";
import { ByteText } from "../text/byte-text";
import { writeUTF8 } from "../text/utf8";
import type { LayoutReader } from "./layout-reader";

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const OPEN = "{", COMMA = ",", LIST = "[", LIST_END = "]", UNIT = 'Unit":';

/** Bytes for the names of what is described. */
const ROOM = 512;

/**
 * Writes all values that a reader has from now on as one JSON object to the beginning of `into`, and leaves it open:
 * `OutgoingReading.complete` ends it. What is not known is not in it; an array is a list, also of one. Where the unit is
 * not the usual one it stands behind its value: `"systolic":16,"systolicUnit":"kPa"`.
 * @param group undefined: all fields, by the library's names, each with its unit
 * @returns its length; 0 if there is no value, -1 if there is no room
 */
export function writeFields(reader: LayoutReader, group: Omit<FieldGroup, "layout"> | undefined, into: Uint8Array): number {
	let end = 0, list = -1;
	while (end >= 0 && reader.next()) {
		const place = group ? group.names.indexOf(reader.nameNumber) : reader.nameNumber;
		if (place < 0 || !reader.known)
			continue;
		const member = group ? group.members[place]! : JSON.stringify(memberName(reader.name)) + ":";
		if (place === list)
			end = add(COMMA, into, end);
		else {
			if (list >= 0)
				end = add(LIST_END, into, end);
			list = -1;
			end = add(member, into, add(end === 0 ? OPEN : COMMA, into, end));
			if (reader.isElement) {
				list = place;
				end = add(LIST, into, end);
			}
		}
		const { text } = reader;
		end = add(reader.isLiteral(text) ? text : JSON.stringify(text), into, end);
		if (list < 0 && (group ? reader.meaningNumber !== group.meanings[place] : reader.unit !== ""))
			end = add(`,${member.slice(0, -2)}${UNIT}${JSON.stringify(reader.unit)}`, into, end);
	}
	return list < 0 ? end : add(LIST_END, into, end);
}

/**
 * What bytes say of one value of a group, as JSON: null if it is not there or not known, a list of an array.
 * @returns undefined if the bytes are too few, or there is no room for all of it
 */
export function describeFields(reader: LayoutReader, group: FieldGroup, place: number, bytes: Uint8Array): string | undefined {
	if (!reader.begin(group.layout, bytes, 0, bytes.length))
		return undefined;
	if (group.members.length > 0) {
		const object = new Uint8Array(2 * bytes.length + ROOM), length = writeFields(reader, group, object);
		return length > 0 ? new ByteText().utf8(object, 0, length) + "}" : length === 0 ? "null" : undefined;
	}
	const found: string[] = [];
	let list = false;
	while (reader.next()) {
		if (reader.nameNumber !== group.names[place] || !reader.known)
			continue;
		list = reader.isElement;
		found.push(reader.isLiteral(reader.text) ? reader.text : JSON.stringify(reader.text));
	}
	return list ? `[${found.join(",")}]` : found[0] ?? "null";
}

/** `end` stays -1 once there was no room. */
function add(text: string, into: Uint8Array, end: number): number {
	return end < 0 ? end : writeUTF8(text, into, end);
}
