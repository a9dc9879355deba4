import { type BluetoothAddress, formatBluetoothAddress } from "../text/bluetooth-address";
import { hexadecimalValue } from "../text/hexadecimal";
import { addNameAndServices, advertisedName, advertisedServices } from "./advertisement";

/** Devices at most; then the weakest gives way to a stronger one. */
const DEVICES = 32;
/** A device's record: its address, the type of that, the best signal in dBm + 128, and how many bytes of what it says follow. */
const TYPE = 6, SIGNAL = 7, LENGTH = 8, TOLD = 9;
/** A name of 29 bytes and a UUID of 128 bits fit. */
const RECORD = TOLD + 50;
const SERVICES = 4;

/** What is in the air while it listens: of each device the best signal, with the name and services that it advertises. */
export class AirSurvey {
	/** All of them in one piece: objects would take a tenth of the memory for objects. */
	private _records = new Uint8Array(DEVICES * RECORD);
	private _count = 0;

	/** Devices that were heard, as many as are kept. */
	get count(): number {
		return this._count;
	}
	/** A packet has come; `data` is good until this returns. */
	note(address: BluetoothAddress, addressType: number, rssi: number, data: Uint8Array): void {
		const records = this._records, signal = Math.max(0, Math.min(rssi + 128, 255));
		let start = this.find(address);
		if (start < 0) {
			start = this._count < DEVICES ? this._count++ * RECORD : this.weaker(signal);
			if (start < 0)
				return;
			for (let i = 0; i < TYPE; i++)
				records[start + i] = addressByte(address, i);
			records[start + TYPE] = addressType;
			records[start + SIGNAL] = records[start + LENGTH] = 0;
		}
		records[start + SIGNAL] = Math.max(records[start + SIGNAL]!, signal);
		records[start + LENGTH] = addNameAndServices(records.subarray(start + TOLD, start + RECORD), records[start + LENGTH]!, data);
	}
	/** Nothing comes any more: the strongest first. */
	sort(): void {
		const records = this._records, record = new Uint8Array(RECORD);
		for (let place = 1; place < this._count; place++) {
			const signal = records[place * RECORD + SIGNAL]!;
			let to = place;
			while (to > 0 && records[(to - 1) * RECORD + SIGNAL]! < signal)
				to--;
			record.set(records.subarray(place * RECORD, (place + 1) * RECORD));
			records.copyWithin((to + 1) * RECORD, to * RECORD, place * RECORD);
			records.set(record, to * RECORD);
		}
	}
	/** That device, from 0 up, as JSON. */
	describe(index: number): string {
		const records = this._records, start = index * RECORD, told = records.subarray(start + TOLD, start + TOLD + records[start + LENGTH]!);
		const name = advertisedName(told), services = advertisedServices(told, SERVICES);
		return `{"address":"${formatBluetoothAddress(records.subarray(start, start + TYPE))}",${records[start + TYPE] === 0 ? "" : '"random":true,'}"rssi":${records[start + SIGNAL]! - 128}` +
			`${name === undefined ? "" : `,"name":${JSON.stringify(name)}`}${services.length ? `,"services":${JSON.stringify(services)}` : ""}}`;
	}
	/** Where a device's record begins; -1 if it has none. */
	private find(address: BluetoothAddress): number {
		const records = this._records, end = this._count * RECORD;
		for (let start = 0; start < end; start += RECORD) {
			let same = 0;
			while (same < TYPE && records[start + same] === addressByte(address, same))
				same++;
			if (same === TYPE)
				return start;
		}
		return -1;
	}
	/** Where the weakest begins; -1 if none is weaker than that. */
	private weaker(signal: number): number {
		let weakest = signal, found = -1;
		for (let start = 0; start < DEVICES * RECORD; start += RECORD) {
			if (this._records[start + SIGNAL]! < weakest) {
				weakest = this._records[start + SIGNAL]!;
				found = start;
			}
		}
		return found;
	}
}

/** The bytes of the text, little-endian. */
function addressByte(address: BluetoothAddress, index: number): number {
	const at = 3 * (TYPE - 1 - index);
	return hexadecimalValue(address.charCodeAt(at)) << 4 | hexadecimalValue(address.charCodeAt(at + 1));
}
