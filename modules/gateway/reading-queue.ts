/** Length (2 bytes, little-endian) and channel (2 bytes) before each payload. */
const HEADER = 4;

/**
 * Readings that wait for the broker's PUBACK: a FIFO in one buffer that never grows, so that a reading costs its
 * bytes and four more but no slot of the XS heap. When there is no room the oldest goes.
 *
 * A reading is named by its position, which stays good until it is released or dropped.
 */
export class ReadingQueue {
	#bytes: Uint8Array;
	#head = 0;
	#used = 0;
	#count = 0;
	#dropped = 0;
	/** Called before the oldest reading is dropped for want of room; says whether anybody still needs it. */
	onDrop: (() => boolean) | undefined = undefined;

	/** `capacity` in bytes, headers included. */
	constructor(capacity: number) {
		this.#bytes = new Uint8Array(capacity);
	}
	/** Readings that wait. */
	get count(): number {
		return this.#count;
	}
	/** Bytes that they take. */
	get used(): number {
		return this.#used;
	}
	get capacity(): number {
		return this.#bytes.length;
	}
	/** Readings dropped for want of room since start. */
	get dropped(): number {
		return this.#dropped;
	}
	/** Position of the oldest reading, and with an empty queue of the next. */
	get head(): number {
		return this.#head;
	}
	/** Position where the next reading will stand. */
	get tail(): number {
		return (this.#head + this.#used) % this.#bytes.length;
	}
	/**
	 * Takes the first `length` bytes of `payload` for `channel` (0 to 65,535).
	 * @returns false if that is more than the whole queue holds; nothing changed then
	 */
	push(channel: number, payload: Uint8Array, length: number): boolean {
		const size = HEADER + length;
		if (size > this.#bytes.length)
			return false;
		while (this.#used + size > this.#bytes.length) {
			if (this.onDrop?.() ?? true)
				this.#dropped++;
			this.shift();
		}
		const tail = this.tail;
		this.#setByte(tail, length & 0xff);
		this.#setByte(tail + 1, length >> 8);
		this.#setByte(tail + 2, channel & 0xff);
		this.#setByte(tail + 3, channel >> 8);
		const start = (tail + HEADER) % this.#bytes.length;
		const first = Math.min(length, this.#bytes.length - start);
		for (let i = 0; i < first; i++)
			this.#bytes[start + i] = payload[i]!;
		for (let i = first; i < length; i++)
			this.#bytes[i - first] = payload[i]!;
		this.#used += size;
		this.#count++;
		return true;
	}
	channel(position: number): number {
		return this.#word(position + 2);
	}
	/** A view of the payload, good until the queue changes; a copy where the buffer wraps. */
	payload(position: number): Uint8Array {
		const length = this.#word(position);
		const start = (position + HEADER) % this.#bytes.length;
		if (start + length <= this.#bytes.length)
			return this.#bytes.subarray(start, start + length);
		const copy = new Uint8Array(length);
		const first = this.#bytes.length - start;
		copy.set(this.#bytes.subarray(start));
		copy.set(this.#bytes.subarray(0, length - first), first);
		return copy;
	}
	/** Position of the reading after the one at `position`; `tail` after the newest. */
	after(position: number): number {
		return (position + HEADER + this.#word(position)) % this.#bytes.length;
	}
	/** Releases the oldest reading. Does nothing if there is none. */
	shift(): void {
		if (this.#count === 0)
			return;
		const size = HEADER + this.#word(this.#head);
		this.#head = (this.#head + size) % this.#bytes.length;
		this.#used -= size;
		this.#count--;
	}
	#setByte(position: number, value: number): void {
		this.#bytes[position % this.#bytes.length] = value;
	}
	#word(position: number): number {
		const length = this.#bytes.length;
		return this.#bytes[position % length]! | (this.#bytes[(position + 1) % length]! << 8);
	}
}
