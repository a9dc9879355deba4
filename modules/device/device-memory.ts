import storage from "embedded:storage/key-value";
import type { DeviceMemory } from "../peripheral/device-memory";
import { parseBluetoothAddress, type BluetoothAddress } from "../text/bluetooth-address";

const DOMAIN = "gattway-ble";

/** What peripherals with `"sticky": true` have chosen, in the ESP32's key-value storage (NVS). */
export class StoredDeviceMemory implements DeviceMemory {
	private _report: (problem: string) => void;

	/** `report` gets what keeps the storage from working, for people; the choice is good for this run only then. */
	constructor(report: (problem: string) => void) {
		this._report = report;
	}
	recall(key: string): BluetoothAddress | undefined {
		try {
			const values = storage.open({ path: DOMAIN, mode: "r+", format: "string" });
			const address = values.read(key);
			values.close();
			return typeof address === "string" && parseBluetoothAddress(address) === address ? address : undefined;
		}
		catch (error) {
			this._report(`which device is whose could not be read from flash ("${error}")`);
			return undefined;
		}
	}
	keep(key: string, address: BluetoothAddress): void {
		try {
			const values = storage.open({ path: DOMAIN, mode: "r+", format: "string" });
			values.write(key, address);
			values.close();
		}
		catch (error) {
			this._report(`which device is whose could not be kept in flash ("${error}")`);
		}
	}
}
