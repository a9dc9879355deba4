import type { Alarm, Clock } from "../text/clock";

/** One alarm for whatever comes next, where one for each would be an object and a closure for each. */
export class MovingAlarm {
	private _clock: Clock;
	private _ring: () => void;
	private _alarm: Alarm | undefined;
	private _at = Infinity;

	constructor(clock: Clock, ring: () => void) {
		this._clock = clock;
		this._ring = () => {
			this._at = Infinity;
			this._alarm = undefined;
			ring();
		};
	}
	/** Rings then, in ticks, and no longer when it was to before; Infinity for never. */
	move(at: number): void {
		if (at === this._at)
			return;
		this._clock.clear(this._alarm);
		this._at = at;
		this._alarm = at === Infinity ? undefined : this._clock.set(this._ring, Math.max(0, at - this._clock.ticks));
	}
}
