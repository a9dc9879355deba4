import { MAXIMUM_PAYLOAD } from "./layout";

/**
 * What `StoredReading.time` counts from: "set" 1970 (UTC); "uptime" the start of the firmware that is running, so that
 * the time becomes known when the clock does; "lost" the start of an earlier run whose clock was never set, so that
 * only differences within one epoch mean something.
 */
export type CaptureClock = "set" | "uptime" | "lost";

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
export const CLOCK_SET = "set";
export const CLOCK_UPTIME = "uptime";
export const CLOCK_LOST = "lost";

/** One reading on its way into the journal or out of it; made once and used again and again. */
export class StoredReading {
	/** From `Journal.takeSequence`; whole, less than 2^48. */
	sequence = 0;
	/** When it was taken: milliseconds, whole, less than 2^48. */
	time = 0;
	clock: CaptureClock = CLOCK_UPTIME;
	/** At most 256 bytes in UTF-8. */
	topic = "";
	/** Five bits of the caller's that travel with it, 0 to 31. */
	flags = 0;
	/** Its first `length` bytes are the payload. */
	readonly payload: Uint8Array;
	/** 0 to 1,024 bytes. */
	length = 0;

	/** `payload` bounds what can be read back; 1,024 bytes hold any reading. */
	constructor(payload: Uint8Array = new Uint8Array(MAXIMUM_PAYLOAD)) {
		this.payload = payload;
	}
}
