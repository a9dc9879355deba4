import type { TimerHandle } from "./timers";
import { world } from "./world";

/** Milliseconds from one question to the next. */
const RETRY = 5_000;
const ATTEMPTS = 5;

/** Returns the name of another server to ask after an error, or nothing to end it. */
export type SNTPCallback = (message: number, value?: number | string) => string | undefined | void;

/**
 * The SDK's module `sntp` (modules/network/sntp/sntp.js) with the time server of the scenario, which tells the host's
 * time. Names resolve as long as Wi-Fi is up.
 */
export default class SNTP {
	static readonly time = 1;
	static readonly retry = 2;
	static readonly error = -1;

	#callback: SNTPCallback;
	#attempts = ATTEMPTS;
	#resolved = false;
	#timer: TimerHandle | undefined;
	#answers: TimerHandle[] = [];

	/** `callback(SNTP.time, seconds since 1970)` ends it, as does `callback(SNTP.error, reason)` that returns no host. */
	constructor({ host }: { readonly host: string }, callback: SNTPCallback) {
		world.begin();
		this.#callback = callback;
		this.#timer = world.timers.repeat(() => this.#again(), RETRY);
		this.#start(host);
	}
	close(): void {
		world.timers.clear(this.#timer);
		this.#timer = undefined;
		this.#forgetAnswers();
	}
	#start(host: string): void {
		this.#attempts = ATTEMPTS;
		this.#resolved = false;
		this.#answers.push(world.timers.set(() => {
			if (!world.wifiUp)
				return this.#fail(`cannot resolve ${host}`);
			this.#resolved = true;
			this.#ask();
			this.#restartTimer();
		}, 0));
	}
	#again(): void {
		if (--this.#attempts === 0)
			return this.#fail("no response from SNTP server");
		this.#ask();
		this.#callback(SNTP.retry);
	}
	#ask(): void {
		const { after } = world.scenario.clock;
		if (!this.#resolved || after === undefined || !world.wifiUp)
			return;
		this.#answers.push(world.timers.set(() => {
			if (!world.wifiUp)
				return;
			this.close();
			this.#callback(SNTP.time, Math.floor(Date.now() / 1_000));
		}, after));
	}
	#fail(message: string): void {
		const host = this.#callback(SNTP.error, message);
		if (!host)
			return this.close();
		this.#restartTimer();
		this.#start(host);
	}
	#restartTimer(): void {
		world.timers.clear(this.#timer);
		this.#timer = world.timers.repeat(() => this.#again(), RETRY);
	}
	#forgetAnswers(): void {
		for (const timer of this.#answers)
			world.timers.clear(timer);
		this.#answers.length = 0;
	}
}
