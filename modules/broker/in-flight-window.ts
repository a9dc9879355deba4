import { LAST_READING_ID } from "./packet-identifiers";

/**
 * PUBLISH packets sent and not yet released by PUBACK, in the order of capture, at most `size` of them: acknowledged
 * ones stay until those before them are, so that they span no more than the window. A packet identifier stays with its
 * reading across connections, as the standard wants it when packets are sent again ([MQTT-4.4.0-1]).
 */
export class InFlightWindow {
	private _ids: Uint16Array;
	private _sequences: Float64Array;
	private _acknowledged: Uint8Array;
	private _count = 0;
	private _last = 0;

	/** `size` from 1 to 64. */
	constructor(size: number) {
		this._ids = new Uint16Array(size);
		this._sequences = new Float64Array(size);
		this._acknowledged = new Uint8Array(size);
	}
	get count(): number {
		return this._count;
	}
	get full(): boolean {
		return this._count === this._ids.length;
	}
	id(index: number): number {
		return this._ids[index]!;
	}
	/** Sequence number of the reading. */
	sequence(index: number): number {
		return this._sequences[index]!;
	}
	isAcknowledged(index: number): boolean {
		return this._acknowledged[index] === 1;
	}
	/** The identifier that `add` would give: 1 to `LAST_READING_ID`, never one in flight ([MQTT-2.3.1-1], [MQTT-2.3.1-2]). */
	get nextId(): number {
		let id = this._last === LAST_READING_ID ? 1 : this._last + 1;
		// they were given in this order, so the first that is met again is the oldest
		for (let i = 0; i < this._count && this._ids[i] === id; i++)
			id = id === LAST_READING_ID ? 1 : id + 1;
		return id;
	}
	/** Adds the next reading under `nextId`. */
	add(sequence: number): void {
		if (this.full)
			throw new RangeError("the window is full");
		const id = this.nextId;
		this._last = id;
		this._ids[this._count] = id;
		this._sequences[this._count] = sequence;
		this._acknowledged[this._count] = 0;
		this._count++;
	}
	/** Marks the packet at `index`. */
	acknowledge(index: number): void {
		this._acknowledged[index] = 1;
		this.release();
	}
	/** Forgets the packet at `index`. */
	remove(index: number): void {
		const count = this._count--;
		if (index < this._count) {
			this._ids.copyWithin(index, index + 1, count);
			this._sequences.copyWithin(index, index + 1, count);
			this._acknowledged.copyWithin(index, index + 1, count);
		}
		this.release();
	}
	/** Forgets the packets whose readings have numbers above `after` and below `before`, and which are not acknowledged. */
	forget(after: number, before: number): void {
		for (let i = this._count - 1; i >= 0 && this._sequences[i]! > after; i--) {
			if (this._sequences[i]! < before && !this.isAcknowledged(i))
				this.remove(i);
		}
	}
	/** Place of the packet `id`, or -1. */
	indexOf(id: number): number {
		for (let i = 0; i < this._count; i++) {
			if (this._ids[i] === id)
				return i;
		}
		return -1;
	}
	/** Place of the packet with that reading, or -1. */
	indexOfSequence(sequence: number): number {
		for (let i = 0; i < this._count; i++) {
			if (this._sequences[i] === sequence)
				return i;
		}
		return -1;
	}
	/** Lets go of the oldest as long as they are marked. */
	private release(): void {
		if (this._count > 0 && this._acknowledged[0] === 1)
			this.remove(0);
	}
}
