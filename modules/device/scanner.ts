import type { Clock } from "../text/clock";
import type { ListeningClient } from "./ble-client";

/** Scan results still on their way through NimBLE would be taken for results of a discovery that starts now. */
const SETTLE = 200;
/** The controller reports each device once a scan; a new scan lets those seen too early come again. */
const REFRESH = 10_000;
/** Milliseconds in the unit of scan intervals. */
const UNIT = 0.625;

/** Scanning with the SDK's client, and the flag that the native code keeps of it; `BLERadio` says what that is about. */
export class Scanner {
	#clock: Clock;
	#parameters: Parameters<ListeningClient["startScanning"]>[0];
	#client: ListeningClient | undefined;
	#flag = false;
	#putOff = false;
	#started = -Infinity;
	#stopped = -Infinity;

	/** `interval` and `window` in milliseconds. */
	constructor(clock: Clock, { interval, window }: { readonly interval: number; readonly window: number }) {
		this.#clock = clock;
		this.#parameters = {
			active: true,
			duplicates: false,
			filterPolicy: 0,
			interval: Math.round(interval / UNIT),
			window: Math.round(window / UNIT),
		} as Parameters<ListeningClient["startScanning"]>[0];
	}
	/** The client to scan with, new or gone; its flag is not set. */
	set client(client: ListeningClient | undefined) {
		this.#client = client;
		this.#flag = this.#putOff = false;
	}
	/** The native scanning flag; a connect that was asked for while it was set has stopped the scan, but not cleared it. */
	get flag(): boolean {
		return this.#flag;
	}
	/** Whether a scan is wanted: it runs, or was put off. */
	get wanted(): boolean {
		return this.#flag || this.#putOff;
	}
	/** Milliseconds until nothing of the last scan is queued any more. */
	get unsettled(): number {
		return Math.max(0, this.#stopped + SETTLE - this.#clock.ticks);
	}
	/**
	 * Starts, or starts anew. Where ending the last scan took long it is put off until `tend`, for NimBLE may be resetting.
	 * Throws if the client is closed.
	 */
	start(): void {
		const client = this.#client!;
		this.#flag = false;
		this.#putOff = true;
		client.stopScanning();
		if (client.doubtful)
			return;
		// a client that NimBLE's reset has closed (ble_client_on_reset) tells nobody: this throws then, while
		// startScanning would dereference a null pointer
		client.check();
		client.startScanning(this.#parameters);
		this.#flag = true;
		this.#putOff = false;
		this.#started = this.#clock.ticks;
	}
	stop(): void {
		this.#flag = this.#putOff = false;
		this.#client!.stopScanning();
		this.#stopped = this.#clock.ticks;
	}
	/** Starts what was put off, and a scan that has run long enough anew. Throws if the client is closed. */
	tend(): void {
		if (this.#putOff || (this.#flag && this.#clock.ticks - this.#started >= REFRESH))
			this.start();
	}
	/** Takes the count that a `stop` is about to give back (see `BLERadio`). Throws if the client is closed, or may be. */
	take(): void {
		this.#client!.take(this.#parameters);
	}
}
