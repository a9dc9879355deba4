import type { ValueConfiguration } from "../configuration/configuration";
import { sameUUID } from "../text/uuid";

const UUID = 16;

/**
 * UUIDs of characteristics that nobody declared, in the places that "publish": "all" keeps for them. One that has a place
 * keeps it until the firmware restarts: readings that wait for the broker go by it.
 */
export class DiscoveredTable {
	private _uuids: Uint8Array;
	/** By channel, from 1; 0 for a declared value. */
	private _rows: Uint8Array;
	private _taken: Uint8Array;

	/** Undefined if there are no such places. */
	static of(values: readonly ValueConfiguration[]): DiscoveredTable | undefined {
		return values.some(({ discovered }) => discovered) ? new DiscoveredTable(values) : undefined;
	}
	private constructor(values: readonly ValueConfiguration[]) {
		let rows = 0;
		this._rows = Uint8Array.from(values, ({ discovered }) => discovered ? ++rows : 0);
		this._taken = new Uint8Array(rows);
		this._uuids = new Uint8Array(UUID * rows);
	}
	/** Which of these places it is, from 0; -1 for a declared value. */
	row(channel: number): number {
		return this._rows[channel]! - 1;
	}
	/** 16 bytes; undefined for a declared value. */
	characteristic(channel: number): Uint8Array | undefined {
		const row = this.row(channel);
		return row < 0 ? undefined : this._uuids.subarray(UUID * row, UUID * (row + 1));
	}
	/** The channel from `first` to before `end` that has the UUID, or from now on has it; -1 if there is no room. */
	place(uuid: Uint8Array, first: number, end: number): number {
		let free = -1;
		for (let channel = end - 1; channel >= first; channel--) {
			const row = this.row(channel);
			if (row < 0)
				continue;
			if (this._taken[row] === 0)
				free = channel;
			else if (sameUUID(uuid, this._uuids, UUID * row, UUID))
				return channel;
		}
		if (free >= 0) {
			this._taken[this.row(free)] = 1;
			this._uuids.set(uuid, UUID * this.row(free));
		}
		return free;
	}
}
