interface Entry {
	readonly ticks: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

/**
 * The newest reading of each channel that was neither acknowledged nor said yet: the state, which is said before what
 * waited longer. In RAM only: the reading itself waits with the others.
 */
export class NewestReadings {
	private _entries: (Entry | undefined)[] = [];
	/** Of each channel the number of the reading that was said last; -1 for none. */
	private _said: number[] = [];

	/** @param payload is copied */
	put(channel: number, ticks: number, sequence: number, payload: Uint8Array): void {
		while (this._entries.length <= channel) {
			this._entries.push(undefined);
			this._said.push(-1);
		}
		this._entries[channel] = { ticks, sequence, payload: payload.slice() };
	}
	/** It was acknowledged, or dropped. */
	drop(sequence: number): void {
		const channel = this._entries.findIndex(entry => entry?.sequence === sequence);
		if (channel >= 0)
			this._entries[channel] = undefined;
	}
	/** The first channel from that one on that has one; -1 if there is none. */
	next(channel: number): number {
		for (; channel < this._entries.length; channel++) {
			if (this._entries[channel])
				return channel;
		}
		return -1;
	}
	get(channel: number): Entry {
		return this._entries[channel]!;
	}
	/** It was said as the state of its channel. */
	say(channel: number): void {
		this._said[channel] = this._entries[channel]!.sequence;
		this._entries[channel] = undefined;
	}
	/** Whether that channel's state was said with the reading of that number, or with a later one. */
	isPast(channel: number, sequence: number): boolean {
		return sequence <= this._said[channel]!;
	}
	get channels(): number {
		return this._said.length;
	}
}
