let setTo: number | undefined;
let offset = 0;

/**
 * The SDK's module `time` (modules/base/time) as on the ESP32: `ticks` is a signed number of 32 bits that wraps every
 * 49.7 days. The host's clock is never set: `set` only records what it was given, and `Date` goes on telling the
 * host's time.
 */
const Time = {
	/** Seconds of daylight saving time, and of the time zone; kept and used for nothing. */
	dst: 0,
	timezone: 0,

	/** Sets the time in seconds since 1970, UTC. */
	set(seconds: number): void {
		setTo = seconds >>> 0;
	},
	/** Milliseconds since some moment; take differences with `delta` only. */
	get ticks(): number {
		return Math.floor(performance.now()) + offset | 0;
	},
	/** Milliseconds from `start` to `end`, both from `ticks`; right across the wrap. */
	delta(start: number, end?: number): number {
		return (end ?? this.ticks) - start | 0;
	},
};

export default Time;

/** What `Time.set` was given last, in seconds since 1970. */
export function timeWasSet(): number | undefined {
	return setTo;
}

/** Lets `Time.ticks` be `value` now, so that a test sees it wrap. */
export function startTicksAt(value: number): void {
	offset = value - Math.floor(performance.now());
}

/** Forgets what `Time.set` recorded. */
export function forgetTime(): void {
	setTo = undefined;
	offset = 0;
}
