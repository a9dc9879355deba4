import SNTP from "sntp";
import Time from "time";
import type { Alarm, Clock } from "../text/clock";
import type { TimeSource } from "../gateway/network";
import type { TimeFloor } from "./time-floor";

const DEADLINE = 15_000;

/** The SDK's `sntp`, asked once at a time and given up after a while. */
export class DeviceTimeSource implements TimeSource {
	private _clock: Clock;
	private _floor: TimeFloor;
	private _sntp: { close(): void } | undefined;
	private _alarm: Alarm | undefined;

	constructor(clock: Clock, floor: TimeFloor) {
		this._clock = clock;
		this._floor = floor;
	}
	query(host: string, done: (error: string | null) => void): void {
		this.cancel();
		const finish = (error: string | null) => {
			this.cancel();
			done(error);
		};
		this._alarm = this._clock.set(() => finish(`no answer within ${DEADLINE / 1_000} s`), DEADLINE);
		try {
			const sntp: { close(): void } = new SNTP({ host }, (message, value) => {
				// it closes itself after its answer or error, and one that was forgotten may still speak
				if (this._sntp !== sntp || message === SNTP.retry)
					return;
				this._sntp = undefined;
				this.later(finish, message === SNTP.time ? this.set(value as number) : String(value));
			}) as unknown as { close(): void };
			this._sntp = sntp;
		}
		catch (error) {
			this.later(finish, `could not be asked ("${error}")`);
		}
	}
	cancel(): void {
		this._clock.clear(this._alarm);
		this._alarm = undefined;
		const sntp = this._sntp;
		this._sntp = undefined;
		sntp?.close();
	}
	/** @returns what is wrong with it, or null if the clock was set */
	private set(seconds: number): string | null {
		const floor = this._floor.time;
		// SNTP as the SDK has it knows whole seconds only
		if (seconds < Math.floor(floor / 1_000))
			return `says ${new Date(seconds * 1_000).toISOString()}, which is before ${new Date(floor).toISOString()}, ` +
				"when the firmware was built or the time was last known: refused";
		Time.set(seconds);
		return null;
	}
	private later(finish: (error: string | null) => void, error: string | null): void {
		this._clock.clear(this._alarm);
		this._alarm = this._clock.set(() => finish(error), 0);
	}
}
