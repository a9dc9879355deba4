import { encodeUTF8 } from "../text/utf8";
import type { PeripheralMatch } from "./configuration";

const NUL = 0x00, BLANK = 0x20;

/** The end of what lies from `start` to before `end` without the NULs and blanks that some peripherals pad their name with. */
export function unpaddedEnd(data: Uint8Array, start: number, end: number): number {
	while (end > start && (data[end - 1] === NUL || data[end - 1] === BLANK))
		end--;
	return end;
}

/** Matches the complete local name. */
export function nameMatch(name: string): PeripheralMatch {
	const bytes = encodeUTF8(name);
	return { by: "name", name, bytes: bytes.slice(0, unpaddedEnd(bytes, 0, bytes.length)) };
}

/** Matches what the local name, complete or shortened, begins with. */
export function prefixMatch(prefix: string): PeripheralMatch {
	return { by: "namePrefix", prefix, bytes: encodeUTF8(prefix) };
}
