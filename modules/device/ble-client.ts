import BLEClient from "bleclient";
import type { Clock } from "../text/clock";

/** Milliseconds after which a call into the native client counts as slow: NimBLE gives a silent controller 2 s. */
const SLOW = 1_000;

/** What we use of the SDK's objects (modules/network/ble/gatt.js); UUIDs and addresses are little-endian. */
export interface SDKDescriptor {
	readonly uuid: ArrayBuffer;
	readonly handle: number;
}
/** What is needed of a characteristic for its notifications. */
export interface NotifiedCharacteristic {
	handle: number;
	/** Number of the connection. */
	readonly connection: number;
}
export interface SDKCharacteristic extends NotifiedCharacteristic {
	readonly uuid: ArrayBuffer;
	readonly properties: number;
	readonly service: SDKService;
	/** Told by `onDescriptors`; nothing is where no handle is left for one. */
	discoverAllDescriptors(): void;
	/** Whatever has that handle. `onCharacteristicValue` follows, unless it is refused. */
	readValue(): void;
	writeWithoutResponse(value: ArrayBuffer): void;
}
export interface SDKService {
	readonly uuid: ArrayBuffer;
	/** Its last handle. */
	readonly end: number;
	readonly characteristics: NotifiedCharacteristic[];
	discoverAllCharacteristics(): void;
	/** What native code calls for each characteristic that it finds: makes one. */
	callback(event: "onCharacteristic", found: { readonly uuid: ArrayBuffer; readonly handle: number; readonly properties: number }): void;
}
export interface SDKClient {
	/** Number of the connection. */
	readonly connection: number;
	/** Notifications and values that were read go to the first one that spans their handle, and to its characteristic. */
	readonly services: SDKService[];
	discoverAllPrimaryServices(): void;
	/** What native code calls for each service that it finds: makes one. */
	callback(event: "onService", found: { readonly uuid: ArrayBuffer; readonly start: number; readonly end: number }): void;
	/** `onMTUExchanged` follows, unless it is refused or left without an answer. */
	exchangeMTU(mtu: number): void;
	/** Disconnects; throws "connection not found" if it is gone already. */
	close(): void;
}
export interface SDKAdvertisement {
	readonly address: ArrayBuffer;
	readonly addressType: number;
	readonly rssi: number;
	readonly scanResponse: { readonly buffer: ArrayBuffer };
}

/** The SDK's callbacks, as far as the gateway wants them. */
export interface ClientEvents {
	onReady(): void;
	onDiscovered(advertisement: SDKAdvertisement): void;
	onConnected(client: SDKClient): void;
	onDisconnected(connection: number): void;
	onMTUExchanged(connection: number, mtu: number): void;
	onServices(services: readonly SDKService[]): void;
	onCharacteristics(characteristics: readonly SDKCharacteristic[]): void;
	onDescriptors(descriptors: readonly SDKDescriptor[]): void;
	onValue(characteristic: NotifiedCharacteristic, value: ArrayBuffer): void;
	onNotification(characteristic: NotifiedCharacteristic, value: ArrayBuffer): void;
	/** The handler of `event`, ours or the SDK's, has thrown. */
	onException(event: string, error: unknown): void;
}

interface NativeCallee {
	callback(event: string, options: unknown): void;
}

/**
 * The SDK's `BLEClient` with its callbacks led to one listener, until it is muted: NimBLE's messages still come
 * after `close()`. The casts stand where the SDK's typings and its code differ.
 */
export class ListeningClient extends BLEClient {
	private _clock: Clock;
	private _events: ClientEvents | undefined;
	/** When the native call began that runs now. */
	private _since: number | undefined;
	private _doubtful = false;

	/** Throws "BLE already initialized" as long as the client before it is not gone. */
	constructor(clock: Clock, events: ClientEvents) {
		super();
		this._clock = clock;
		this._events = events;
	}
	/**
	 * Whether, in this turn, a call was slow or threw. NimBLE may then be resetting, which closes the client from another
	 * task, and some native calls dereference a null pointer after that: nothing more is called in this turn.
	 */
	get doubtful(): boolean {
		return this._doubtful || (this._since !== undefined && this._clock.ticks - this._since >= SLOW);
	}
	/** Throws if the client is closed, or may be. It costs next to nothing: xs_ble_client_set_local_privacy only looks then. */
	check(): void {
		if (this.doubtful)
			throw new Error("a call into the BLE stack was slow or failed");
		(this as unknown as { localPrivacy: boolean }).localPrivacy = false;
	}
	/**
	 * Takes one of the native client's counts: with the scanning flag set, startScanning does, and then throws "already
	 * scanning". Throws if the client is closed, or may be.
	 */
	take(parameters: Parameters<BLEClient["startScanning"]>[0]): void {
		this.check();
		try {
			super.startScanning(parameters);
		}
		catch {
		}
	}
	override startScanning(parameters: Parameters<BLEClient["startScanning"]>[0]): void {
		this.timed(() => super.startScanning(parameters));
	}
	override stopScanning(): void {
		this.timed(() => super.stopScanning());
	}
	override connect(options: Parameters<BLEClient["connect"]>[0]): void {
		this.timed(() => super.connect(options));
	}
	/** Tells the listener nothing more. */
	mute(): void {
		this._events = undefined;
	}
	/** Native code calls this and the methods below, and aborts the engine where one throws. */
	callback(event: string, options: unknown): void {
		try {
			(BLEClient.prototype as unknown as NativeCallee).callback.call(this, event, options);
		}
		catch (error) {
			this._events?.onException(event, error);
		}
	}
	override onReady(): void {
		this._events?.onReady();
	}
	override onDiscovered(device: unknown): void {
		this._events?.onDiscovered(device as SDKAdvertisement);
	}
	override onConnected(device: unknown): void {
		this._events?.onConnected(device as SDKClient);
	}
	override onDisconnected(device: unknown): void {
		this._guard("onDisconnected", events => events.onDisconnected((device as SDKClient).connection));
	}
	override onMTUExchanged(device: unknown, mtu: unknown): void {
		this._guard("onMTUExchanged", events => events.onMTUExchanged((device as SDKClient).connection, mtu as number));
	}
	override onServices(services: unknown): void {
		this._guard("onServices", events => events.onServices(services as SDKService[]));
	}
	override onCharacteristics(characteristics: unknown): void {
		this._guard("onCharacteristics", events => events.onCharacteristics(characteristics as SDKCharacteristic[]));
	}
	/** gatt.js calls it, though BLEClient does not have it. */
	onDescriptors(descriptors: unknown): void {
		this._guard("onDescriptors", events => events.onDescriptors(descriptors as SDKDescriptor[]));
	}
	override onCharacteristicValue(characteristic: unknown, value: unknown): void {
		this._guard("onCharacteristicValue", events => events.onValue(characteristic as NotifiedCharacteristic, value as ArrayBuffer));
	}
	/** Without a closure: this one comes with every reading. */
	override onCharacteristicNotification(characteristic: unknown, value: unknown): void {
		try {
			this._events?.onNotification(characteristic as NotifiedCharacteristic, value as ArrayBuffer);
		}
		catch (error) {
			this._events?.onException("onCharacteristicNotification", error);
		}
	}
	private _guard(event: string, tell: (events: ClientEvents) => void): void {
		const events = this._events;
		if (!events)
			return;
		try {
			tell(events);
		}
		catch (error) {
			events.onException(event, error);
		}
	}
	/** May come inside another: `connect` calls `onConnected` where the link is there. */
	private timed(call: () => void): void {
		const outer = this._since, start = this._clock.ticks;
		this._since = outer ?? start;
		try {
			call();
			if (this._clock.ticks - start >= SLOW) {
				this._doubtful = true;
				this._clock.set(() => this._doubtful = false, 0);
			}
		}
		catch (error) {
			this._doubtful = true;
			throw error;
		}
		finally {
			this._since = outer;
		}
	}
}
