import type { ValueConfiguration } from "../configuration/configuration";
import { writeUTF8 } from "../text/utf8";
import { ValueDecoder } from "./value-decoder";

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const OPEN = '{"value":';

/**
 * Makes the payload of one value. A JSON payload is left open: `OutgoingReading.complete` ends it. In JSON a value that
 * is no number ("nan", text) becomes a string.
 */
export class ReadingText {
	/** Text of the value that was decoded last, without its unit. */
	text = "";
	/** What follows the value, in text and in JSON. */
	readonly unit: string;
	#decoder: ValueDecoder;
	#json: boolean;
	#end: string;

	constructor(value: ValueConfiguration) {
		this.#decoder = new ValueDecoder(value);
		this.#json = value.json;
		this.unit = value.unit && " " + value.unit;
		this.#end = value.json ? `,"unit":${JSON.stringify(value.unit)}` : this.unit;
	}
	/** Bytes that the characteristic must have. */
	get minimumLength(): number {
		return this.#decoder.minimumLength;
	}
	/** False if there are fewer. */
	decode(bytes: Uint8Array): boolean {
		const text = this.#decoder.decode(bytes);
		this.text = text ?? "";
		return text !== undefined;
	}
	/** Writes the payload of what was decoded to the beginning of `into`. @returns its length, or -1 if there is no room */
	write(into: Uint8Array): number {
		if (!this.#json)
			return this.writeParts(this.text, into, 0);
		const value = this.#decoder.isNumber(this.text) ? this.text : JSON.stringify(this.text);
		return this.writeParts(value, into, writeUTF8(OPEN, into, 0));
	}
	private writeParts(value: string, into: Uint8Array, start: number): number {
		const end = writeUTF8(value, into, start);
		return end < 0 ? end : writeUTF8(this.#end, into, end);
	}
}
