import type { BluetoothAddress } from "../text/bluetooth-address";

/** Remembers, across restarts, which device a peripheral with `"sticky": true` has chosen. Neither call throws. */
export interface DeviceMemory {
	/** @param key at most 15 characters; undefined if nothing was kept */
	recall(key: string): BluetoothAddress | undefined;
	keep(key: string, address: BluetoothAddress): void;
}
