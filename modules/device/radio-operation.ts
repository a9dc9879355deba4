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
	private _clock: Clock;
	private _alarm: Alarm | undefined;
	private _done: (error: RadioError | null) => void;

	constructor(clock: Clock, name: string, connection: number | undefined, done: (error: RadioError | null) => void) {
		this._clock = clock;
		this.name = name;
		this.connection = connection;
		this._done = done;
	}
	/** Calls back in `delay` milliseconds unless it completes, or `after` is called again, before. */
	after(delay: number, callback: () => void): void {
		this._clock.clear(this._alarm);
		this._alarm = this._clock.set(callback, delay);
	}
	failed(failure: RadioFailure, what: string): RadioError {
		return { failure, message: `${this.name} ${what}` };
	}
	/** It is over, and nobody is told. */
	drop(): void {
		this._clock.clear(this._alarm);
	}
	complete(error: RadioError | null): void {
		this.drop();
		this._done(error);
	}
}
