import type { Alarm, Clock } from "../../modules/text/clock";

interface Entry {
	readonly at: number;
	readonly callback: () => void;
}

/** A clock moved by hand that makes no garbage of its own, and asks only for the next alarm. */
export class CheapClock implements Clock {
	ticks = 0;
	time: number | undefined;
	#entries: Entry[] = [];
	#next = Infinity;

	constructor(time: number) {
		this.time = time;
	}
	set(callback: () => void, delay: number): Alarm {
		const entry = { at: this.ticks + delay, callback };
		this.#entries.push(entry);
		this.#next = Math.min(this.#next, entry.at);
		return entry;
	}
	clear(alarm: Alarm | undefined): void {
		const index = this.#entries.indexOf(alarm as Entry);
		if (index >= 0)
			this.#entries.splice(index, 1);
	}
	advance(milliseconds: number): void {
		this.ticks += milliseconds;
		this.time! += milliseconds;
		while (this.ticks >= this.#next) {
			const due = this.#entries.findIndex(({ at }) => at <= this.ticks);
			const [entry] = due < 0 ? [] : this.#entries.splice(due, 1);
			this.#next = this.#entries.reduce((next, { at }) => Math.min(next, at), Infinity);
			entry?.callback();
		}
	}
}
