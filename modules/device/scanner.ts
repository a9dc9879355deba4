import type { Clock } from "../text/clock";
import type { ListeningClient } from "./ble-client";

/** Scan results still on their way through NimBLE would be taken for results of a discovery that starts now. */
const SETTLE = 200;
/** Without repeats the controller reports each device once a scan; a new scan lets those seen too early come again. */
const REFRESH = 10_000;
/** Milliseconds in the unit of scan intervals. */
const UNIT = 0.625;

/** Scanning with the SDK's client, and the flag that the native code keeps of it; `BLERadio` says what that is about. */
export class Scanner {
	private _clock: Clock;
	private _parameters: Parameters<ListeningClient["startScanning"]>[0];
	private _client: ListeningClient | undefined;
	private _flag = false;
	private _putOff = false;
	private _started = -Infinity;
	private _stopped = -Infinity;

	/**
	 * `interval` and `window` in milliseconds.
	 * @param repeats whether the controller is to report each packet
	 */
	constructor(clock: Clock, { interval, window }: { readonly interval: number; readonly window: number }, repeats: boolean) {
		this._clock = clock;
		this._parameters = {
			active: true,
			duplicates: repeats,
			filterPolicy: 0,
			interval: Math.round(interval / UNIT),
			window: Math.round(window / UNIT),
		} as Parameters<ListeningClient["startScanning"]>[0];
	}
	/** The client to scan with, new or gone; its flag is not set. */
	set client(client: ListeningClient | undefined) {
		this._client = client;
		this._flag = this._putOff = false;
	}
	/** The native scanning flag; a connect that was asked for while it was set has stopped the scan, but not cleared it. */
	get flag(): boolean {
		return this._flag;
	}
	/** Whether a scan is wanted: it runs, or was put off. */
	get wanted(): boolean {
		return this._flag || this._putOff;
	}
	/** Milliseconds until nothing of the last scan is queued any more. */
	get unsettled(): number {
		return Math.max(0, this._stopped + SETTLE - this._clock.ticks);
	}
	/**
	 * Starts, or starts anew. Where ending the last scan took long it is put off until `tend`, for NimBLE may be resetting.
	 * Throws if the client is closed.
	 */
	start(): void {
		const client = this._client!;
		this._flag = false;
		this._putOff = true;
		client.stopScanning();
		if (client.doubtful)
			return;
		// a client that NimBLE's reset has closed (ble_client_on_reset) tells nobody: this throws then, while
		// startScanning would dereference a null pointer
		client.check();
		client.startScanning(this._parameters);
		this._flag = true;
		this._putOff = false;
		this._started = this._clock.ticks;
	}
	stop(): void {
		this._flag = this._putOff = false;
		this._client!.stopScanning();
		this._stopped = this._clock.ticks;
	}
	/** Starts what was put off, and a scan that has run long enough anew. Throws if the client is closed. */
	tend(): void {
		if (this._putOff || (this._flag && !this._parameters!.duplicates && this._clock.ticks - this._started >= REFRESH))
			this.start();
	}
	/** Takes the count that a `stop` is about to give back (see `BLERadio`). Throws if the client is closed, or may be. */
	take(): void {
		this._client!.take(this._parameters);
	}
}
