import type { ValueConfiguration } from "../configuration/configuration";
import { writeUTF8 } from "../text/utf8";
import { isNumber } from "./value-decoder";

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const OPEN = '{"value":';

/**
 * Writes the payload for a value's text to the beginning of `into`. A JSON payload is left open: `OutgoingReading.complete`
 * ends it. In JSON a value that is no number ("nan", text) becomes a string.
 * @returns its length, or -1 if there is no room
 */
export function writeReading(value: ValueConfiguration, text: string, into: Uint8Array): number {
	return writeText(value.json, text, isNumber(value, text), value.ending, into);
}

/**
 * The same where others know what the text is.
 * @param literal whether it may stand in JSON as it is
 */
export function writeText(json: boolean, text: string, literal: boolean, ending: string, into: Uint8Array): number {
	let end = json ? writeUTF8(OPEN, into, 0) : 0;
	if (end >= 0)
		end = writeUTF8(json && !literal ? JSON.stringify(text) : text, into, end);
	return end < 0 ? end : writeUTF8(ending, into, end);
}
