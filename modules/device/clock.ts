import Time from "time";
import Timer from "timer";
import type { Alarm, Clock } from "../gateway/clock";

/** Before this the time of day was not set: the SDK starts at 1970. 2024-01-01. */
const EARLIEST = 1_704_067_200_000;

/**
 * The SDK's timers and time. `Time.ticks` is a 32-bit count that wraps after some weeks, so it is counted on here;
 * ask for `ticks` at least once in 24 days, as every timer of ours does.
 */
export class DeviceClock implements Clock {
	#last = Time.ticks;
	#ticks = 0;

	get ticks(): number {
		const now = Time.ticks;
		this.#ticks += Time.delta(this.#last, now);
		this.#last = now;
		return this.#ticks;
	}
	get time(): number | undefined {
		const now = Date.now();
		return now >= EARLIEST ? now : undefined;
	}
	set(callback: () => void, delay: number): Alarm {
		return Timer.set(callback, delay);
	}
	clear(alarm: Alarm | undefined): void {
		Timer.clear(alarm as ReturnType<typeof Timer.set> | undefined);
	}
}
