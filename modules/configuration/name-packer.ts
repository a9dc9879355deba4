import { LinkTime } from "../text/link-time";
import { encodeUTF8 } from "../text/utf8";
import { GROUP, type NameTable, WORD } from "./name-table";

/**
 * Packs "2a19 Battery Level", in the order of the UUIDs. The words that save most become one byte each: names repeat them
 * a lot. ASCII only.
 */
const packNames = (lines: readonly string[]): NameTable => {
	const names = lines.map(line => line.slice(5)), words = frequentWords(names);
	const uuids = lines.map(line => parseInt(line.slice(0, 4), 16)), bytes: number[] = [], starts: number[] = [];
	names.forEach((name, index) => {
		if (index > 0 && !(uuids[index]! > uuids[index - 1]!))
			throw new Error(`names: ${lines[index]} is not in the order of UUIDs`);
		if (index % GROUP === 0)
			starts.push(bytes.length);
		const parts = name.split(" ").map((word, place, all) => words.includes(word) ? [WORD + words.indexOf(word)] : [...encodeUTF8(place < all.length - 1 ? word + " " : word)]);
		bytes.push(parts.flat().length, ...parts.flat());
	});
	let end = 0;
	return {
		uuids: Uint16Array.from(uuids), starts: Uint16Array.from(starts), names: Uint8Array.from(bytes), words: encodeUTF8(words.join("")),
		wordEnds: Uint16Array.from(words.map(word => end += word.length)),
	};
};

/** At most 128, those first that save most bytes. */
const frequentWords = (names: readonly string[]): string[] => {
	const counts = new Map<string, number>();
	for (const word of names.flatMap(name => name.split(" ")))
		counts.set(word, (counts.get(word) ?? 0) + 1);
	const saved = (word: string): number => counts.get(word)! * word.length - word.length;
	return [...counts.keys()].filter(word => saved(word) > 0).sort((a, b) => saved(b) - saved(a)).slice(0, 0x100 - WORD);
};

/** For when the firmware is linked; it can't be had otherwise, so that it does not stay in flash. */
export const namePacker = Object.freeze(new LinkTime(packNames));
