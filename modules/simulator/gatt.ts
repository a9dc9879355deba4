import { Bytes } from "./bytes";
import type { CharacteristicHandles } from "./client-gatt";
import type { Callee } from "./client-record";
import { world } from "./world";

/*
 * The script objects of modules/network/ble/gatt.js. The SDK's names that begin with an underscore are native functions,
 * which go by their arguments, and call back on what they are called on; here ClientGatt does what they do.
 */

/** The callbacks of BLEClient that these objects call; like the SDK's BLEClient, ours does not define `onDescriptors`. */
export interface Listener {
	onDisconnected(client: Client): void;
	onRSSI(client: Client, rssi: number): void;
	onMTUExchanged(client: Client, mtu: number): void;
	onServices(services: Service[]): void;
	onCharacteristics(characteristics: Characteristic[]): void;
	onCharacteristicValue(characteristic: Characteristic, value: ArrayBuffer): void;
	onCharacteristicNotification(characteristic: Characteristic, value: ArrayBuffer): void;
	onCharacteristicNotificationEnabled(characteristic: Characteristic): void;
	onCharacteristicNotificationDisabled(characteristic: Characteristic): void;
	onDescriptorValue(descriptor: Descriptor, value: ArrayBuffer): void;
}

interface Parameters {
	readonly uuid: ArrayBuffer;
	readonly handle: number;
	readonly start: number;
	readonly end: number;
	readonly properties: number;
	readonly value: ArrayBuffer;
}

export class Client implements Callee {
	readonly ble: Listener;
	readonly connection: number;
	readonly address: Bytes;
	readonly addressType: number;
	readonly services: Service[] = [];

	constructor({ ble, connection, address, addressType }: Pick<Client, "ble" | "connection" | "address" | "addressType">) {
		this.ble = ble;
		this.connection = connection;
		this.address = address;
		this.addressType = addressType;
	}
	/** Disconnects; throws "connection not found" if it is gone. */
	close(): void {
		this._disconnect(this.connection);
	}
	/** Forgets the services found before, so that notifications of their characteristics are dropped from now on. */
	discoverPrimaryService(uuid: ArrayBuffer): void {
		this.services.length = 0;
		this._discoverPrimaryServices(this.connection, uuid);
	}
	discoverAllPrimaryServices(): void {
		this.services.length = 0;
		this._discoverPrimaryServices(this.connection);
	}
	findServiceByUUID(uuid: Bytes): Service | undefined {
		return this.services.find(service => uuid.equals(service.uuid));
	}
	readRSSI(): void {
		world.gatt.readRSSI(this.connection);
	}
	exchangeMTU(value: number): void {
		this._exchangeMTU(this.connection, value);
	}
	_disconnect(connection: number): void {
		world.gap.disconnect(connection);
	}
	_exchangeMTU(connection: number, value: number): void {
		world.gatt.exchangeMTU(connection, value);
	}
	_discoverPrimaryServices(connection: number, uuid?: ArrayBuffer): void {
		world.gatt.discoverServices(connection, uuid);
	}
	callback(event: string, parameters?: Parameters): void {
		const { ble } = this;
		if (event === "onService") {
			if (parameters)
				this.services.push(new Service(this, parameters));
			else
				ble.onServices(this.services);
			return;
		}
		const { handle, value } = parameters!;
		if (event === "onDescriptorValue") {
			const descriptor = this._findDescriptorByHandle(handle);
			if (descriptor)
				ble.onDescriptorValue(descriptor, value);
			return;
		}
		const characteristic = this._findCharacteristicByHandle(handle);
		if (characteristic)
			ble[event as "onCharacteristicValue"](characteristic, value);
	}
	_findCharacteristicByHandle(handle: number): Characteristic | undefined {
		return this.services.find(({ start, end }) => handle >= start && handle <= end)
			?.characteristics.find(characteristic => characteristic.handle === handle);
	}
	_findDescriptorByHandle(handle: number): Descriptor | undefined {
		for (const service of this.services) {
			for (const characteristic of service.characteristics) {
				const descriptor = characteristic.descriptors.find(candidate => candidate.handle === handle);
				if (descriptor)
					return descriptor;
			}
		}
		return undefined;
	}
}

export class Service implements Callee {
	readonly ble: Listener;
	readonly connection: number;
	readonly uuid: Bytes;
	readonly start: number;
	readonly end: number;
	readonly characteristics: Characteristic[] = [];

	constructor({ ble, connection }: Client, { uuid, start, end }: Parameters) {
		this.ble = ble;
		this.connection = connection;
		this.uuid = new Bytes(uuid);
		this.start = start;
		this.end = end;
	}
	discoverCharacteristic(uuid: ArrayBuffer): void {
		this.characteristics.length = 0;
		this._discoverCharacteristics(this.connection, this.start, this.end, uuid);
	}
	discoverAllCharacteristics(): void {
		this.characteristics.length = 0;
		this._discoverCharacteristics(this.connection, this.start, this.end);
	}
	_discoverCharacteristics(this: Callee, connection: number, start: number, end: number, uuid?: ArrayBuffer): void {
		world.gatt.discoverCharacteristics(connection, this, start, end, uuid);
	}
	findCharacteristicByUUID(uuid: Bytes): Characteristic | undefined {
		return this.characteristics.find(characteristic => uuid.equals(characteristic.uuid));
	}
	callback(_event: string, parameters?: Parameters): void {
		if (parameters)
			this.characteristics.push(new Characteristic(this, parameters));
		else
			this.ble.onCharacteristics(this.characteristics);
	}
}

export class Characteristic implements Callee {
	readonly ble: Listener;
	readonly service: Service;
	readonly connection: number;
	readonly uuid: Bytes;
	readonly handle: number;
	readonly properties: number;
	readonly descriptors: Descriptor[] = [];

	constructor(service: Service, { uuid, handle, properties }: Parameters) {
		this.ble = service.ble;
		this.service = service;
		this.connection = service.connection;
		this.uuid = new Bytes(uuid);
		this.handle = handle;
		this.properties = properties;
	}
	discoverAllDescriptors(): void {
		this.descriptors.length = 0;
		this._discoverAllDescriptors(this.connection, this.handle);
	}
	/** It reads `handle` and `service` of what it is called on. */
	_discoverAllDescriptors(this: Callee & CharacteristicHandles, connection: number, _handle: number): void {
		world.gatt.discoverDescriptors(connection, this);
	}
	enableNotifications(): void {
		world.gatt.enableNotifications(this.connection, this.handle, true);
	}
	disableNotifications(): void {
		world.gatt.enableNotifications(this.connection, this.handle, false);
	}
	readValue(auth = 0): void {
		this._readValue(this.connection, this.handle, auth);
	}
	writeWithoutResponse(value: ArrayBuffer): void {
		this._writeWithoutResponse(this.connection, this.handle, value);
	}
	_readValue(connection: number, handle: number, _auth: number): void {
		world.gatt.read(connection, handle, "onCharacteristicValue");
	}
	_writeWithoutResponse(connection: number, handle: number, value: ArrayBuffer): void {
		world.gatt.write(connection, handle, value);
	}
	callback(_event: string, parameters?: Parameters): void {
		if (parameters)
			this.descriptors.push(new Descriptor(this, parameters));
		else
			(this.ble as unknown as { onDescriptors(descriptors: Descriptor[]): void }).onDescriptors(this.descriptors);
	}
}

export class Descriptor {
	readonly characteristic: Characteristic;
	readonly connection: number;
	readonly uuid: Bytes;
	readonly handle: number;

	constructor(characteristic: Characteristic, { uuid, handle }: Parameters) {
		this.characteristic = characteristic;
		this.connection = characteristic.connection;
		this.uuid = new Bytes(uuid);
		this.handle = handle;
	}
	readValue(_auth?: number): void {
		world.gatt.read(this.connection, this.handle, "onDescriptorValue");
	}
	/** Without response, as the other one. */
	writeValue(value: ArrayBuffer): void {
		world.gatt.write(this.connection, this.handle, value);
	}
	writeWithoutResponse(value: ArrayBuffer): void {
		world.gatt.write(this.connection, this.handle, value);
	}
}
