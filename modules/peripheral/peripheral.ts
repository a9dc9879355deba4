import type { BluetoothAddress } from "../text/bluetooth-address";
import type { Backoff } from "../text/backoff";
import type { Alarm } from "../text/clock";
import type { PeripheralConfiguration } from "../configuration/configuration";
import type { PeripheralRequest, RequestStep } from "./peripheral-request";
import type { RadioConnection } from "./radio";

/**
 * Where a peripheral stands in its life:
 * idle (nothing is due) → missing (looked for) → found (waits for the radio) → connecting → discovering → subscribing →
 * connected → leaving → idle, or missing where it is held, and from any of them → resting (backoff) → missing.
 */
export type PeripheralState = "idle" | "missing" | "found" | "connecting" | "discovering" | "subscribing" | "connected" | "leaving" | "resting";

/** A request that waits, or is at work. */
export interface Errand {
	readonly request: PeripheralRequest;
	/** Whether it is on the air: then its deadline does not end it. */
	atWork: boolean;
	expiry: Alarm | undefined;
	/** What kept it from being done last. */
	step: RequestStep;
	reason: string;
}

/** What the central knows of one configured peripheral. Times are ticks, Infinity for never. */
export interface Peripheral {
	readonly configuration: PeripheralConfiguration;
	readonly index: number;
	/** Number of its first value among all of the gateway's values. */
	readonly firstChannel: number;
	readonly backoff: Backoff;
	state: PeripheralState;
	/** Of the device that matched, from "found" on. */
	address: BluetoothAddress;
	addressType: number;
	connection: RadioConnection | undefined;
	/** When the next visit is due, or what was asked for. */
	dueAt: number;
	/** When it was connected. */
	since: number;
	/** When it is let go; when a value is to be read. */
	leaveAt: number;
	readAt: number;
	/** Bits of the values, by their place, that it has not notified since it was connected. */
	awaited: number;
	/** It brought something on this connection. */
	served: boolean;
	/** It rests because its failure cost the others a restart of the stack. */
	costly: boolean;
	/** It left a request for a larger MTU unanswered: it is not asked again. */
	muteToMTU: boolean;
	/** That its texts may be cut, and that it refuses to be read, was told. */
	cutTold: boolean;
	refusalTold: boolean;
	errand: Errand | undefined;
	alarm: Alarm | undefined;
}
