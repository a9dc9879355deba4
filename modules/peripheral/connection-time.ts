/** Counts for how long each peripheral is connected: what its battery pays for. */
export class ConnectionTime {
	/** Milliseconds of this day and of the one before. */
	#today: Uint32Array;
	#lastDay: Uint32Array;
	/** Ticks; NaN while it is not connected. */
	#since: Float64Array;

	constructor(peripherals: number) {
		this.#today = new Uint32Array(peripherals);
		this.#lastDay = new Uint32Array(peripherals);
		this.#since = new Float64Array(peripherals).fill(NaN);
	}
	begin(index: number, ticks: number): void {
		this.#since[index] = ticks;
	}
	end(index: number, ticks: number): void {
		this.#today[index]! += this.running(index, ticks);
		this.#since[index] = NaN;
	}
	/** A day, of 24 hours since the start, is over. */
	turn(ticks: number): void {
		for (let i = 0; i < this.#today.length; i++) {
			this.#lastDay[i] = this.#today[i]! + this.running(i, ticks);
			this.#today[i] = 0;
			if (!Number.isNaN(this.#since[i]!))
				this.#since[i] = ticks;
		}
	}
	/** Seconds of the running day. */
	today(index: number, ticks: number): number {
		return Math.round((this.#today[index]! + this.running(index, ticks)) / 1_000);
	}
	/** Seconds of the day before; 0 on the first. */
	lastDay(index: number): number {
		return Math.round(this.#lastDay[index]! / 1_000);
	}
	private running(index: number, ticks: number): number {
		const since = this.#since[index]!;
		return Number.isNaN(since) ? 0 : ticks - since;
	}
}
