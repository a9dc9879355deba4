import type { Alarm, Clock } from "../../modules/text/clock";

/** The host's timers with delays from a second on shortened, so that a deadline over real sockets is soon reached. */
export class HastyClock implements Clock {
	readonly #factor: number;

	constructor(factor = 50) {
		this.#factor = factor;
	}
	get ticks(): number {
		return performance.now();
	}
	get time(): number {
		return Date.now();
	}
	set(callback: () => void, delay: number): Alarm {
		return setTimeout(callback, delay < 1_000 ? delay : delay / this.#factor);
	}
	clear(alarm: Alarm | undefined): void {
		clearTimeout(alarm as NodeJS.Timeout | undefined);
	}
}
