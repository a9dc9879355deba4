import type { Alarm, Clock } from "../text/clock";
import type { RadioError, RadioFailure } from "../peripheral/radio";

/** One thing asked of the radio: completes once, when the SDK answers or its deadline passes. */
export class RadioOperation {
	/** For people: "connecting to a4:c1:38:00:00:01". */
	readonly name: string;
	/** Number of the connection that it needs, or undefined while connecting. */
	readonly connection: number | undefined;
	/** Set when it is over but the radio not yet clean: what it completes with after that. */
	outcome: RadioError | undefined;
	#clock: Clock;
	#alarm: Alarm | undefined;
	#done: (error: RadioError | null) => void;

	constructor(clock: Clock, name: string, connection: number | undefined, done: (error: RadioError | null) => void) {
		this.#clock = clock;
		this.name = name;
		this.connection = connection;
		this.#done = done;
	}
	/** Calls back in `delay` milliseconds unless it completes, or `after` is called again, before. */
	after(delay: number, callback: () => void): void {
		this.#clock.clear(this.#alarm);
		this.#alarm = this.#clock.set(callback, delay);
	}
	failed(failure: RadioFailure, what: string): RadioError {
		return { failure, message: `${this.name} ${what}` };
	}
	/** It is over, and nobody is told. */
	drop(): void {
		this.#clock.clear(this.#alarm);
	}
	complete(error: RadioError | null): void {
		this.drop();
		this.#done(error);
	}
}
