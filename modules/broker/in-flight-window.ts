import { LAST_READING_ID } from "./packet-identifiers";

/**
 * PUBLISH packets sent and not yet released by PUBACK, in the order of capture, at most `size` of them: acknowledged
 * ones stay until those before them are, so that they span no more than the window. A packet identifier stays with its
 * reading across connections, as the standard wants it when packets are sent again ([MQTT-4.4.0-1]).
 */
export class InFlightWindow {
	#ids: Uint16Array;
	#sequences: Float64Array;
	#acknowledged: Uint8Array;
	#count = 0;
	#last = 0;

	/** `size` from 1 to 64. */
	constructor(size: number) {
		this.#ids = new Uint16Array(size);
		this.#sequences = new Float64Array(size);
		this.#acknowledged = new Uint8Array(size);
	}
	get count(): number {
		return this.#count;
	}
	get full(): boolean {
		return this.#count === this.#ids.length;
	}
	id(index: number): number {
		return this.#ids[index]!;
	}
	/** Sequence number of the reading. */
	sequence(index: number): number {
		return this.#sequences[index]!;
	}
	isAcknowledged(index: number): boolean {
		return this.#acknowledged[index] === 1;
	}
	/** The identifier that `add` would give: 1 to `LAST_READING_ID`, never one in flight ([MQTT-2.3.1-1], [MQTT-2.3.1-2]). */
	get nextId(): number {
		let id = this.#last === LAST_READING_ID ? 1 : this.#last + 1;
		// they were given in this order, so the first that is met again is the oldest
		for (let i = 0; i < this.#count && this.#ids[i] === id; i++)
			id = id === LAST_READING_ID ? 1 : id + 1;
		return id;
	}
	/** Adds the next reading under `nextId`. */
	add(sequence: number): void {
		if (this.full)
			throw new RangeError("the window is full");
		const id = this.nextId;
		this.#last = id;
		this.#ids[this.#count] = id;
		this.#sequences[this.#count] = sequence;
		this.#acknowledged[this.#count] = 0;
		this.#count++;
	}
	/** Marks the packet at `index`. */
	acknowledge(index: number): void {
		this.#acknowledged[index] = 1;
		this.release();
	}
	/** Forgets the packet at `index`. */
	remove(index: number): void {
		const count = this.#count--;
		if (index < this.#count) {
			this.#ids.copyWithin(index, index + 1, count);
			this.#sequences.copyWithin(index, index + 1, count);
			this.#acknowledged.copyWithin(index, index + 1, count);
		}
		this.release();
	}
	/** Forgets the packets whose readings have numbers above `after` and below `before`, and which are not acknowledged. */
	forget(after: number, before: number): void {
		for (let i = this.#count - 1; i >= 0 && this.#sequences[i]! > after; i--) {
			if (this.#sequences[i]! < before && !this.isAcknowledged(i))
				this.remove(i);
		}
	}
	/** Place of the packet `id`, or -1. */
	indexOf(id: number): number {
		for (let i = 0; i < this.#count; i++) {
			if (this.#ids[i] === id)
				return i;
		}
		return -1;
	}
	/** Place of the packet with that reading, or -1. */
	indexOfSequence(sequence: number): number {
		for (let i = 0; i < this.#count; i++) {
			if (this.#sequences[i] === sequence)
				return i;
		}
		return -1;
	}
	/** Lets go of the oldest as long as they are marked. */
	private release(): void {
		if (this.#count > 0 && this.#acknowledged[0] === 1)
			this.remove(0);
	}
}
