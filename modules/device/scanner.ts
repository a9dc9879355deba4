import type { Clock } from "../text/clock";
import type { ListeningClient } from "./ble-client";

/** Scan results still queued in the SDK would be taken for results of a discovery that starts now. */
const SETTLE = 300;
/** Milliseconds in the unit of scan intervals. */
const UNIT = 0.625;

/** Scanning with the SDK's client, and the flag that the native code keeps of it; `BLERadio` says what that is about. */
export class Scanner {
	#clock: Clock;
	#parameters: Parameters<ListeningClient["startScanning"]>[0];
	#client: ListeningClient | undefined;
	#flag = false;
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
		this.#flag = false;
	}
	/** The native scanning flag; a connect that was asked for while it was set has stopped the scan, but not cleared it. */
	get flag(): boolean {
		return this.#flag;
	}
	/** Milliseconds until nothing of the last scan is queued any more. */
	get unsettled(): number {
		return Math.max(0, this.#stopped + SETTLE - this.#clock.ticks);
	}
	/** Starts, or starts anew. Throws if the client is closed. */
	start(): void {
		// a client that NimBLE's reset has closed (ble_client_on_reset) tells nobody: this throws then, while
		// startScanning would dereference a null pointer
		this.#client!.stopScanning();
		this.#client!.startScanning(this.#parameters);
		this.#flag = true;
	}
	stop(): void {
		this.#client!.stopScanning();
		this.#flag = false;
		this.#stopped = this.#clock.ticks;
	}
	/** Starts a running scan anew; otherwise finds out whether the client still lives. Throws if it does not. */
	refresh(): void {
		if (this.#flag)
			this.start();
		else
			this.#client!.stopScanning();
	}
	/** Takes one of the native client's counts: with the flag set, startScanning does, and then throws "already scanning". */
	take(): void {
		try {
			this.#client!.startScanning(this.#parameters);
		}
		catch {
		}
	}
}
