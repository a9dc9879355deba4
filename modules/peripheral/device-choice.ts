import type { PeripheralConfiguration } from "../configuration/configuration";
import type { BluetoothAddress } from "../text/bluetooth-address";
import type { Log } from "../text/log";
import { encodeUTF8 } from "../text/utf8";
import type { DeviceMemory } from "./device-memory";
import { matches, matchText, mismatch, overlaps } from "./peripheral-matcher";

/** Addresses below it, of those that are random, are private: they change by themselves (Core, volume 6 part B, 1.3.2). */
const FIRST_STATIC = "c";
const RANDOM = 1;
/** Characters of so many addresses. */
const MOST_REFUSED = 4 * "a4:c1:38:00:00:00".length;
/** FNV-1a, 32 bits. */
const FNV_BASIS = 0x811c9dc5, FNV_PRIME = 0x01000193;

/**
 * Which device is for which configured peripheral: what the configuration says, and, so that two devices of one name do
 * not swap their topics, the one that was there first. A peripheral keeps the device with which everything succeeded,
 * by its address, until the gateway restarts; for ever with `"sticky": true`. One at a private address can't be kept.
 */
export class DeviceChoice {
	private _peripherals: readonly PeripheralConfiguration[];
	/** What a declaration names by its address is kept from the start. */
	private _kept: (BluetoothAddress | undefined)[];
	/** For each, once there is one: the addresses that it did not take, one behind the other. They are told once each, and no more than four. */
	private _refused: string[] | undefined;
	/** Of whom it was told that another may have the same device: bit n for the nth. */
	private _shared = 0;
	private _memory: DeviceMemory;
	private _log: Log;

	constructor(peripherals: readonly PeripheralConfiguration[], memory: DeviceMemory, log: Log) {
		this._peripherals = peripherals;
		this._memory = memory;
		this._log = log;
		this._kept = peripherals.map(({ match, sticky }, index) => match.by === "address" ? match.address : sticky ? memory.recall(this.key(index)) : undefined);
	}
	/** Warns of declarations that one device could satisfy, and says what was kept. */
	start(): void {
		for (let i = 0; i < this._peripherals.length; i++) {
			const other = this._peripherals.findIndex(({ match }, index) => index < i && overlaps(match, this._peripherals[i]!.match));
			if (other >= 0)
				this.warnShared(i, other);
			if (this._kept[i] && this._peripherals[i]!.match.by !== "address")
				this._log.info("ble", `${this.name(i)} is only ever the device at ${this._kept[i]} (sticky); change its name or match to choose anew`);
		}
	}
	/** Whether that advertisement or scan response comes from the device for peripheral `index`. Allocates nothing if not. */
	suits(index: number, address: BluetoothAddress, data: Uint8Array): boolean {
		const kept = this._kept[index];
		if (kept !== undefined && kept === address)
			return true;
		if (!matches(this._peripherals[index]!.match, address, data))
			return false;
		const holder = this._kept.indexOf(address);
		if (holder >= 0) {
			this.warnShared(index, holder);
			return false;
		}
		if (kept === undefined)
			return true;
		const refused = this._refused ??= this._peripherals.map(() => "");
		if (refused[index]!.length < MOST_REFUSED && !refused[index]!.includes(address)) {
			refused[index] += address;
			this._log.warning("ble", `${address} matches ${this.name(index)}, which keeps the device at ${kept} ` +
				(this._peripherals[index]!.sticky ? "for ever (sticky): change its name or match to choose anew" : "until the gateway restarts"));
		}
		return false;
	}
	/** Tells if the device that suits `index` suits another one, too. */
	compare(index: number, address: BluetoothAddress, data: Uint8Array): void {
		const other = this._peripherals.findIndex(({ match }, candidate) => candidate !== index && matches(match, address, data));
		if (other >= 0)
			this.warnShared(index, other);
	}
	/** Everything succeeded with that device. */
	keep(index: number, address: BluetoothAddress, addressType: number): void {
		if (this._kept[index] !== undefined)
			return;
		if (addressType === RANDOM && address < FIRST_STATIC)
			return;
		this._kept[index] = address;
		if (this._peripherals[index]!.sticky)
			this._memory.keep(this.key(index), address);
	}
	/** For people: why a packet is not from the device for `index`. */
	mismatch(index: number, address: BluetoothAddress, data: Uint8Array): string {
		const { match } = this._peripherals[index]!;
		return matches(match, address, data) ? "another device is kept for it, or this one for another" : mismatch(match, data);
	}
	private warnShared(one: number, other: number): void {
		const first = Math.min(one, other), second = Math.max(one, other);
		if (this._shared & 1 << second)
			return;
		this._shared |= 1 << second;
		const owners = [first, second].filter(index => this._peripherals[index]!.match.by === "address");
		this._log.warning("ble", `one device can match both ${this.name(first)} and ${this.name(second)}: ` + (owners.length === 1
			? `it is for ${this.name(owners[0]!)}, which names its address`
			: "each takes the first that is free, and keeps it; match by address to say which is which"));
	}
	private name(index: number): string {
		return this._peripherals[index]!.name;
	}
	/** Another name or another match makes another key: what was kept is then out of use. */
	private key(index: number): string {
		let hash = FNV_BASIS;
		for (const byte of encodeUTF8(`${this.name(index)}\n${matchText(this._peripherals[index]!.match)}`))
			hash = Math.imul(hash ^ byte, FNV_PRIME);
		return `d${(hash >>> 0).toString(16)}`;
	}
}
