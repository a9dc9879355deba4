import type { BluetoothAddress } from "../text/bluetooth-address";
import type { DecimalFormula } from "../text/decimal-formula";
import type { BroadcasterConfiguration } from "./broadcaster";
import type { Entity } from "./entity-maker";
import type { Values } from "./key";
import type { KeyTable } from "./key-table";
import type { LinkDeclaration, ReadDeclaration } from "./link-declaration";
import type { FormatTraits, ValueFormat } from "./value-format";

/** What may change while the firmware runs, checked and complete; durations in milliseconds. `parseSettings` makes it. */
export type Settings = Values<KeyTable["setting"]>;

type Declared = Values<KeyTable["declaration"]>;

/**
 * When readings go to the journal in flash: "outage" what has waited for 2 s, "always" each one before it is published,
 * "never" none.
 */
export type JournalMode = Declared["journal"];

/** What goes when the journal (or without one the RAM) is full. */
export type FullPolicy = Declared["whenFull"];

/** How values are published. */
export type Payload = Declared["payload"];

/** The same of a peripheral: "object" is all fields of a notification in one. */
export type PeripheralPayload = Payload | "object";

/** Scan interval and window in milliseconds. */
export type ScanDuty = Values<KeyTable["scan"]>;

/** What only a new build can change, checked and complete. `declare` makes it; on the device it lies in flash. */
export interface Declarations extends Omit<Declared, "payload" | "peripherals" | "scan"> {
	readonly scan: ScanDuty;
	/** Those that are connected to. */
	readonly peripherals: readonly PeripheralConfiguration[];
	/** Those that are only heard; their channels follow those of all values. */
	readonly broadcasters: readonly BroadcasterConfiguration[];
	/** Of all peripherals: a value's place is its channel. */
	readonly values: readonly ValueConfiguration[];
}

/** Everything that people have said. */
export type Configuration = Settings & Declarations;

/** How a peripheral is told from all the others that advertise. */
export type PeripheralMatch =
	| { readonly by: "address"; readonly address: BluetoothAddress }
	/** `bytes` are in UTF-8, of a name without padding: advertisements are compared as bytes. */
	| { readonly by: "name"; readonly name: string; readonly bytes: Uint8Array }
	| { readonly by: "namePrefix"; readonly prefix: string; readonly bytes: Uint8Array }
	/** 16 bytes, little-endian. */
	| { readonly by: "service"; readonly uuid: Uint8Array };

/** What is said of how a characteristic's bytes become text. */
export interface ValueForm {
	readonly format: ValueFormat;
	/** First byte of the value within the characteristic, 0 to 511. */
	readonly at: number;
	/**
	 * "bits": the lowest bit (0 to 31), counted from bit 0 of the byte `at`, and how many (1 to 32), little-endian. Both are
	 * 0 for other formats.
	 */
	readonly bit: number;
	readonly bits: number;
	/** The number is multiplied by `scale`, which is not 0, then `offset` is added. 1 and 0 for "utf8" and "hex". */
	readonly scale: number;
	readonly offset: number;
	/** Digits after the decimal point, 0 to 9, or undefined for as many as the number needs. */
	readonly decimals: number | undefined;
	/** Follows the value after a space, at most 16 bytes; "" for none. */
	readonly unit: string;
}

/** That, and what follows from it; `declareForm` makes it. Flat, for it lies in flash. */
export interface ValueDeclaration extends ValueForm, DecimalFormula {
	readonly traits: FormatTraits;
	/** Bytes that the characteristic must have. Text and "hex" need only reach their start, for they may be empty. */
	readonly minimumLength: number;
}

/** What a layout of the library says of the bytes of one characteristic; its values share it. */
export interface FieldGroup {
	/** Where the layout begins. */
	readonly layout: number;
	/** The fields that are published, by the numbers of their names and of their usual meanings. */
	readonly names: Uint8Array;
	readonly meanings: Uint8Array;
	/** `"heartRate":`, in the order of `names`, where all go into one object; none where each is a value of its own, in that order. */
	readonly members: readonly string[];
}

/** One value of one characteristic, published to one topic. */
export interface ValueConfiguration extends ValueDeclaration {
	/** Undefined where the form above says what the bytes are. */
	readonly group: FieldGroup | undefined;
	/** Whether it is the place of a characteristic that nobody declared, which discovery finds: then `topic` is what stands before its name. */
	readonly discovered: boolean;
	/** Which of the group it is; the others follow the first, which gets the bytes for all. */
	readonly place: number;
	/** For people: what the console calls it. */
	readonly name: string;
	/** 16 bytes, little-endian. */
	readonly service: Uint8Array;
	readonly characteristic: Uint8Array;
	readonly topic: string;
	/** Whether it is published as JSON, with unit, time and sequence number beside it. */
	readonly json: boolean;
	/** What follows the value in its payload, which in JSON is completed when it is sent. */
	readonly ending: string;
	/** When it is read; an interval in milliseconds. */
	readonly read: ReadDeclaration;
	/** Whether it may be written over MQTT. */
	readonly write: boolean;
	/** Milliseconds after which a reading is an old one; 0 where it is not said. */
	readonly expireAfter: number;
	/** For Home Assistant. */
	readonly entities: readonly Entity[];
	/** What is not published: see the README. Milliseconds; 0 and false for no such rule. */
	readonly onChange: boolean;
	readonly deadBand: number;
	readonly minimumInterval: number;
	readonly maximumInterval: number;
}

export interface PeripheralConfiguration {
	readonly name: string;
	readonly match: PeripheralMatch;
	/** Whether the first device that matched stays the peripheral for ever, and not only until restart. */
	readonly sticky: boolean;
	readonly link: LinkDeclaration;
	/** Characteristics that are not published though all others are. */
	readonly leftOut: readonly Uint8Array[];
	/** Its name as identifiers of Home Assistant may have it. */
	readonly slug: string;
	readonly values: readonly ValueConfiguration[];
}
