import Timer from "timer";

export type TimerHandle = ReturnType<typeof Timer.set>;

/** Timers that end together, when the simulation does. */
export class Timers {
	#running = new Set<TimerHandle>();

	/** Calls `callback` once, `delay` milliseconds from now. */
	set(callback: () => void, delay: number): TimerHandle {
		const timer = Timer.set(() => {
			this.#running.delete(timer);
			callback();
		}, delay);
		this.#running.add(timer);
		return timer;
	}
	/** Calls `callback` every `interval` milliseconds. */
	repeat(callback: () => void, interval: number): TimerHandle {
		const timer = Timer.repeat(callback, interval);
		this.#running.add(timer);
		return timer;
	}
	clear(timer: TimerHandle | undefined): void {
		if (timer && this.#running.delete(timer))
			Timer.clear(timer);
	}
	clearAll(): void {
		for (const timer of this.#running)
			Timer.clear(timer);
		this.#running.clear();
	}
}

/**
 * Messages to the engine, first in, first out, each in a turn of its own: modMessagePostToMachine in
 * xs/platforms/esp/xsHost.c.
 */
export class Mailbox {
	#timers: Timers;
	#messages: (() => void)[] = [];

	constructor(timers: Timers) {
		this.#timers = timers;
	}
	post(deliver: () => void): void {
		this.#messages.push(deliver);
		this.#timers.set(() => this.#messages.shift()?.(), 0);
	}
	/** Drops what is under way. */
	empty(): void {
		this.#messages.length = 0;
	}
}
