import type { ValueFormat } from "../configuration/value-format";

/** The formats that a simulated number can have. */
export type NumberFormat = Exclude<ValueFormat, "sfloat" | "float" | "bits" | "utf8" | "hex">;

/** Where the values of a characteristic come from. A fixed one is made of bytes by the parser. */
export type ValueScenario =
	| { readonly kind: "fixed"; readonly bytes: Uint8Array }
	/** One after the other, and again from the first. */
	| { readonly kind: "list"; readonly values: readonly Uint8Array[] }
	| { readonly kind: "random"; readonly format: NumberFormat; readonly minimum: number; readonly maximum: number; readonly seed: number | undefined }
	/** From `start` up or down by at most `step`, within the bounds, as a voltage moves. */
	| { readonly kind: "walk"; readonly format: NumberFormat; readonly start: number; readonly step: number; readonly minimum: number; readonly maximum: number; readonly seed: number | undefined }
	/** From `start` on by `step`; what the format does not hold wraps. */
	| { readonly kind: "counter"; readonly format: NumberFormat; readonly start: number; readonly step: number };

/** A descriptor before the one that turns notifications on. */
export interface DescriptorScenario {
	/** 2 or 16 bytes, little-endian, as on the air. */
	readonly uuid: Uint8Array;
	readonly bytes: Uint8Array;
	readonly writable: boolean;
}

/** What becomes of the descriptor that turns notifications on (Client Characteristic Configuration, 0x2902). */
export type SubscriptionHabit =
	| "normal"
	/** Acts on Write Requests only, and ignores Write Commands, which is what `descriptor.writeValue` sends. */
	| "requests"
	/** Answers each write with an error. */
	| "refuses"
	/** Is not there. */
	| "missing";

/** What becomes of its value when it is written. */
export type WritingHabit =
	| "normal"
	/** Acts on Write Requests only. */
	| "requests"
	/** Answers with an error. */
	| "refuses"
	/** Answers, and keeps its value. */
	| "ignores"
	/** Takes another one: adds 1 to the first byte, as a device does that rounds. */
	| "alters";

/** What becomes of a read: "refuses" answers with an error. */
export type ReadingHabit = "normal" | "refuses";

export interface CharacteristicScenario {
	readonly uuid: Uint8Array;
	/** Bits as in the Core specification, volume 3 part G, 3.3.1.1. */
	readonly properties: number;
	readonly descriptors: readonly DescriptorScenario[];
	readonly subscription: SubscriptionHabit;
	readonly writing: WritingHabit;
	readonly reading: ReadingHabit;
	readonly value: ValueScenario;
	/** Milliseconds between notifications; undefined: only on events. */
	readonly every: number | undefined;
}

export interface ServiceScenario {
	readonly uuid: Uint8Array;
	readonly characteristics: readonly CharacteristicScenario[];
}

export interface PeripheralScenario {
	readonly name: string;
	/** 6 bytes, little-endian. */
	readonly address: Uint8Array;
	/** 0 public, 1 random. */
	readonly addressType: number;
	/**
	 * `name`: true for the complete one, false for none, or a text: that, as the shortened one. `complete`: the scan response
	 * has the complete one besides.
	 */
	readonly advertise: { readonly interval: number; readonly name: boolean | string; readonly complete: boolean; readonly services: readonly Uint8Array[] };
	/** dBm. */
	readonly rssi: number;
	/** Largest ATT MTU that the peripheral agrees to, in bytes. */
	readonly mtu: number;
	/** Milliseconds after which it ends each connection; undefined: never. */
	readonly hangUp: number | undefined;
	/** Whether it is there at the start. */
	readonly present: boolean;
	readonly services: readonly ServiceScenario[];
}

/** Somebody who says all in advertisements. */
export interface BroadcasterScenario {
	readonly name: string;
	/** 6 bytes, little-endian. Somebody else's, for who replays what he has recorded. */
	readonly address: Uint8Array;
	readonly addressType: number;
	/** Milliseconds. */
	readonly interval: number;
	/** How often each packet is sent. */
	readonly repeat: number;
	readonly rssi: number;
	/** What the packets are data of: a UUID of 16 bits or a company; neither: they are advertising data as they stand. */
	readonly service: number | undefined;
	readonly company: number | undefined;
	/** Of 16 bytes: it encrypts, with `counter` or from 0 on. */
	readonly key: Uint8Array | undefined;
	/** One after the other, and again from the first. */
	readonly packets: readonly Uint8Array[];
	/** Where a packet has a counter, and how it counts; after `restart` packets from 0. */
	readonly counter: { readonly at: number; readonly size: number; readonly bigEndian: boolean; readonly start: number; readonly step: number; readonly restart: number | undefined } | undefined;
}

/** What a peripheral can be made to do; see the README. */
export const PERIPHERAL_DEEDS = Object.freeze([
	"appear", "vanish", "disconnect",
	"accept-connections", "refuse-connections", "fail-connections", "odd-connections",
	"stall-discovery", "empty-discovery", "stall-subscribe", "normal", "change-handles",
	"malformed", "burst",
] as const);

/** What happens to the gateway's surroundings and to its own radio. */
export const WORLD_DEEDS = Object.freeze(["wifi-lost", "wifi-back", "wifi-refuse", "bluetooth-reset", "bluetooth-silent", "bluetooth-back"] as const);

export type PeripheralDeed = (typeof PERIPHERAL_DEEDS)[number];
export type WorldDeed = (typeof WORLD_DEEDS)[number];

/** Something that happens, without its time. */
export type Deed =
	| { readonly do: WorldDeed }
	| { readonly do: Exclude<PeripheralDeed, "malformed" | "burst">; readonly peripheral: string }
	| { readonly do: "malformed"; readonly peripheral: string; readonly characteristic: Uint8Array; readonly bytes: Uint8Array }
	| { readonly do: "burst"; readonly peripheral: string; readonly characteristic: Uint8Array; readonly count: number };

/** A world for the gateway to be in, checked and complete. `parseScenario` makes it. */
export interface Scenario {
	/** What the firmware is told, over its manifest: for the host's start, which alone can change it at run time. Not checked. */
	readonly configuration: Readonly<Record<string, unknown>>;
	/** Decides everything that looks random. */
	readonly seed: number;
	/** How many connections NimBLE is built for. */
	readonly maxConnections: number;
	/** `join`: milliseconds until there is an address. `rssi` in dBm. */
	readonly wifi: { readonly join: number; readonly address: string; readonly rssi: number };
	/** Milliseconds until the time server answers; undefined: never. */
	readonly clock: { readonly after: number | undefined };
	readonly peripherals: readonly PeripheralScenario[];
	readonly broadcasters: readonly BroadcasterScenario[];
	/** `at`: milliseconds since the start. */
	readonly events: readonly { readonly at: number; readonly deed: Deed }[];
}
