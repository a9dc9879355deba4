import type { BluetoothAddress } from "../text/bluetooth-address";
import type { Backoff } from "../text/backoff";
import type { Alarm } from "../text/clock";
import type { PeripheralConfiguration } from "../configuration/configuration";
import type { RadioConnection } from "./radio";

/**
 * Where a peripheral stands in its life:
 * missing (looked for) → found (waits for the radio) → connecting → discovering → subscribing → connected,
 * and from any of them → resting (backoff) → missing.
 */
export type PeripheralState = "missing" | "found" | "connecting" | "discovering" | "subscribing" | "connected" | "resting";

/** A characteristic to whose values the gateway has subscribed. */
export interface Subscription {
	readonly handle: number;
	/** Indices into the peripheral's configured values. */
	readonly values: readonly number[];
	/** Whether one of them is a text that reaches to the end of the bytes, however many they are. */
	readonly open: boolean;
}

/** What the central knows of one configured peripheral. */
export interface Peripheral {
	readonly configuration: PeripheralConfiguration;
	/** Number of its first value among all of the gateway's values. */
	readonly firstChannel: number;
	readonly backoff: Backoff;
	state: PeripheralState;
	/** Of the device that matched, from "found" on. */
	address: BluetoothAddress;
	addressType: number;
	connection: RadioConnection | undefined;
	subscriptions: readonly Subscription[];
	/** It left a request for a larger MTU unanswered: it is not asked again. */
	muteToMTU: boolean;
	/** That its texts may be cut was told. */
	cutTold: boolean;
	alarm: Alarm | undefined;
}
