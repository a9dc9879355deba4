import Time from "time";
import Timer from "timer";
import type { Alarm, Clock } from "../text/clock";
import { BUILD_TIME } from "./build-time";

/**
 * The SDK's timers and time. `Time.ticks` is a 32-bit count that wraps after some weeks, so it is counted on here
 * with every question and every timer, of which there are some a day.
 */
export class DeviceClock implements Clock {
	private _last = Time.ticks;
	private _ticks = 0;

	get ticks(): number {
		const now = Time.ticks;
		this._ticks += Time.delta(this._last, now);
		this._last = now;
		return this._ticks;
	}
	/** Undefined before the firmware was built: the SDK starts at 1970, and nobody has set the time. */
	get time(): number | undefined {
		const now = Date.now();
		return now >= BUILD_TIME ? now : undefined;
	}
	set(callback: () => void, delay: number): Alarm {
		// counts on, if nobody else asks
		void this.ticks;
		return Timer.set(callback, delay);
	}
	clear(alarm: Alarm | undefined): void {
		Timer.clear(alarm as ReturnType<typeof Timer.set> | undefined);
	}
}
