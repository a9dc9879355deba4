const TODAY = 0, LAST_DAY = 1, SINCE = 2, FIELDS = 3;

/** Counts for how long each peripheral is connected: what its battery pays for. */
export class ConnectionTime {
	/** Of each peripheral the milliseconds of this day and of the one before, and since when it is connected: ticks, or NaN. */
	#times: Float64Array;

	constructor(peripherals: number) {
		this.#times = new Float64Array(FIELDS * peripherals);
		for (let at = 0; at < this.#times.length; at += FIELDS)
			this.#times[at + SINCE] = NaN;
	}
	begin(index: number, ticks: number): void {
		this.#times[FIELDS * index + SINCE] = ticks;
	}
	end(index: number, ticks: number): void {
		this.#times[FIELDS * index + TODAY]! += this.running(index, ticks);
		this.#times[FIELDS * index + SINCE] = NaN;
	}
	/** A day, of 24 hours since the start, is over. */
	turn(ticks: number): void {
		for (let at = 0, index = 0; at < this.#times.length; at += FIELDS, index++) {
			this.#times[at + LAST_DAY] = this.#times[at + TODAY]! + this.running(index, ticks);
			this.#times[at + TODAY] = 0;
			if (!Number.isNaN(this.#times[at + SINCE]!))
				this.#times[at + SINCE] = ticks;
		}
	}
	/** Seconds of the running day. */
	today(index: number, ticks: number): number {
		return Math.round((this.#times[FIELDS * index + TODAY]! + this.running(index, ticks)) / 1_000);
	}
	/** Seconds of the day before; 0 on the first. */
	lastDay(index: number): number {
		return Math.round(this.#times[FIELDS * index + LAST_DAY]! / 1_000);
	}
	private running(index: number, ticks: number): number {
		const since = this.#times[FIELDS * index + SINCE]!;
		return Number.isNaN(since) ? 0 : ticks - since;
	}
}
