import type { Alarm, Clock } from "../text/clock";
import type { RadioError, RadioFailure } from "../peripheral/radio";

/** Whose operation it is. */
export interface Operator {
	/** Takes the next step: what it waited for has come. */
	onStep(): void;
	/** It is over. */
	onDone(error: RadioError | null): void;
}

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
	/** Undefined: nobody is told. */
	private _operator: Operator | undefined;
	/** What it waits for: so many turns of the engine, or `ANSWER`. */
	turns = 0;

	constructor(clock: Clock, name: string, connection: number | undefined, operator?: Operator) {
		this._clock = clock;
		this.name = name;
		this.connection = connection;
		this._operator = operator;
	}
	/** Calls back in `delay` milliseconds unless it completes, or `after` is called again, before. */
	after(delay: number, callback: () => void): void {
		this._clock.clear(this._alarm);
		this._alarm = this._clock.set(callback, delay);
	}
	failed(failure: RadioFailure, what: string): RadioError {
		return { failure, message: `${this.name} ${what}` };
	}
	/** What it waited for has come. */
	step(): void {
		this._operator?.onStep();
	}
	/** It is over, and nobody is told. */
	drop(): void {
		this._clock.clear(this._alarm);
	}
	complete(error: RadioError | null): void {
		this.drop();
		this._operator?.onDone(error);
	}
}
