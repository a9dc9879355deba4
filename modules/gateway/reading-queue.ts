/**
 * Before each payload, little-endian: its length (11 bits) and whether it is acknowledged (bit 15), the channel (8
 * bits), the moment of capture (40 bits: 34 years in milliseconds), the sequence number modulo 2^24.
 */
const HEADER = 11;
const CHANNEL = 2, TICKS = 3, HIGH_TICKS = 6, SEQUENCE = 8;
const LENGTH = 0x7ff, ACKNOWLEDGED = 0x80;
const SEQUENCES = 0x100_0000;
/** Fields have 24 bits at most: XS and the ESP32 are slow with numbers that do not fit into 32. */
const HIGH = 0x100_0000;

/** Channels, 0 to 255. */
export const MOST_CHANNELS = 256;

/**
 * Readings in RAM: a FIFO in one buffer that never grows, so that a reading costs its bytes and eleven more but no slot
 * of the XS heap. A reading is named by its position, which stays good until it is shifted out.
 */
export class ReadingQueue {
	#bytes: Uint8Array;
	#head = 0;
	#used = 0;
	#count = 0;
	#acknowledged = 0;
	#newest = 0;

	/** `capacity` in bytes, headers included. */
	constructor(capacity: number) {
		this.#bytes = new Uint8Array(capacity);
	}
	/** Readings here. */
	get count(): number {
		return this.#count;
	}
	/** Those of them that are not acknowledged. */
	get waiting(): number {
		return this.#count - this.#acknowledged;
	}
	/** Bytes that they take. */
	get used(): number {
		return this.#used;
	}
	get capacity(): number {
		return this.#bytes.length;
	}
	/** Position of the oldest reading, and with an empty queue of the next. */
	get head(): number {
		return this.#head;
	}
	/** Whether a payload of `length` bytes would go into the empty queue. */
	holds(length: number): boolean {
		return HEADER + length <= this.#bytes.length;
	}
	/** Whether there is room for it now. */
	fits(length: number): boolean {
		return this.#used + HEADER + length <= this.#bytes.length;
	}
	/**
	 * Adds the first `length` bytes (0 to 1,024) of `payload`. The caller has asked `fits`.
	 * @param channel 0 to 255
	 * @param ticks milliseconds since the firmware started
	 * @param sequence higher than that of the reading before, by less than 2^24 than that of the oldest
	 */
	push(channel: number, ticks: number, sequence: number, payload: Uint8Array, length: number): void {
		const tail = (this.#head + this.#used) % this.#bytes.length;
		this.set(tail, length | channel << 16, 3);
		const whole = Math.floor(ticks);
		this.set(tail + TICKS, whole % HIGH, 3);
		this.set(tail + HIGH_TICKS, Math.floor(whole / HIGH), 2);
		this.set(tail + SEQUENCE, sequence % SEQUENCES, 3);
		const start = (tail + HEADER) % this.#bytes.length;
		const first = Math.min(length, this.#bytes.length - start);
		for (let i = 0; i < first; i++)
			this.#bytes[start + i] = payload[i]!;
		for (let i = first; i < length; i++)
			this.#bytes[i - first] = payload[i]!;
		this.#used += HEADER + length;
		this.#count++;
		this.#newest = sequence;
	}
	channel(position: number): number {
		return this.get(position + CHANNEL, 1);
	}
	ticks(position: number): number {
		return this.get(position + HIGH_TICKS, 2) * HIGH + this.get(position + TICKS, 3);
	}
	sequence(position: number): number {
		const behind = this.#newest % SEQUENCES - this.get(position + SEQUENCE, 3);
		return this.#newest - (behind < 0 ? behind + SEQUENCES : behind);
	}
	/** Copies the payload to the beginning of `into`. @returns its length */
	copy(position: number, into: Uint8Array): number {
		const bytes = this.#bytes;
		const length = this.size(position) - HEADER;
		const start = (position + HEADER) % bytes.length;
		const first = Math.min(length, bytes.length - start);
		for (let i = 0; i < first; i++)
			into[i] = bytes[start + i]!;
		for (let i = first; i < length; i++)
			into[i] = bytes[i - first]!;
		return length;
	}
	isAcknowledged(position: number): boolean {
		return (this.get(position + 1, 1) & ACKNOWLEDGED) !== 0;
	}
	/** Marks the reading at `position`, which is not marked yet; it stays until it is shifted out. */
	acknowledge(position: number): void {
		this.set(position + 1, this.get(position + 1, 1) | ACKNOWLEDGED, 1);
		this.#acknowledged++;
	}
	/** Bytes that the reading takes. */
	size(position: number): number {
		return HEADER + (this.get(position, 2) & LENGTH);
	}
	/** Position of the reading after the one at `position`; after the newest, where the next will stand. */
	after(position: number): number {
		return (position + this.size(position)) % this.#bytes.length;
	}
	/** Takes the oldest reading out. Does nothing if there is none. */
	shift(): void {
		if (this.#count === 0)
			return;
		if (this.isAcknowledged(this.#head))
			this.#acknowledged--;
		const size = this.size(this.#head);
		this.#head = (this.#head + size) % this.#bytes.length;
		this.#used -= size;
		this.#count--;
	}
	private set(position: number, value: number, size: number): void {
		const bytes = this.#bytes;
		for (let i = 0; i < size; i++) {
			bytes[position < bytes.length ? position : position - bytes.length] = value;
			value >>= 8;
			position++;
		}
	}
	private get(position: number, size: number): number {
		const bytes = this.#bytes;
		let value = 0;
		for (let shift = 0; shift < 8 * size; shift += 8) {
			value |= bytes[position < bytes.length ? position : position - bytes.length]! << shift;
			position++;
		}
		return value;
	}
}
