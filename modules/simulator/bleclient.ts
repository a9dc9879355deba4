import { Advertisement, Bytes } from "./bytes";
import type { Callee, ClientRecord } from "./client-record";
import { Connection } from "./connection";
import { type Characteristic, Client, type Descriptor, type Listener, type Service } from "./gatt";
import { world } from "./world";

/** What `onDiscovered` gets; addresses are little-endian. */
export interface DiscoveredDevice {
	readonly address: Bytes;
	readonly addressType: number;
	/** dBm. */
	readonly rssi: number;
	readonly scanResponse: Advertisement;
}

interface NativeParameters {
	readonly connection: number;
	readonly address: ArrayBuffer;
	readonly addressType: number;
	readonly rssi: number;
	readonly scanResponse: ArrayBuffer;
}

/**
 * The SDK's module `bleclient` (modules/network/ble/bleclient.js) with peripherals that a scenario describes. It has the
 * traps of the SDK's native code on the ESP32 too: see ClientState, ClientGap and ClientGatt. Pairing, white lists and
 * GATT servers are not simulated. Callbacks come later, never from inside a call; `connect` to a peripheral that is
 * connected already, and `readRSSI`, are the SDK's exceptions.
 */
export class BLEClient implements Listener, Callee {
	/** The host data of the SDK's object; undefined once it is closed. */
	native: ClientRecord | undefined;

	/** Throws "BLE already initialized" as long as the one before is not gone. */
	constructor() {
		world.begin();
		world.gap.initialize(this);
	}
	/** Begins to close. Nothing tells when it is done, and it may never be. */
	close(): void {
		world.gap.state.close(this);
	}
	/** Ignored while a connect is pending; waits for ever; a failure is not told. */
	connect({ address, addressType }: { readonly address: ArrayBuffer; readonly addressType: number }): void {
		world.gap.connect(address, addressType);
	}
	/** `interval` and `window` in units of 0.625 ms. */
	startScanning({ active = true, duplicates = true, interval = 0x50, window = 0x30 }: {
		readonly active?: boolean;
		readonly duplicates?: boolean;
		readonly interval?: number;
		readonly window?: number;
		readonly filterPolicy?: number;
	} = {}): void {
		world.gap.startScanning({ active, duplicates, interval, window });
	}
	/** Switching it off does nothing. Throws if the client is gone. */
	set localPrivacy(_enable: boolean) {
		world.gap.state.validate();
	}
	stopScanning(): void {
		world.gap.state.stopScanning();
	}

	onReady(): void {}
	onDiscovered(_device: DiscoveredDevice): void {}
	onConnected(_client: Client): void {}
	onDisconnected(_client: Client): void {}
	onRSSI(_client: Client, _rssi: number): void {}
	onMTUExchanged(_client: Client, _mtu: number): void {}
	onServices(_services: Service[]): void {}
	onCharacteristics(_characteristics: Characteristic[]): void {}
	onCharacteristicValue(_characteristic: Characteristic, _value: ArrayBuffer): void {}
	onCharacteristicNotification(_characteristic: Characteristic, _value: ArrayBuffer): void {}
	onCharacteristicNotificationEnabled(_characteristic: Characteristic): void {}
	onCharacteristicNotificationDisabled(_characteristic: Characteristic): void {}
	onDescriptorValue(_descriptor: Descriptor, _value: ArrayBuffer): void {}

	/** What the native code calls. */
	callback(event: string, parameters?: NativeParameters): void {
		if (event === "onReady") {
			this.onReady();
			return;
		}
		const { address, addressType, connection, rssi, scanResponse } = parameters!;
		if (event === "onDiscovered") {
			this.onDiscovered({ address: new Bytes(address), addressType, rssi, scanResponse: new Advertisement(scanResponse) });
			return;
		}
		const client = new Client({ address: new Bytes(address), addressType, connection, ble: this });
		new Connection(client);
		this.onConnected(client);
	}
}

export default BLEClient;
