import { BROADCAST_ROW, type LayoutTable, MANUFACTURER_DATA, NO_START, SERVICE_DATA } from "../configuration/layout-table";

/** Bytes of a structure's header and key: length, type, two bytes of UUID or company. */
const HEADER = 4;

/**
 * Finds what a table of layouts knows in advertising data (Core specification, volume 3 part C, 11): service data by its
 * UUID of 16 bits, manufacturer data by its company, then by first bytes and length. What is not known costs a handful of
 * comparisons and nothing on the heap.
 */
export class BroadcastFinder {
	/** What was found: a row of the table's `broadcasts`, and where its bytes lie, behind the key. */
	row = -1;
	start = 0;
	end = 0;
	private _table: LayoutTable;

	constructor(table: LayoutTable) {
		this._table = table;
	}
	/** Number of the device whose broadcast was found, in the table's `devices`. */
	get device(): number {
		return this._table.broadcasts[this.row * BROADCAST_ROW + 6]!;
	}
	/** One of `Frame`. */
	get frame(): number {
		return this._table.broadcasts[this.row * BROADCAST_ROW + 4]!;
	}
	/** For a LayoutReader. */
	get layout(): number {
		return this._table.broadcasts[this.row * BROADCAST_ROW + 5]!;
	}
	/**
	 * Looks from byte `from` on, which begins a structure. Never throws, whatever `data` holds.
	 * @returns where to look for more; -1 if nothing more is known
	 */
	find(data: Uint8Array, from = 0): number {
		const length = data.length;
		for (let at = from; at + 1 < length;) {
			const size = data[at]!, type = data[at + 1], next = at + 1 + size;
			if (size === 0 || next > length)
				break;
			if (size >= HEADER - 1 && (type === SERVICE_DATA || type === MANUFACTURER_DATA)
					&& this.match(type, data[at + 2]! + data[at + 3]! * 0x100, data, at + HEADER, next))
				return next;
			at = next;
		}
		this.row = -1;
		return -1;
	}
	private match(type: number, key: number, data: Uint8Array, start: number, end: number): boolean {
		const { broadcasts } = this._table;
		let low = 0, high = broadcasts.length / BROADCAST_ROW;
		// the first row that is not below
		while (low < high) {
			const middle = low + high >> 1, at = middle * BROADCAST_ROW;
			if (broadcasts[at]! < type || broadcasts[at] === type && broadcasts[at + 1]! < key)
				low = middle + 1;
			else
				high = middle;
		}
		for (let at = low * BROADCAST_ROW; broadcasts[at] === type && broadcasts[at + 1] === key; at += BROADCAST_ROW) {
			const starts = broadcasts[at + 2]!, length = broadcasts[at + 3]!;
			if (length !== 0 && length !== end - start)
				continue;
			if (starts !== NO_START) {
				const second = starts & 0xff;
				if (data[start] !== starts >> 8 || start >= end || second !== 0xff && (data[start + 1] !== second || start + 1 >= end))
					continue;
			}
			this.row = at / BROADCAST_ROW;
			this.start = start;
			this.end = end;
			return true;
		}
		return false;
	}
}
