import type { BlockHeader } from "./block-header";
import { CHECKSUM_START, checksumWord } from "./checksum";
import { BASE_UNIT, COUNTERS, KIND_BASE, KIND_READING, KIND_TOPIC, MAXIMUM_TOPICS, RECORD_HEADER } from "./layout";
import type { Layout } from "./layout";
import type { PageCache } from "./page-cache";
import { CLOCK_SET, CLOCK_UPTIME } from "./stored-reading";
import type { StoredReading } from "./stored-reading";
import { decodeTopic } from "./topic-text";

/** State of the checksum that a topic or a base begins with in the block with that number. */
export const blockSeed = (number: number): number => {
	return checksumWord(CHECKSUM_START, number);
};

/** State of the checksum that a reading begins with. */
export const readingSeed = (seed: number, epoch: number, clockSet: boolean, base: number): number => {
	return checksumWord(checksumWord(seed, epoch | (clockSet ? 1 : 0) << 24), base);
};

/**
 * Walks through the records of one block from its beginning, and keeps what its readings need to be understood: epoch,
 * base of the times, topics. What is not an intact record it steps over, four bytes at a time, so that one damaged
 * record costs itself only.
 */
export class RecordCursor {
	/** Number of the block, 0 before the first `enter`. */
	block = 0;
	/** Ordinal of the block's first reading. */
	first = 0;
	/** Index of the next reading to be expected; after `find` returned true that of the reading found. */
	index = 0;
	epoch = 0;
	/** The highest epoch that this block has shown so far. */
	highestEpoch = 0;
	clockSet = false;
	base = 0;
	/** Offset in the block after the last intact record. */
	end = 0;
	/** Offset in the block after the last bytes that are not erased. */
	used = 0;
	/** Topics that the block has shown so far: one more than their highest index. */
	topics = 0;
	/** Bytes passed over that were neither part of an intact record nor erased. */
	unreadable = 0;
	private _page: PageCache;
	private _layout: Layout;
	private _start = 0;
	private _offset = 0;
	private _blockSeed = 0;
	private _readingSeed = 0;
	/** Offset in the block of each topic's record, 0 for none, and the texts asked for so far. */
	private _topicOffsets = new Uint16Array(MAXIMUM_TOPICS);
	private _texts: (string | undefined)[] = [];

	constructor(page: PageCache, layout: Layout) {
		this._page = page;
		this._layout = layout;
	}
	/** Goes to the first record of the block with that header. */
	enter(header: BlockHeader): void {
		this.block = header.number;
		this.first = header.ordinal;
		this.index = 0;
		this.highestEpoch = 0;
		this.end = this.used = this._offset = this._layout.records;
		this.unreadable = 0;
		this.topics = 0;
		this._start = this._layout.start(header.number);
		this._blockSeed = blockSeed(header.number);
		this._topicOffsets.fill(0);
		this._texts.length = 0;
		this.setBase(header.epoch, header.clockSet, header.base);
	}
	/**
	 * Goes to the next reading before `end` (an offset in the block), and stays there until `pass`.
	 * @returns false if there is none
	 */
	find(end: number): boolean {
		const page = this._page;
		while (this._offset + RECORD_HEADER <= end) {
			const at = this._start + this._offset;
			const kind = this.intact(at, end);
			if (kind === 0) {
				this._offset += 4;
				if (page.word(at) !== -1) {
					this.unreadable += 4;
					this.used = this._offset;
				}
				continue;
			}
			const after = this.after(at);
			this.end = this.used = after;
			if (kind === KIND_READING) {
				this.index = page.byte(at + 1);
				if (this._topicOffsets[page.byte(at + 4)]! > 0)
					return true;
				this.index++;
			}
			else if (kind === KIND_TOPIC) {
				this.topics = Math.max(this.topics, page.byte(at + 4) + 1);
				this._topicOffsets[page.byte(at + 4)] = this._offset;
			}
			else
				this.setBase(page.word(at + 4) >>> 8, page.byte(at + 4) === 1, page.word(at + 8) >>> 0);
			this._offset = after;
		}
		return false;
	}
	/** Leaves the reading found. */
	pass(): void {
		this._offset = this.after(this._start + this._offset);
		this.index++;
	}
	/** Ordinal of the reading found, or of the one to be expected, as a signed 32-bit integer. */
	get ordinal(): number {
		return this.first + this.index | 0;
	}
	/** Sequence number of the reading found. */
	get sequence(): number {
		return this.epoch * COUNTERS + (this._page.word(this._start + this._offset + 4) >>> 8);
	}
	/** Bytes of payload that the reading found has. */
	get length(): number {
		return this._page.word(this._start + this._offset) >>> 16 & 0x7ff;
	}
	/** Copies the reading found, whose payload the buffer can hold. */
	copy(reading: StoredReading): void {
		const page = this._page;
		const at = this._start + this._offset;
		const { length } = this;
		reading.sequence = this.sequence;
		reading.time = this.base * BASE_UNIT + (page.word(at + 8) >>> 0);
		reading.clock = this.clockSet ? CLOCK_SET : CLOCK_UPTIME;
		reading.flags = page.word(at) >>> 27;
		reading.topic = this.topic(page.byte(at + 4));
		reading.length = length;
		page.copy(at + RECORD_HEADER, reading.payload, length);
	}
	private topic(index: number): string {
		let text = this._texts[index];
		if (text === undefined) {
			const at = this._start + this._topicOffsets[index]!;
			text = decodeTopic(this._page, at + RECORD_HEADER, this._page.word(at) >>> 16 & 0x7ff);
			this._texts[index] = text;
		}
		return text;
	}
	private setBase(epoch: number, clockSet: boolean, base: number): void {
		this.epoch = epoch;
		this.clockSet = clockSet;
		this.base = base;
		this.highestEpoch = Math.max(this.highestEpoch, epoch);
		this._readingSeed = readingSeed(this._blockSeed, epoch, clockSet, base);
	}
	/** Offset in the block after the record at `at` in the flash. */
	private after(at: number): number {
		return this._offset + this._layout.round(RECORD_HEADER + (this._page.word(at) >>> 16 & 0x7ff));
	}
	/** Kind of the record at `at`, or 0 if there is none that is intact and belongs there. */
	private intact(at: number, end: number): number {
		const page = this._page;
		const word = page.word(at);
		const kind = word & 0xff;
		if (kind !== KIND_READING && kind !== KIND_TOPIC && kind !== KIND_BASE)
			return 0;
		if (this.after(at) > end || kind === KIND_TOPIC && page.byte(at + 4) >= MAXIMUM_TOPICS)
			return 0;
		const index = word >>> 8 & 0xff;
		if (kind === KIND_READING && (index < this.index || index >= this._layout.readings))
			return 0;
		let state = kind === KIND_READING ? this._readingSeed : this._blockSeed;
		state = page.checksum(state, at, RECORD_HEADER - 4);
		state = page.checksum(state, at + RECORD_HEADER, word >>> 16 & 0x7ff);
		return ~state === page.word(at + 12) ? kind : 0;
	}
}
