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
 * xs/platforms/esp/xsHost.c. A busy engine delivers one (modMessageService), and then what timers are due come first.
 */
export class Mailbox {
	#timers: Timers;
	#messages: (() => void)[] = [];

	constructor(timers: Timers) {
		this.#timers = timers;
	}
	post(deliver: () => void): void {
		this.#messages.push(deliver);
		if (this.#messages.length === 1)
			this.deliver();
	}
	private deliver(): void {
		this.#timers.set(() => {
			const [message] = this.#messages;
			try {
				message!();
			}
			finally {
				this.#messages.shift();
				if (this.#messages.length)
					this.deliver();
			}
		}, 0);
	}
}
