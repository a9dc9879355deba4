import BLEClient from "bleclient";
import type { Clock } from "../text/clock";

/** Milliseconds after which a call into the native client counts as slow: NimBLE gives a silent controller 2 s. */
const SLOW = 1_000;
/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const CONNECTED = "onConnected", DISCOVERED = "onDiscovered";

/** What native code tells of a packet; the address is little-endian. */
export interface SDKAdvertisement {
	readonly address: ArrayBuffer;
	readonly addressType: number;
	readonly rssi: number;
	readonly scanResponse: ArrayBuffer;
}

/** The SDK's callbacks, as far as the gateway wants them. */
export interface ClientEvents {
	onReady(): void;
	onDiscovered(advertisement: SDKAdvertisement): void;
	/** There is a connection with that number: whoever is told of what happens on it attaches himself. */
	onConnected(connection: number): void;
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
	/**
	 * Native code calls this and the methods below, and aborts the engine where one throws. Packets end here: what the SDK
	 * would make of each is garbage for all that nobody wants.
	 */
	callback(event: string, options: unknown): void {
		try {
			if (event === DISCOVERED)
				this._events?.onDiscovered(options as SDKAdvertisement);
			// not the SDK's own objects of a connection, which take some hundred slots: see gatt-calls.ts
			else if (event === CONNECTED)
				this._events?.onConnected((options as { readonly connection: number }).connection);
			else
				(BLEClient.prototype as unknown as NativeCallee).callback.call(this, event, options);
		}
		catch (error) {
			this._events?.onException(event, error);
		}
	}
	override onReady(): void {
		this._events?.onReady();
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
