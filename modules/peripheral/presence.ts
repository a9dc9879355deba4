import type { PeripheralConfiguration } from "../configuration/configuration";
import type { Clock } from "../text/clock";

const ONLINE = 0, SINCE = 1, SERVED = 2, SIGNAL = 3, AWAY = 4, FIELDS = 5;
/** Beyond two periods a visit is late by this many milliseconds before its peripheral counts as away; so is one that is held, and was let go for another. */
const GRACE = 30_000;
/** Characters of a reason. */
const LONGEST_REASON = 100;

/**
 * Which peripherals are there: one that is held while it is connected; one that is visited as long as visits succeed; one
 * on demand always, as nobody knows before it is asked.
 */
export class Presence {
	private _clock: Clock;
	private _peripherals: readonly PeripheralConfiguration[];
	private _tell: (index: number, changed: boolean) => void;
	/** FIELDS numbers each: 1 if it is there, since when, when it was served last (ticks), dBm or NaN, 1 if it was let go. */
	private _table: Float64Array;
	/** Why the last connection ended, of those that lost one. */
	private _reasons: string[] = [];

	/** @param tell gets the index of one of which something has changed, and whether it came or went */
	constructor(clock: Clock, peripherals: readonly PeripheralConfiguration[], tell: (index: number, changed: boolean) => void) {
		this._clock = clock;
		this._peripherals = peripherals;
		this._tell = tell;
		this._table = new Float64Array(FIELDS * peripherals.length);
		for (let index = 0; index < peripherals.length; index++) {
			this._table[FIELDS * index + ONLINE] = peripherals[index]!.link.kind === "onDemand" ? 1 : 0;
			this._table[FIELDS * index + SIGNAL] = NaN;
		}
	}
	isOnline(index: number): boolean {
		return this._table[FIELDS * index + ONLINE] === 1;
	}
	/** When it came or went, in ticks. */
	since(index: number): number {
		return this._table[FIELDS * index + SINCE]!;
	}
	/** dBm, when it was found last; undefined before that. */
	signal(index: number): number | undefined {
		const signal = this._table[FIELDS * index + SIGNAL]!;
		return Number.isNaN(signal) ? undefined : signal;
	}
	/** Of the last loss; "" if there was none. */
	reason(index: number): string {
		return this._reasons[index] ?? "";
	}
	heard(index: number, signal: number): void {
		this._table[FIELDS * index + SIGNAL] = signal;
	}
	/** It is connected, and all is set up. */
	serve(index: number): void {
		this._table[FIELDS * index + SERVED] = this._clock.ticks;
		this._table[FIELDS * index + AWAY] = 0;
		this.set(index, true);
	}
	/** It was let go as it should be. */
	release(index: number): void {
		if (this._peripherals[index]!.link.kind === "hold") {
			this._table[FIELDS * index + SERVED] = this._clock.ticks;
			this._table[FIELDS * index + AWAY] = 1;
		}
		this._tell(index, false);
	}
	/** Its connection has ended, or none could be had. */
	lose(index: number, reason: string): void {
		this.remember(index, reason);
		this.set(index, this._peripherals[index]!.link.kind !== "hold" && this.isOnline(index));
	}
	/** To be called now and then: who is visited, or was let go, may be away without anything happening. */
	check(): void {
		const { ticks } = this._clock;
		for (let index = 0; index < this._peripherals.length; index++) {
			const { every, kind } = this._peripherals[index]!.link, late = ticks - this._table[FIELDS * index + SERVED]! - 2 * every - GRACE;
			if ((kind !== "visit" && !this._table[FIELDS * index + AWAY]) || late < 0 || !this.isOnline(index))
				continue;
			if (!this.reason(index))
				this.remember(index, "it was not found");
			this.set(index, false);
		}
	}
	private remember(index: number, reason: string): void {
		while (this._reasons.length < index)
			this._reasons.push("");
		this._reasons[index] = reason.slice(0, LONGEST_REASON);
	}
	private set(index: number, online: boolean): void {
		const changed = online !== this.isOnline(index);
		if (changed) {
			this._table[FIELDS * index + ONLINE] = online ? 1 : 0;
			this._table[FIELDS * index + SINCE] = this._clock.ticks;
		}
		this._tell(index, changed);
	}
}
