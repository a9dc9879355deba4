import type { BluetoothAddress } from "../text/bluetooth-address";
import { ByteText } from "../text/byte-text";
import { utf8Length, writeUTF8 } from "../text/utf8";
import { advertisedName, advertisedServices } from "./advertisement";

/** Devices at most; then the weakest gives way to a stronger one. */
const DEVICES = 32;
/** A device's record: its address as text, the type of that, the best signal in dBm + 128, and how much of what it said follows. */
const ADDRESS = 17, TYPE = ADDRESS, SIGNAL = TYPE + 1, LENGTH = SIGNAL + 1, DATA = LENGTH + 1;
/** Bytes of advertising data that are kept. */
const KEPT = 62;
const RECORD = DATA + KEPT;
const SERVICES = 4;
/** Bytes of a part, so that each fits into a message. */
const PART = 850;

/** What is in the air while it listens: of each device the best signal, with the name and services that it advertises. */
export class AirSurvey {
	/** All of them in one piece: objects would take a tenth of the memory for objects. */
	private _records = new Uint8Array(DEVICES * RECORD);
	private _count = 0;

	/** A packet has come; `data` is good until this returns. */
	note(address: BluetoothAddress, addressType: number, rssi: number, data: Uint8Array): void {
		const records = this._records, known = this.find(address), signal = Math.max(0, Math.min(rssi + 128, 255));
		let start = known;
		if (start < 0) {
			start = this._count < DEVICES ? this._count++ * RECORD : this.weaker(signal);
			if (start < 0)
				return;
			writeUTF8(address, records, start);
			records[start + TYPE] = addressType;
			records[start + SIGNAL] = records[start + LENGTH] = 0;
		}
		records[start + SIGNAL] = Math.max(records[start + SIGNAL]!, signal);
		const length = Math.min(data.length, KEPT);
		// the packet that says more
		if (length > records[start + LENGTH]!) {
			records[start + LENGTH] = length;
			records.set(data.subarray(0, length), start + DATA);
		}
	}
	/** JSON lists of them, the strongest first, each short enough for a message; one at least. */
	get parts(): string[] {
		const parts: string[] = [];
		let part = "", size = 0;
		for (let signal = 255; signal >= 0; signal--) {
			for (let index = 0; index < this._count; index++) {
				if (this._records[index * RECORD + SIGNAL] !== signal)
					continue;
				const text = this.describe(index * RECORD), length = utf8Length(text) + 1;
				if (part !== "" && size + length > PART) {
					parts.push(`[${part}]`);
					part = "";
					size = 0;
				}
				part += part === "" ? text : "," + text;
				size += length;
			}
		}
		parts.push(`[${part}]`);
		return parts;
	}
	private describe(start: number): string {
		const records = this._records, data = records.subarray(start + DATA, start + DATA + records[start + LENGTH]!);
		const name = advertisedName(data), services = advertisedServices(data, SERVICES);
		return `{"address":"${new ByteText().utf8(records, start, start + ADDRESS)}",${records[start + TYPE] === 0 ? "" : '"random":true,'}"rssi":${records[start + SIGNAL]! - 128}` +
			`${name === undefined ? "" : `,"name":${JSON.stringify(name)}`}${services.length ? `,"services":${JSON.stringify(services)}` : ""}}`;
	}
	/** Where a device's record begins; -1 if it has none. */
	private find(address: BluetoothAddress): number {
		for (let start = 0; start < this._count * RECORD; start += RECORD) {
			let same = 0;
			// the end differs most
			while (same < ADDRESS && this._records[start + ADDRESS - 1 - same] === address.charCodeAt(ADDRESS - 1 - same))
				same++;
			if (same === ADDRESS)
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
