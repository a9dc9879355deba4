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
	const { ending, json } = value;
	let end = json ? writeUTF8(OPEN, into, 0) : 0;
	if (end >= 0)
		end = writeUTF8(json && !isNumber(value, text) ? JSON.stringify(text) : text, into, end);
	return end < 0 ? end : writeUTF8(ending, into, end);
}
