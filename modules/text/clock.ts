/** Handle of a callback that waits for its time; opaque, only good for `Clock.clear`. */
export type Alarm = object;

/**
 * The passing of time, as the gateway needs it. The device gives the SDK's timers, a test a clock that it
 * moves by hand.
 */
export interface Clock {
	/** Milliseconds since the firmware started; monotonic, never wraps, untouched by setting the time. */
	readonly ticks: number;
	/** Milliseconds since 1970 (UTC), or undefined as long as nobody has set the time. */
	readonly time: number | undefined;
	/** Calls `callback` once, `delay` milliseconds from now (0 or more), never from inside `set`. */
	set(callback: () => void, delay: number): Alarm;
	/** Forgets an alarm. One that has rung, was cleared, or is undefined is ignored. */
	clear(alarm: Alarm | undefined): void;
}

/** A number at random, 0 ≤ r < 1. */
export type Random = () => number;
