import { GROUP, type NameTable, WORD } from "../configuration/name-table";
import type { ByteText } from "../text/byte-text";

/** No name is longer. */
const LONGEST = 80;

/** The name of a UUID of 16 bits, as the SIG has it: "Battery Level"; "" if it is not known. */
export function assignedName({ names, starts, uuids, wordEnds, words }: NameTable, uuid: number, maker: ByteText): string {
	let low = 0, high = uuids.length;
	while (low < high) {
		const middle = low + high >> 1;
		if (uuids[middle]! < uuid)
			low = middle + 1;
		else
			high = middle;
	}
	if (uuids[low] !== uuid)
		return "";
	let at = starts[Math.floor(low / GROUP)]!;
	for (let skipped = low % GROUP; skipped > 0; skipped--)
		at += 1 + names[at]!;
	const text = new Uint8Array(LONGEST), end = at + 1 + names[at]!;
	let length = 0;
	for (at++; at < end; at++) {
		const byte = names[at]!;
		if (byte < WORD) {
			text[length++] = byte;
			continue;
		}
		const word = byte - WORD, stop = wordEnds[word]!;
		for (let from = word === 0 ? 0 : wordEnds[word - 1]!; from < stop; from++)
			text[length++] = words[from]!;
		if (at + 1 < end)
			text[length++] = 0x20;
	}
	return maker.utf8(text, 0, length);
}
