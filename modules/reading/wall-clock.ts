import type { Clock } from "../text/clock";

/** The clock was set anew if it is off by more than this; less is the time that passes between two questions. */
const STEP = 50;

/** Tells the time of day of moments that were noted in ticks, also of those before the clock was set. */
export class WallClock {
	private _clock: Clock;
	/** Time of day of tick 0. */
	private _origin: number | undefined;

	constructor(clock: Clock) {
		this._clock = clock;
	}
	/** Whole milliseconds since 1970 (UTC) at that tick of this run; undefined as long as nobody has set the clock. */
	at(ticks: number): number | undefined {
		const { time } = this._clock;
		if (time === undefined)
			return undefined;
		const origin = time - this._clock.ticks;
		if (this._origin === undefined || Math.abs(origin - this._origin) > STEP)
			this._origin = origin;
		return Math.floor(this._origin + ticks);
	}
}
