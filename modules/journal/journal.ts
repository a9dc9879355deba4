import type { FullPolicy } from "../configuration/configuration";
import { Backlog } from "./backlog";
import { BlockHeader } from "./block-header";
import { BlockRing } from "./block-ring";
import type { Flash } from "./flash";
import type { JournalStatistics, Recovery } from "./journal-statistics";
import { COUNTERS, Layout, MAXIMUM_FLAGS, MAXIMUM_PAYLOAD } from "./layout";
import { Marks } from "./marks";
import { PageCache } from "./page-cache";
import { RecordCursor } from "./record-cursor";
import { RecordWriter } from "./record-writer";
import { RecoveryScan } from "./recovery-scan";
import { CLOCK_LOST, CLOCK_SET, CLOCK_UPTIME } from "./stored-reading";
import type { StoredReading } from "./stored-reading";

export interface JournalOptions {
	readonly flash: Flash;
	/** "drop oldest" by default: the whole oldest block at a time. "drop newest" refuses what comes. */
	readonly policy?: FullPolicy;
	/** Acknowledgements for each mark in the flash, 1 by default; after a restart up to one less come again. */
	readonly marksEvery?: number;
}

/**
 * Keeps readings in raw flash until they are acknowledged: a ring log that survives a loss of power at any byte. It has
 * no clock. Its RAM does not grow: 230 slots and 1.7 KB of buffers (5.4 KB on the ESP32), besides the texts of the
 * topics that two blocks use. A reading allocates nothing; a write that is not of 256 bytes makes one view.
 *
 * **What a loss of power can cost**: the readings appended since the last `flush`, which are less than 256 bytes of
 * records, and the one that was being written. Readings whose acknowledgement was not yet marked come again: those
 * acknowledged before an older one was (at most 63), and `marksEvery` - 1 more.
 *
 * **Wear**: a reading takes 16 bytes and its payload, up to a multiple of 4; a block of 4,096 bytes has 112 for header
 * and marks, and needs 16 and the text for each topic used in it. A reading of 20 bytes on a topic of 40 bytes:
 * ⌊(4,096 - 112 - 56) / 36⌋ = 109 readings a block, each written through, for acknowledgements are marked in the same
 * block. One a second opens a block every 109 s; in a ring of 64 blocks (256 KB) each block is erased every 6,976 s,
 * and its 100,000 erases last 22 years.
 *
 * If the flash throws, the journal is closed and what threw goes to the caller; `open` recovers.
 */
export class Journal {
	private _layout: Layout;
	private _page: PageCache;
	private _marks: Marks;
	private _header = new BlockHeader();
	private _cursor: RecordCursor;
	private _writer: RecordWriter;
	private _backlog: Backlog;
	private _ring: BlockRing;
	private _dropsNewest: boolean;
	private _ready = false;
	private _firstSequence = 0;
	private _nextSequence = 0;
	/** Of the reading appended last. */
	private _last = 0;
	private _statistics: JournalStatistics = { stored: 0, recovered: 0, acknowledged: 0, waiting: 0, full: 0, corrupt: 0, refused: 0, erases: 0 };

	/** Touches nothing yet. Throws a RangeError for a flash that cannot hold a journal. */
	constructor(options: JournalOptions) {
		const { flash, policy = "drop oldest", marksEvery = 1 } = options;
		if (!(marksEvery >= 1))
			throw new RangeError(`marksEvery ${marksEvery}`);
		this._dropsNewest = policy === "drop newest";
		this._layout = new Layout(flash);
		this._page = new PageCache(flash);
		this._marks = new Marks(flash, this._page, this._layout);
		this._cursor = new RecordCursor(this._page, this._layout);
		this._writer = new RecordWriter(flash, this._page, this._layout);
		this._backlog = new Backlog(this._page, this._layout, this._marks, this._header, this._cursor, this._writer, marksEvery);
		this._ring = new BlockRing(this._page, this._layout, this._header, this._cursor, this._writer, this._backlog);
	}
	/**
	 * Finds what waits, and begins an epoch of sequence numbers, for which a full journal that drops the oldest may have
	 * to give a block. A flash without a journal becomes an empty one.
	 */
	open(): Recovery {
		this._ready = false;
		this._page.forget(0, this.capacity);
		const scan = new RecoveryScan(this._page, this._layout, this._marks, this._header, this._cursor);
		const statistics = this._statistics;
		statistics.stored = statistics.acknowledged = statistics.refused = 0;
		this._ring.open(scan);
		statistics.recovered = this._backlog.count + this._ring.full + this._backlog.corrupt;
		this._nextSequence = this._firstSequence = scan.epoch * COUNTERS;
		this._last = this._firstSequence - 1;
		this._ready = true;
		return { recovered: statistics.recovered, torn: scan.torn, epoch: scan.epoch };
	}
	/** Flushes and ends; `open` may follow. Idempotent. */
	close(): void {
		if (this._ready)
			this.flush();
		this._ready = false;
	}
	/**
	 * The next sequence number: epoch × 2^24 + counter, higher than any before it, and never given again: not after a
	 * restart either, because `open` writes a new epoch to the flash first. Within an epoch the numbers have no gaps; a
	 * number divisible by 2^24 is the first after a start (or after 16,777,215 others). Touches the flash only then.
	 */
	takeSequence(): number {
		this.enter();
		if (this._nextSequence > this._firstSequence && this._nextSequence % COUNTERS === 0)
			this._ring.beginEpoch(this._nextSequence / COUNTERS);
		this._ready = true;
		return this._nextSequence++;
	}
	/**
	 * Stores a reading behind all others: its sequence number must be higher than theirs. It is in RAM until 256 bytes
	 * are gathered or `flush` is called. Now and then it takes as long as an erase: some 50 ms, 400 at worst.
	 * @returns false if the journal is full and drops the newest; throws a RangeError for a reading it cannot hold
	 */
	append(reading: StoredReading): boolean {
		this.check(reading);
		const writer = this._writer;
		const fits = writer.fits(writer.needs(reading));
		if (!fits && writer.needsAtMost(reading) > this._layout.blockLength - this._layout.records)
			throw new RangeError(`a payload of ${reading.length} bytes and its topic are too long for a block`);
		this.enter();
		if (this._dropsNewest && !this._ring.hasRoom(!fits)) {
			this._statistics.refused++;
			this._ready = true;
			return false;
		}
		if (!fits) {
			this._ring.makeRoom();
			this._ring.openBlock(reading.clock === CLOCK_SET, reading.time);
		}
		writer.append(reading);
		this._last = reading.sequence;
		this._statistics.stored++;
		this._ready = true;
		return true;
	}
	/** Writes what was gathered, and the mark for what was acknowledged. */
	flush(): void {
		this.enter();
		this._writer.flush();
		this._backlog.mark();
		this._ready = true;
	}
	/**
	 * Copies the oldest reading that was not handed out, and stays there until `next`.
	 * @returns false if there is none, or if 64 wait for their acknowledgement; throws a RangeError if the payload is
	 * longer than the buffer
	 */
	peek(reading: StoredReading): boolean {
		this.enter();
		const length = this._backlog.peek();
		const fits = length <= reading.payload.length;
		if (length >= 0 && fits) {
			this._backlog.copy(reading);
			if (reading.clock === CLOCK_UPTIME && reading.sequence < this._firstSequence)
				reading.clock = CLOCK_LOST;
		}
		this._ready = true;
		if (!fits)
			throw new RangeError(`a payload of ${length} bytes, a buffer of ${reading.payload.length}`);
		return length >= 0;
	}
	/** Hands out the reading that `peek` has shown. False if it was dropped or acknowledged meanwhile. */
	next(): boolean {
		this.enter();
		const handed = this._backlog.next();
		this._ready = true;
		return handed;
	}
	/** Has what was handed out and is not acknowledged handed out again, in order: the connection is a new one. */
	rewind(): void {
		this.enter();
		this._backlog.rewind(0);
		this._ready = true;
	}
	/**
	 * Lets go of a reading. Acknowledgements may come in any order among the 64 oldest that wait, handed out or not: one
	 * that was published when it was taken is not handed out any more.
	 * @returns false if no such reading waits
	 */
	acknowledge(sequence: number): boolean {
		this.enter();
		const known = this._backlog.acknowledge(sequence);
		if (known)
			this._statistics.acknowledged++;
		this._ready = true;
		return known;
	}
	/** Readings that wait, handed out or not. */
	get count(): number {
		return this._backlog.count;
	}
	/** Bytes of flash that hold what waits: whole blocks, of `capacity` bytes in all. */
	get bytes(): number {
		return this._backlog.blocks * this._layout.blockLength;
	}
	get capacity(): number {
		return this._layout.blocks * this._layout.blockLength;
	}
	/** How often each block was erased since the flash was new, at most. */
	get wear(): number {
		return Math.ceil(this._writer.block / this._layout.blocks);
	}
	/** Always the same object. */
	get statistics(): Readonly<JournalStatistics> {
		this._statistics.waiting = this._backlog.count;
		this._statistics.full = this._ring.full;
		this._statistics.erases = this._ring.erases;
		this._statistics.corrupt = this._backlog.corrupt;
		return this._statistics;
	}
	private enter(): void {
		if (!this._ready)
			throw new Error("the journal is closed: open it");
		this._ready = false;
	}
	private check(reading: StoredReading): void {
		const { sequence, time, clock, flags, payload, length } = reading;
		if (!(sequence > this._last && sequence < this._nextSequence && Number.isInteger(sequence)))
			throw new RangeError(`sequence number ${sequence} after ${this._last}, before ${this._nextSequence}`);
		if (!(time >= 0 && time < 2 ** 48 && Number.isInteger(time)) || clock === CLOCK_LOST)
			throw new RangeError(`capture time ${time}, clock ${clock}`);
		if (!(flags >= 0 && flags <= MAXIMUM_FLAGS && Number.isInteger(flags)))
			throw new RangeError(`flags ${flags}`);
		if (!(length >= 0 && length <= MAXIMUM_PAYLOAD && length <= payload.length && Number.isInteger(length)))
			throw new RangeError(`a payload of ${length} bytes`);
	}
}
