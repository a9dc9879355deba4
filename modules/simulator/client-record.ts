import type { MessageQueue } from "./message-queue";

/** A script object that native code calls. */
export interface Callee {
	callback(event: string, parameters?: object | number): unknown;
}

/** modBLERecord in modules/network/ble/nimble/modBLEClient.c: what belongs to one BLEClient. */
export interface ClientRecord {
	readonly object: Callee & { native: ClientRecord | undefined };
	scanning: boolean;
	closing: boolean;
	/** Its memory is free. */
	destroyed: boolean;
	useCount: number;
	/** Results of scans and of GATT discoveries alike. */
	readonly discoveryQueue: MessageQueue;
	readonly notificationQueue: MessageQueue;
}

/** kInvalidConnectionID in modules/network/ble/modBLE.h. */
export const INVALID_CONNECTION = 0xffff;

/** modBLEClientConnectionRecord. */
export interface ConnectionRecord {
	id: number;
	readonly address: Uint8Array;
	readonly addressType: number;
	connection: Callee | undefined;
	client: Callee | undefined;
}
