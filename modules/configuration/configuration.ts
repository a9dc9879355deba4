import type { BluetoothAddress } from "../text/bluetooth-address";
import type { DecimalFormula } from "../text/decimal-formula";
import type { LogLevel } from "../text/log";
import type { FormatTraits } from "./value-format";

/** Where the broker is. */
export interface BrokerAddress {
	/** True for `mqtts:` (TLS), false for `mqtt:` (in clear). */
	readonly secure: boolean;
	/** Name or IPv4/IPv6 address, without brackets. */
	readonly host: string;
	readonly port: number;
}

/** How a peripheral is told from all the others that advertise. */
export type PeripheralMatch =
	| { readonly by: "address"; readonly address: BluetoothAddress }
	| { readonly by: "name"; readonly name: string }
	| { readonly by: "namePrefix"; readonly prefix: string }
	/** 16 bytes, little-endian. */
	| { readonly by: "service"; readonly uuid: Uint8Array };

/** How bytes are read. */
export type ValueFormat =
	| "uint8" | "uint16" | "uint24" | "uint32"
	| "int8" | "int16" | "int24" | "int32"
	| "uint16be" | "uint24be" | "uint32be"
	| "int16be" | "int24be" | "int32be"
	| "float32" | "float32be"
	| "sfloat" | "float"
	| "bits" | "utf8" | "hex";

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

/** One value of one characteristic, published to one topic. */
export interface ValueConfiguration extends ValueDeclaration {
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
}

/**
 * When readings go to the journal in flash: "outage" what has waited for 2 s, "always" each one before it is published,
 * "never" none.
 */
export type JournalMode = "outage" | "always" | "never";

/** What goes when the journal (or without one the RAM) is full. */
export type FullPolicy = "drop oldest" | "drop newest";

export interface PeripheralConfiguration {
	readonly name: string;
	readonly match: PeripheralMatch;
	/** Whether the first device that matched stays the peripheral for ever, and not only until restart. */
	readonly sticky: boolean;
	readonly values: readonly ValueConfiguration[];
}

/** The gateway's settings, checked and complete. `parseConfiguration` makes it. */
export interface Configuration {
	/** Name of the Wi-Fi network, 1 to 32 bytes. */
	readonly ssid: string;
	/** Undefined for an open network. */
	readonly password: string | undefined;
	readonly broker: BrokerAddress;
	readonly user: string | undefined;
	readonly pass: string | undefined;
	/** SHA-256 of a SubjectPublicKeyInfo each, one of which the broker's chain must have; none: no pin. */
	readonly pins: readonly Uint8Array[];
	/** MQTT client identifier; undefined: `gattway-` and the last six digits of the MAC address. */
	readonly clientId: string | undefined;
	/** Before `/status` and before the topics of values that name none. */
	readonly prefix: string;
	/** MQTT keep-alive in milliseconds. */
	readonly keepAlive: number;
	/** Bound of the readings in RAM, in bytes. */
	readonly queue: number;
	readonly journal: JournalMode;
	/** What goes when the journal (or without one the RAM) is full. */
	readonly whenFull: FullPolicy;
	/** Whether status and its like are published retained; some brokers refuse that. */
	readonly retain: boolean;
	/** Whether there are status topics and a will at all. */
	readonly status: boolean;
	/** Name or address of the time server. */
	readonly sntp: string;
	/** Scan interval and window in milliseconds. */
	readonly scan: { readonly interval: number; readonly window: number };
	/** BLE connections at once, 1 to 9; on the ESP32 no more than sdkconfig and the define `ble.max_connections` allow. */
	readonly connections: number;
	/** How much the console tells. */
	readonly log: LogLevel;
	readonly peripherals: readonly PeripheralConfiguration[];
}
