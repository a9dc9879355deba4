import type { BluetoothAddress } from "../text/bluetooth-address";

/** Why an operation of the radio did not succeed. */
export type RadioFailure =
	/** The SDK never called back within the deadline. */
	| "deadline"
	/** The link went away meanwhile. */
	| "disconnected"
	/** The peripheral does not have what was asked for. */
	| "not found"
	/** The peripheral answered, but did not do it (a descriptor that reads back differently). */
	| "refused"
	/** The BLE stack is being restarted. */
	| "restarting"
	/** The SDK threw, or NimBLE did not do it; the message says more. */
	| "exception";

export interface RadioError {
	readonly failure: RadioFailure;
	/** For people: what was attempted and what came of it. */
	readonly message: string;
}

/** What a characteristic offers (Core specification, volume 3 part G, 3.3.1.1). */
export const PROPERTY = Object.freeze({ read: 0x02, writeCommand: 0x04, write: 0x08, notify: 0x10, indicate: 0x20 });

/** A characteristic that discovery found. */
export interface RemoteCharacteristic {
	/** Attribute handle of the value; unique within its connection. */
	readonly handle: number;
	/** UUID of the service, 16 bytes, little-endian as on the air. */
	readonly service: Uint8Array;
	/** UUID of the characteristic, likewise. */
	readonly uuid: Uint8Array;
	/** Bits as in the Core specification, volume 3 part G, 3.3.1.1: `PROPERTY` has those that matter. */
	readonly properties: number;
}

/** What discovery is to look for; UUIDs of 16 bytes, little-endian. */
export interface WantedCharacteristic {
	readonly service: Uint8Array;
	readonly characteristic: Uint8Array;
	/** It has no UUIDs, but stands for whatever else notifies, apart from Generic Access and Generic Attribute. */
	readonly discovered?: boolean;
}

/** A connection to one peripheral. After it is gone every call completes with "disconnected". */
export interface RadioConnection {
	readonly address: BluetoothAddress;
	/** ATT MTU in bytes: a notification brings 3 less. 23 until it is exchanged. */
	readonly mtu: number;
	/** Asks for the largest MTU; `mtu` is what was agreed on. Once a connection. */
	exchangeMTU(done: (error: RadioError | null) => void): void;
	/** Discovers those of the characteristics that are there; one that is wanted twice is found once. */
	discover(wanted: readonly WantedCharacteristic[], done: (error: RadioError | null, found: readonly RemoteCharacteristic[]) => void): void;
	/**
	 * Turns notifications on, or indications where the characteristic has only those.
	 * @param configuration handle of its Client Characteristic Configuration, from a former connection; 0 if that is not
	 * known: then this connection must have discovered the characteristic. `done` gets it
	 */
	subscribe(handle: number, properties: number, configuration: number, done: (error: RadioError | null, configuration: number) => void): void;
	/**
	 * Reads an attribute, found on this connection or before. "refused" stands for every answer that is an error.
	 * @param done gets at most `mtu` - 1 bytes, only valid during the call; none with an error
	 */
	read(handle: number, done: (error: RadioError | null, bytes: Uint8Array) => void): void;
	/**
	 * Writes a characteristic's value, at most `mtu` - 3 bytes, which may change once `done` is called.
	 * @param response whether the peripheral is to answer; what it answers nobody tells: reading back does
	 */
	write(handle: number, bytes: Uint8Array, response: boolean, done: (error: RadioError | null) => void): void;
	/** Everything is subscribed to: what discovery found is forgotten, until it is done again. */
	settle(): void;
	/** Ends the connection, as an operation of the radio; `onDisconnected` follows. Throws unless idle. */
	disconnect(): void;
}

export interface RadioEvents {
	/** The BLE stack is up; only now may anything be asked of the radio. Called again after each restart. */
	onReady(): void;
	/**
	 * The same before anything was made of it, for each packet that is heard.
	 * @param address 6 bytes, the least significant first
	 * @returns whether `onAdvertisement` is to follow
	 */
	onPacket(address: ArrayBuffer, rssi: number, data: Uint8Array): boolean;
	/** An advertisement or scan response. `data` is only valid during the call. */
	onAdvertisement(address: BluetoothAddress, addressType: number, rssi: number, data: Uint8Array): void;
	/** A notification or an indication. `value` is only valid during the call. */
	onNotification(connection: RadioConnection, handle: number, value: Uint8Array): void;
	/** A connection that `connect` had completed is gone. */
	onDisconnected(connection: RadioConnection): void;
	/** The stack is being restarted for `reason`: every connection is gone, without `onDisconnected`. */
	onRestart(reason: string): void;
	/** The stack did not come up for so long that only restarting the firmware can help; called once. */
	onStuck(reason: string): void;
}

/**
 * One BLE central. It does one operation at a time (`connect`, `exchangeMTU`, `discover`, `subscribe`, `read`, `write`; asking for a
 * second one throws), completes each exactly once within its deadline, never from inside the call that asked for it, and
 * restarts the BLE stack by itself where nothing else helps.
 */
export interface Radio {
	/** Starts the stack. Called once. */
	open(events: RadioEvents): void;
	/** True when an operation may be started: the stack is up, and none runs. */
	readonly idle: boolean;
	/** Connections that the stack can hold at once. */
	readonly maximumConnections: number;
	/**
	 * Starts or stops scanning. Idempotent; throws unless idle. An operation that follows stops it by itself.
	 * @param anew whom the running scan has heard before shall be told of again
	 */
	scan(on: boolean, anew?: boolean): void;
	connect(address: BluetoothAddress, addressType: number, done: (error: RadioError | null, connection?: RadioConnection) => void): void;
	/** Ends the stack; nothing is called afterwards. */
	close(): void;
}
