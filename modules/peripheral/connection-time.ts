const TODAY = 0, LAST_DAY = 1, SINCE = 2, FIELDS = 3;

/** Counts for how long each peripheral is connected: what its battery pays for. */
export class ConnectionTime {
	/** Of each peripheral the milliseconds of this day and of the one before, and since when it is connected: ticks, or NaN. */
	private _times: Float64Array;

	constructor(peripherals: number) {
		this._times = new Float64Array(FIELDS * peripherals);
		for (let at = 0; at < this._times.length; at += FIELDS)
			this._times[at + SINCE] = NaN;
	}
	begin(index: number, ticks: number): void {
		this._times[FIELDS * index + SINCE] = ticks;
	}
	end(index: number, ticks: number): void {
		this._times[FIELDS * index + TODAY]! += this.running(index, ticks);
		this._times[FIELDS * index + SINCE] = NaN;
	}
	/** A day, of 24 hours since the start, is over. */
	turn(ticks: number): void {
		for (let at = 0, index = 0; at < this._times.length; at += FIELDS, index++) {
			this._times[at + LAST_DAY] = this._times[at + TODAY]! + this.running(index, ticks);
			this._times[at + TODAY] = 0;
			if (!Number.isNaN(this._times[at + SINCE]!))
				this._times[at + SINCE] = ticks;
		}
	}
	/** Seconds of the running day. */
	today(index: number, ticks: number): number {
		return Math.round((this._times[FIELDS * index + TODAY]! + this.running(index, ticks)) / 1_000);
	}
	/** Seconds of the day before; 0 on the first. */
	lastDay(index: number): number {
		return Math.round(this._times[FIELDS * index + LAST_DAY]! / 1_000);
	}
	private running(index: number, ticks: number): number {
		const since = this._times[FIELDS * index + SINCE]!;
		return Number.isNaN(since) ? 0 : ticks - since;
	}
}
