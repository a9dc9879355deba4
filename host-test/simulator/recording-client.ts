import BLEClient, { type DiscoveredDevice } from "../../modules/simulator/bleclient";
import type { Characteristic, Client, Descriptor, Service } from "../../modules/simulator/gatt";

/** A BLEClient that notes what it is told, in order, and keeps what it was given. */
export class RecordingClient extends BLEClient {
	readonly calls: string[] = [];
	readonly found: DiscoveredDevice[] = [];
	readonly clients: Client[] = [];
	services: Service[] = [];
	characteristics: Characteristic[] = [];
	descriptors: Descriptor[] = [];
	readonly values: number[][] = [];

	override onReady(): void {
		this.calls.push("ready");
	}
	override onDiscovered(device: DiscoveredDevice): void {
		this.calls.push("discovered");
		this.found.push(device);
	}
	override onConnected(client: Client): void {
		this.calls.push("connected");
		this.clients.push(client);
	}
	override onDisconnected(): void {
		this.calls.push("disconnected");
	}
	override onRSSI(): void {
		this.calls.push("rssi");
	}
	override onMTUExchanged(_client: Client, mtu: number): void {
		this.calls.push(`mtu ${mtu}`);
	}
	override onServices(services: Service[]): void {
		this.calls.push(`services ${services.length}`);
		this.services = [...services];
	}
	override onCharacteristics(characteristics: Characteristic[]): void {
		this.calls.push(`characteristics ${characteristics.length}`);
		this.characteristics = [...characteristics];
	}
	onDescriptors(descriptors: Descriptor[]): void {
		this.calls.push(`descriptors ${descriptors.length}`);
		this.descriptors = [...descriptors];
	}
	override onCharacteristicNotificationEnabled(): void {
		this.calls.push("enabled");
	}
	override onCharacteristicNotificationDisabled(): void {
		this.calls.push("disabled");
	}
	override onCharacteristicNotification(_characteristic: Characteristic, value: ArrayBuffer): void {
		this.calls.push("notification");
		this.values.push([...new Uint8Array(value)]);
	}
	override onCharacteristicValue(_characteristic: Characteristic, value: ArrayBuffer): void {
		this.calls.push("value");
		this.values.push([...new Uint8Array(value)]);
	}
	override onDescriptorValue(_descriptor: Descriptor, value: ArrayBuffer): void {
		this.calls.push("descriptor value");
		this.values.push([...new Uint8Array(value)]);
	}
	/** What it was told since it was asked last. */
	take(): string[] {
		return this.calls.splice(0);
	}
}
