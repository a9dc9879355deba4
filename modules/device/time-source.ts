import SNTP from "sntp";
import Time from "time";
import type { Alarm, Clock } from "../gateway/clock";
import type { TimeSource } from "../gateway/network";

const DEADLINE = 15_000;

/** The SDK's `sntp`, asked once at a time and given up after a while. */
export class DeviceTimeSource implements TimeSource {
	#clock: Clock;
	#sntp: { close(): void } | undefined;
	#alarm: Alarm | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}
	query(host: string, done: (error: string | null) => void): void {
		this.cancel();
		const finish = (error: string | null) => {
			this.cancel();
			done(error);
		};
		this.#alarm = this.#clock.set(() => finish(`no answer within ${DEADLINE / 1_000} s`), DEADLINE);
		try {
			const sntp: { close(): void } = new SNTP({ host }, (message, value) => {
				// it closes itself after its answer or error, and one that was forgotten may still speak
				if (this.#sntp !== sntp || message === SNTP.retry)
					return;
				this.#sntp = undefined;
				if (message === SNTP.time) {
					Time.set(value as number);
					this.#later(finish, null);
				}
				else
					this.#later(finish, String(value));
			}) as unknown as { close(): void };
			this.#sntp = sntp;
		}
		catch (error) {
			this.#later(finish, `could not be asked ("${error}")`);
		}
	}
	cancel(): void {
		this.#clock.clear(this.#alarm);
		this.#alarm = undefined;
		const sntp = this.#sntp;
		this.#sntp = undefined;
		sntp?.close();
	}
	#later(finish: (error: string | null) => void, error: string | null): void {
		this.#clock.clear(this.#alarm);
		this.#alarm = this.#clock.set(() => finish(error), 0);
	}
}
