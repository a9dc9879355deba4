/*
	A reading in the buffer, little-endian. The header lies in one piece: where less than its length is left at the end
	of the buffer, the reading begins at 0. In XS one call to a native beats a loop over some bytes, so there are few
	fields, and payloads are moved as a whole.

	| offset | bytes | content                                                                        |
	|--------|-------|--------------------------------------------------------------------------------|
	| 0      | 4     | length of the payload (bits 0-10), acknowledged (11), channel (12-24), ticks / 2^32 (25-31) |
	| 4      | 4     | ticks modulo 2^32                                                              |
	| 8      | 4     | sequence number modulo 2^32                                                    |
	| 12     | n     | payload, which may go on at 0                                                  |
*/
const HEADER = 12;
const TICKS = 4, SEQUENCE = 8;
const LENGTH = 0x7ff, ACKNOWLEDGED = 0x800;
const CHANNEL_SHIFT = 12, CHANNEL = 0x1fff, TICKS_SHIFT = 25;
const WORD = 0x1_0000_0000;

/**
 * Readings in RAM: a FIFO in one buffer that never grows, so that a reading costs its bytes and twelve more but no slot
 * of the XS heap. A reading is named by its position, which stays good until it is shifted out.
 */
export class ReadingQueue {
	private _bytes: Uint8Array;
	private _view: DataView;
	private _capacity: number;
	private _head = 0;
	/** Where the next reading will stand. */
	private _tail = 0;
	private _used = 0;
	private _count = 0;
	private _acknowledged = 0;
	private _newest = 0;

	/** `capacity` in bytes, headers included. */
	constructor(capacity: number) {
		this._bytes = new Uint8Array(capacity);
		this._view = new DataView(this._bytes.buffer);
		this._capacity = capacity;
	}
	/** Readings here. */
	get count(): number {
		return this._count;
	}
	/** Those of them that are not acknowledged. */
	get waiting(): number {
		return this._count - this._acknowledged;
	}
	/** Bytes that they take. */
	get used(): number {
		return this._used;
	}
	get capacity(): number {
		return this._capacity;
	}
	/** Position of the oldest reading, and with an empty queue of the next. */
	get head(): number {
		return this._head;
	}
	/** Whether a payload of `length` bytes would go into the empty queue, wherever that begins. */
	holds(length: number): boolean {
		return 2 * HEADER + length <= this._capacity;
	}
	/** Whether there is room for it now. */
	fits(length: number): boolean {
		const end = this._tail + HEADER + length;
		return this._used + HEADER + length + this.waste(end % this._capacity) <= this._capacity;
	}
	/**
	 * Adds `payload`, of 0 to 1,024 bytes. The caller has asked `fits`.
	 * @param channel 0 to 8,191
	 * @param ticks milliseconds since the firmware started, less than 2^39
	 * @param sequence higher than that of the reading before, by less than 2^32 than that of the oldest
	 */
	push(channel: number, ticks: number, sequence: number, payload: Uint8Array): void {
		const tail = this._tail, view = this._view, { length } = payload;
		view.setUint32(tail, length | channel << CHANNEL_SHIFT | Math.floor(ticks / WORD) << TICKS_SHIFT, true);
		view.setUint32(tail + TICKS, Math.floor(ticks) % WORD, true);
		view.setUint32(tail + SEQUENCE, sequence % WORD, true);
		const start = tail + HEADER, end = start + length;
		if (end <= this._capacity)
			this._bytes.set(payload, start);
		else {
			this._bytes.set(payload.subarray(0, this._capacity - start), start);
			this._bytes.set(payload.subarray(this._capacity - start), 0);
		}
		this._tail = this.after(tail);
		this._used += this.size(tail);
		this._count++;
		this._newest = sequence;
	}
	channel(position: number): number {
		return this._view.getUint32(position, true) >>> CHANNEL_SHIFT & CHANNEL;
	}
	ticks(position: number): number {
		return (this._view.getUint32(position, true) >>> TICKS_SHIFT) * WORD + this._view.getUint32(position + TICKS, true);
	}
	sequence(position: number): number {
		const behind = this._newest % WORD - this._view.getUint32(position + SEQUENCE, true);
		return this._newest - (behind < 0 ? behind + WORD : behind);
	}
	/** Copies the payload to the beginning of `into`. @returns its length */
	copy(position: number, into: Uint8Array): number {
		const bytes = this._bytes, start = position + HEADER;
		const length = this.length(position), first = this._capacity - start;
		if (length <= first)
			into.set(bytes.subarray(start, start + length));
		else {
			into.set(bytes.subarray(start));
			into.set(bytes.subarray(0, length - first), first);
		}
		return length;
	}
	isAcknowledged(position: number): boolean {
		return (this._view.getUint16(position, true) & ACKNOWLEDGED) !== 0;
	}
	/** Marks the reading at `position`, which is not marked yet; it stays until it is shifted out. */
	acknowledge(position: number): void {
		this._view.setUint16(position, this._view.getUint16(position, true) | ACKNOWLEDGED, true);
		this._acknowledged++;
	}
	/** Bytes that the reading takes, with those after it that are too few for a header. */
	size(position: number): number {
		const size = HEADER + this.length(position);
		return size + this.waste((position + size) % this._capacity);
	}
	/** Position of the reading after the one at `position`; after the newest, where the next will stand. */
	after(position: number): number {
		return (position + this.size(position)) % this._capacity;
	}
	/** Takes the oldest reading out. Does nothing if there is none. */
	shift(): void {
		if (this._count === 0)
			return;
		const head = this._head;
		if (this.isAcknowledged(head))
			this._acknowledged--;
		this._used -= this.size(head);
		this._head = this.after(head);
		this._count--;
	}
	private length(position: number): number {
		return this._view.getUint16(position, true) & LENGTH;
	}
	/** Bytes from there to the end, if they are too few for a header. */
	private waste(position: number): number {
		const left = this._capacity - position;
		return left < HEADER ? left : 0;
	}
}
