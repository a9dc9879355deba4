/** Channels that are remembered; with more, the one whose newest reading is the oldest is forgotten. */
const MOST = 32;

interface Entry {
	readonly channel: number;
	/** Of that reading: the channel of a sender in the air may be another one's later. */
	topic: string;
	ticks: number;
	sequence: number;
	/** Undefined once it was acknowledged or said. */
	payload: Uint8Array | undefined;
	/** Number of the reading that was said last; -1 for none. */
	said: number;
}

/**
 * The newest reading of each channel that was neither acknowledged nor said yet: the state, which is said before what
 * waited longer. In RAM only: the reading itself waits with the others.
 */
export class NewestReadings {
	private _entries: Entry[] = [];

	/** @param payload is copied */
	put(channel: number, topic: string, ticks: number, sequence: number, payload: Uint8Array): void {
		let entry = this._entries.find(entry => entry.channel === channel);
		if (!entry) {
			if (this._entries.length === MOST)
				this._entries.splice(this._entries.reduce((oldest, { sequence }, index) => sequence < this._entries[oldest]!.sequence ? index : oldest, 0), 1);
			entry = { channel, topic, ticks, sequence, payload: undefined, said: -1 };
			this._entries.push(entry);
		}
		if (entry.topic !== topic)
			entry.said = -1;
		entry.topic = topic;
		entry.ticks = ticks;
		entry.sequence = sequence;
		entry.payload = payload.slice();
	}
	/** It was acknowledged, or dropped. */
	drop(sequence: number): void {
		const entry = this._entries.find(entry => entry.sequence === sequence);
		if (entry)
			entry.payload = undefined;
	}
	/** The first from that place on that has one; -1 if there is none. */
	next(place: number): number {
		for (; place < this._entries.length; place++) {
			if (this._entries[place]!.payload)
				return place;
		}
		return -1;
	}
	get(place: number): Readonly<Entry> {
		return this._entries[place]!;
	}
	/** It was said as the state of its channel. */
	say(place: number): void {
		const entry = this._entries[place]!;
		entry.said = entry.sequence;
		entry.payload = undefined;
	}
	/** Whether the state of that topic was said with the reading of that number, or with a later one. */
	isPast(topic: string, sequence: number): boolean {
		return this._entries.some(entry => sequence <= entry.said && entry.topic === topic);
	}
}
