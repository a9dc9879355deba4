import type { PeripheralConfiguration } from "../configuration/configuration";
import type { BluetoothAddress } from "../text/bluetooth-address";
import type { PeripheralRequest, RequestStep } from "./peripheral-request";
import type { RadioConnection } from "./radio";

/**
 * Where a peripheral stands in its life:
 * idle (nothing is due) → missing (looked for) → found (waits for the radio) → connecting → discovering → subscribing →
 * connected → leaving → idle, or missing where it is held, and from any of them → resting (backoff) → missing.
 */
export const STATE = Object.freeze({ idle: 0, missing: 1, found: 2, connecting: 3, discovering: 4, subscribing: 5, connected: 6, leaving: 7, resting: 8 });
const NAMES = Object.freeze(Object.keys(STATE)) as readonly (keyof typeof STATE)[];

/** What is remembered of a peripheral, by bits. */
export const NOTE = Object.freeze({
	/** It brought something on this connection. */
	served: 1,
	/** It rests because its failure cost the others a restart of the stack. */
	costly: 2,
	/** It left a request for a larger MTU unanswered: it is not asked again. */
	muteToMTU: 4,
	/** That its texts may be cut was told, and that it refuses to be read. */
	cutTold: 8,
	refusalTold: 16,
});

/** A request that waits, or is at work. */
export interface Errand {
	readonly request: PeripheralRequest;
	/** Whether it is on the air: then its deadline does not end it. */
	atWork: boolean;
	/** What kept it from being done last. */
	step: RequestStep;
	reason: string;
}

const STANDS = 0, NOTES = 1, FIRST_CHANNEL = 2, ADDRESS_TYPE = 3, FAILURES = 4, AWAITED = 5, DUE_AT = 6, SINCE = 7, LEAVE_AT = 8, READ_AT = 9, ALARM_AT = 10, FIELDS = 11;

/**
 * What the central knows of one configured peripheral, as numbers in a row of a table for all: one that is not connected
 * takes seven slots and 88 bytes. Times are ticks, Infinity for never.
 */
export class Peripheral {
	readonly configuration: PeripheralConfiguration;
	readonly index: number;
	/** Of the device that matched, from "found" on. */
	address: BluetoothAddress = "";
	connection: RadioConnection | undefined;
	errand: Errand | undefined;
	private _table: Float64Array;

	constructor(configuration: PeripheralConfiguration, index: number, table: Float64Array) {
		this.configuration = configuration;
		this.index = index;
		this._table = table;
	}
	/** One for each declaration, in their order. */
	static all(configurations: readonly PeripheralConfiguration[]): readonly Peripheral[] {
		const table = new Float64Array(FIELDS * configurations.length);
		let channel = 0;
		return configurations.map((configuration, index) => {
			const row = FIELDS * index;
			table[row + STANDS] = configuration.link.kind === "onDemand" ? STATE.idle : STATE.missing;
			table[row + FIRST_CHANNEL] = channel;
			table.fill(Infinity, row + LEAVE_AT, row + FIELDS);
			channel += configuration.values.length;
			return new Peripheral(configuration, index, table);
		});
	}
	/** One of `STATE`. */
	get state(): number {
		return this.get(STANDS);
	}
	set state(state: number) {
		this.set(STANDS, state);
	}
	/** For people. */
	get stateName(): keyof typeof STATE {
		return NAMES[this.state]!;
	}
	/** Number of its first value among all of the gateway's values. */
	get firstChannel(): number {
		return this.get(FIRST_CHANNEL);
	}
	get addressType(): number {
		return this.get(ADDRESS_TYPE);
	}
	set addressType(type: number) {
		this.set(ADDRESS_TYPE, type);
	}
	/** In a row: see `backoff`. */
	get failures(): number {
		return this.get(FAILURES);
	}
	set failures(failures: number) {
		this.set(FAILURES, failures);
	}
	/** Bits of the values, by their place, that it has not notified since it was connected. */
	get awaited(): number {
		return this.get(AWAITED);
	}
	set awaited(values: number) {
		this.set(AWAITED, values);
	}
	/** When the next visit is due, or what was asked for. */
	get dueAt(): number {
		return this.get(DUE_AT);
	}
	set dueAt(ticks: number) {
		this.set(DUE_AT, ticks);
	}
	/** When it was connected. */
	get since(): number {
		return this.get(SINCE);
	}
	set since(ticks: number) {
		this.set(SINCE, ticks);
	}
	/** When it is let go; when a value is to be read. */
	get leaveAt(): number {
		return this.get(LEAVE_AT);
	}
	set leaveAt(ticks: number) {
		this.set(LEAVE_AT, ticks);
	}
	get readAt(): number {
		return this.get(READ_AT);
	}
	set readAt(ticks: number) {
		this.set(READ_AT, ticks);
	}
	/** When it is to be looked after, whatever its state. */
	get alarmAt(): number {
		return this.get(ALARM_AT);
	}
	set alarmAt(ticks: number) {
		this.set(ALARM_AT, ticks);
	}
	/** @param note of `NOTE` */
	has(note: number): boolean {
		return (this.get(NOTES) & note) !== 0;
	}
	note(note: number, is = true): void {
		this.set(NOTES, is ? this.get(NOTES) | note : this.get(NOTES) & ~note);
	}
	private get(field: number): number {
		return this._table[FIELDS * this.index + field]!;
	}
	private set(field: number, value: number): void {
		this._table[FIELDS * this.index + field] = value;
	}
}
