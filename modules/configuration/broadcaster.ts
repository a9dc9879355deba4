import type { PeripheralPayload } from "./configuration";

/** Wildcards have so many places together: who is about and heard beyond them has none. */
export const ANYBODY = 32;
/** Stands in the name of a wildcard for the sender's address. */
export const ADDRESS_MARK = "{address}";
/** What its signal is called, and its unit. */
export const SIGNAL = "signal", SIGNAL_UNIT = "dBm";

/** What is published of one kind of device in the air. Several broadcasters share it. */
export interface BroadcastFields {
	/** Numbers of the fields' names, and of their usual meanings, in the library; 0 is the signal, which comes last. */
	readonly names: Uint8Array;
	readonly meanings: Uint8Array;
	/** `"temperature":`, where all go into one object; none where each is a value of its own. */
	readonly members: readonly string[];
	/** What follows each value in its payload where it has its usual meaning; none in an object. */
	readonly endings: readonly string[];
}

/** What is otherwise with one value, resolved: durations in milliseconds. */
export interface BroadcastWish {
	/** Last level of the default topic; "" for the library's. */
	readonly level: string;
	/** The whole topic; "" for the default one. */
	readonly topic: string;
	readonly json: boolean;
	readonly ending: string;
	readonly onChange: boolean;
	readonly deadBand: number;
	readonly minimumInterval: number;
	readonly maximumInterval: number;
}

/** Who is heard in advertisements only; or, as a wildcard, everybody of one kind. It lies in flash, whatever it holds. */
export interface BroadcasterConfiguration {
	readonly name: string;
	/** 6 bytes, the most significant first; undefined for a wildcard. */
	readonly address: Uint8Array | undefined;
	/** Number in the library's `devices`. */
	readonly device: number;
	readonly deviceName: string;
	/** Bind key of 16 bytes: what does not prove that it has it is refused. */
	readonly key: Uint8Array | undefined;
	/** Its number among those with a key. */
	readonly sender: number;
	readonly payload: PeripheralPayload;
	/** Whether the last of its fields is the signal. */
	readonly signal: boolean;
	/** Milliseconds from one publication to the next, at least, and after which the same is published again; 0 for none. */
	readonly minimumInterval: number;
	readonly maximumInterval: number;
	readonly fields: BroadcastFields;
	/** By place in `fields`: 0, or one more than the place in `wishes`. Empty without wishes. */
	readonly wished: Uint8Array;
	readonly wishes: readonly BroadcastWish[];
	/** What default topics begin with: before the address and, in a wildcard, behind it. */
	readonly before: string;
	readonly after: string;
	/** Channel of its first value. Each sender that a wildcard may have has `channels` of them. */
	readonly firstChannel: number;
	readonly channels: number;
}

/** Senders that it may have at once. */
export const placesOf = ({ address }: BroadcasterConfiguration): number => address ? 1 : ANYBODY;

/** What is otherwise with the value at `place`; undefined if nothing is. */
export const wishOf = ({ wished, wishes }: BroadcasterConfiguration, place: number): BroadcastWish | undefined =>
	wished.length > 0 && wished[place]! > 0 ? wishes[wished[place]! - 1] : undefined;
