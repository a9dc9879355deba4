import type { Alarm, Clock } from "../modules/text/clock";

interface Entry {
	at: number;
	order: number;
	callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
	ticks = 0;
	time: number | undefined = undefined;
	#entries: Entry[] = [];
	#order = 0;

	set(callback: () => void, delay: number): Alarm {
		if (!(delay >= 0))
			throw new RangeError(`delay ${delay}`);
		const entry = { at: this.ticks + delay, order: this.#order++, callback };
		this.#entries.push(entry);
		return entry;
	}
	clear(alarm: Alarm | undefined): void {
		this.#entries = this.#entries.filter(entry => entry !== alarm);
	}
	/** Alarms that wait. */
	get pending(): number {
		return this.#entries.length;
	}
	/** Lets time pass, ringing what is due in order. */
	advance(milliseconds: number): void {
		const end = this.ticks + milliseconds;
		for (;;) {
			const due = this.#entries.filter(entry => entry.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
			if (!due)
				break;
			this.clear(due);
			this.#moveTo(Math.max(this.ticks, due.at));
			due.callback();
		}
		this.#moveTo(end);
	}
	#moveTo(ticks: number): void {
		if (this.time !== undefined)
			this.time += ticks - this.ticks;
		this.ticks = ticks;
	}
}
