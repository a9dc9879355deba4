/** As xsmcToInteger: whatever is no number is 0. */
function integer(value: number | undefined): number {
	return Math.trunc(Number(value)) | 0;
}

/**
 * The SDK's module `timer` (modules/base/timer) on the host's timers. As there, a timer whose repeat interval is 0 when
 * its callback returns is gone, even if the callback rescheduled it once more. What a callback throws reaches nobody,
 * as on XS, where it ends the engine.
 */
export default class Timer {
	/** Undefined once the timer is gone. */
	#callback: ((timer: Timer) => void) | undefined;
	/** 0: one shot; negative: unscheduled, as modTimerUnschedule in modules/base/timer/mc/timer.c has it. */
	#repeat: number;
	#pending: ReturnType<typeof setTimeout> | undefined;

	private constructor(callback: (timer: Timer) => void, repeat: number) {
		this.#callback = callback;
		this.#repeat = repeat;
	}
	#arm(interval: number): void {
		this.#pending = setTimeout(() => this.#fire(), Math.max(0, interval));
	}
	#fire(): void {
		this.#pending = undefined;
		if (this.#repeat > 0)
			this.#arm(this.#repeat);
		this.#callback!.call(globalThis, this);
		if (this.#repeat === 0)
			Timer.clear(this);
	}
	/** Calls `callback(timer)` after `interval` milliseconds (0: as soon as possible) and then every `repeat`, if not 0. */
	static set(callback: (timer: Timer) => void, interval?: number, repeat?: number): Timer {
		if (typeof callback !== "function")
			throw new TypeError("callback: not a function");
		const timer = new Timer(callback, integer(repeat));
		timer.#arm(integer(interval));
		return timer;
	}
	/** Calls `callback(timer)` every `interval` milliseconds. */
	static repeat(callback: (timer: Timer) => void, interval: number): Timer {
		return Timer.set(callback, interval, interval);
	}
	/** Sets both intervals anew; without them the timer rests until it is scheduled again. Throws for one that is gone. */
	static schedule(timer: Timer, interval?: number, repeat?: number): void {
		if (!(timer instanceof Timer) || timer.#callback === undefined)
			throw new SyntaxError("C: xsGetHostData: invalid host data");
		clearTimeout(timer.#pending);
		timer.#pending = undefined;
		timer.#repeat = interval === undefined ? -1 : integer(repeat);
		if (interval !== undefined)
			timer.#arm(integer(interval));
	}
	/** Ends a timer. One that is gone already, and undefined and null, are ignored. */
	static clear(timer: Timer | undefined | null): void {
		if (!(timer instanceof Timer))
			return;
		clearTimeout(timer.#pending);
		timer.#pending = undefined;
		timer.#callback = undefined;
		timer.#repeat = 0;
	}
	/** Waits, and nothing else happens meanwhile. */
	static delay(milliseconds: number): void {
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
	}
}
