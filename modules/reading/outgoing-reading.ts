import { CLOCK_LOST, type CaptureClock, type StoredReading } from "../journal/stored-reading";

/** Bytes of a payload at most: with its topic it fits into the smallest window of a socket that the SDK has. */
export const MAXIMUM_PAYLOAD = 1_024;
/** What `complete` adds at most. */
const COMPLETION = 80;
/** Bytes of a payload that is to be completed, at most. */
export const MAXIMUM_OPEN_PAYLOAD = MAXIMUM_PAYLOAD - COMPLETION;

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const TIME = ',"time":', SEQUENCE = ',"sequence":', LATE = ',"late":true', QUOTE = '"', NULL = "null", END = "}", POINT = ".", UTC = "Z";
const DIGIT_0 = 0x30;
/** Characters of an RFC 3339 time up to its whole seconds. */
const SECONDS = 19;
/** Of `flags`: the payload is a JSON object that still lacks time, sequence number and its end. */
const OPEN = 1;

/** The one reading that is on its way; made once and used again and again. */
export class OutgoingReading implements StoredReading {
	sequence = 0;
	time = 0;
	clock: CaptureClock = CLOCK_LOST;
	topic = "";
	flags = 0;
	readonly payload = new Uint8Array(MAXIMUM_PAYLOAD);
	length = 0;
	/** Kept as long as the length stays the same, which it often does. */
	private _view = this.payload.subarray(0, 0);
	/** The last second whose text was asked for, and that text: to make it is the dearest part of a JSON payload. */
	private _second = NaN;
	private _secondText = "";

	/** The bytes to publish: a view, good until the next reading. */
	get bytes(): Uint8Array {
		if (this._view.length !== this.length)
			this._view = this.payload.subarray(0, this.length);
		return this._view;
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
	 * @param late it is no news any more
	 */
	complete(time: number | undefined, sequence: number | undefined, late: boolean): void {
		this.add(TIME);
		if (time === undefined)
			this.add(NULL);
		else {
			this.add(QUOTE);
			this.addTime(time);
			this.add(QUOTE);
		}
		this.add(SEQUENCE);
		this.add(sequence === undefined ? NULL : String(sequence));
		// a firmware before this one may have stored it with less room
		if (late && this.length + LATE.length < MAXIMUM_PAYLOAD)
			this.add(LATE);
		this.add(END);
		this.flags = 0;
	}
	/** RFC 3339 with milliseconds, in UTC. */
	private addTime(time: number): void {
		const second = Math.floor(time / 1_000);
		if (second !== this._second) {
			this._second = second;
			this._secondText = new Date(time).toISOString().slice(0, SECONDS);
		}
		this.add(this._secondText);
		this.add(POINT);
		const { payload } = this;
		const milliseconds = time - second * 1_000;
		payload[this.length++] = DIGIT_0 + Math.floor(milliseconds / 100);
		payload[this.length++] = DIGIT_0 + Math.floor(milliseconds / 10) % 10;
		payload[this.length++] = DIGIT_0 + milliseconds % 10;
		this.add(UTC);
	}
	private add(text: string): void {
		const { payload } = this;
		let { length } = this;
		for (let i = 0; i < text.length; i++)
			payload[length++] = text.charCodeAt(i);
		this.length = length;
	}
}
