import type { CaptureClock, StoredReading } from "./reading-store";

/** Bytes of a payload at most: with its topic it fits into the smallest window of a socket that the SDK has. */
export const MAXIMUM_PAYLOAD = 1_024;
/** What `complete` adds at most. */
const COMPLETION = 64;
/** Bytes of a payload that is to be completed, at most. */
export const MAXIMUM_OPEN_PAYLOAD = MAXIMUM_PAYLOAD - COMPLETION;

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const LOST = "lost";
const TIME = ',"time":', SEQUENCE = ',"sequence":', QUOTE = '"', NULL = "null", END = "}";
/** Of `flags`: the payload is a JSON object that still lacks time, sequence number and its end. */
const OPEN = 1;

/** The one reading that is on its way; made once and used again and again. */
export class OutgoingReading implements StoredReading {
	sequence = 0;
	time = 0;
	clock: CaptureClock = LOST;
	topic = "";
	flags = 0;
	readonly payload = new Uint8Array(MAXIMUM_PAYLOAD);
	length = 0;

	/** The bytes to publish: a view, good until the next reading. */
	get bytes(): Uint8Array {
		return this.payload.subarray(0, this.length);
	}
	get open(): boolean {
		return this.flags === OPEN;
	}
	set open(open: boolean) {
		this.flags = open ? OPEN : 0;
	}
	/**
	 * Adds what was kept beside an open payload.
	 * @param time milliseconds since 1970, or undefined if nobody knows
	 * @param sequence undefined if there is no store that would keep it from being given again
	 */
	complete(time: number | undefined, sequence: number | undefined): void {
		this.#add(TIME);
		if (time === undefined)
			this.#add(NULL);
		else {
			this.#add(QUOTE);
			this.#add(new Date(time).toISOString());
			this.#add(QUOTE);
		}
		this.#add(SEQUENCE);
		this.#add(sequence === undefined ? NULL : String(sequence));
		this.#add(END);
		this.flags = 0;
	}
	#add(text: string): void {
		for (let i = 0; i < text.length; i++)
			this.payload[this.length++] = text.charCodeAt(i);
	}
}

/**
 * The beginning of a JSON payload; `OutgoingReading.complete` ends it. A value that is no number ("nan", text) becomes
 * a string.
 */
export function openJSON(text: string, isNumber: boolean, unit: string): string {
	return `{"value":${isNumber ? text : JSON.stringify(text)},"unit":${JSON.stringify(unit)}`;
}
