import type { BluetoothAddress } from "../text/bluetooth-address";
import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import { advertisedName, advertisedServices } from "./advertisement";

/** Milliseconds between two lines. */
const INTERVAL = 500;
/** After so many milliseconds everything is told again. */
const ROUND = 60_000;
/** Packets that are remembered as told, and services in a line. */
const REMEMBERED = 24, SERVICES = 4;

/**
 * For whoever looks for a peripheral that is not found: who is in the air, and why it is not the one. At most two lines a
 * second, and for each device one line a minute with a name and one without.
 */
export class AirReport {
	private _clock: Clock;
	private _log: Log;
	private _told: BluetoothAddress[] = [];
	private _since = -Infinity;
	private _last = -Infinity;

	constructor(clock: Clock, log: Log) {
		this._clock = clock;
		this._log = log;
	}
	/** Whether that packet has its turn. */
	wants(address: BluetoothAddress, data: Uint8Array): boolean {
		if (!this._log.shows("debug"))
			return false;
		const { ticks } = this._clock;
		if (ticks - this._last < INTERVAL)
			return false;
		if (ticks - this._since >= ROUND) {
			this._since = ticks;
			this._told.length = 0;
		}
		const name = advertisedName(data);
		const key = name === undefined ? address : `${address} ${name}`;
		if (this._told.length >= REMEMBERED || this._told.includes(key))
			return false;
		this._last = ticks;
		this._told.push(key);
		return true;
	}
	/** @param why for each peripheral that is looked for, why it is not this */
	tell(address: BluetoothAddress, addressType: number, rssi: number, data: Uint8Array, why: string): void {
		const name = advertisedName(data);
		const services = advertisedServices(data, SERVICES);
		this._log.debug("air", `${address} (${addressType === 0 ? "public" : "random"}) ${name === undefined ? "without a name" : `"${name}"`}, ${rssi} dBm` +
			`${services.length ? `, services ${services.join(" ")}` : ""}: ${why}`);
	}
}
