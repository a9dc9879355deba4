import { writeUTF8 } from "../text/utf8";
import type { BlockHeader } from "./block-header";
import { encodeWord } from "./block-header";
import { checksum } from "./checksum";
import type { Flash } from "./flash";
import { BASE_UNIT, COUNTERS, HEADER_CONTENT, KIND_BASE, KIND_READING, KIND_TOPIC, MAXIMUM_TOPICS, RECORD_HEADER } from "./layout";
import type { Layout } from "./layout";
import type { PageCache } from "./page-cache";
import { blockSeed, readingSeed } from "./record-cursor";
import type { RecordCursor } from "./record-cursor";
import type { RecoveryScan } from "./recovery-scan";
import { CLOCK_SET } from "./stored-reading";
import type { StoredReading } from "./stored-reading";
import { WriteBatch } from "./write-batch";

/** The base for a capture time and those that follow, with room for a clock that is set back by a minute. */
export const baseFor = (time: number): number => {
	return Math.max(0, Math.floor(time / BASE_UNIT) - 1);
};

/** Writes the newest block of the ring. */
export class RecordWriter {
	/** Number of the block. */
	block = 0;
	/** Offset in the block where the next record will stand. */
	offset = 0;
	/** Ordinal of its first reading. */
	first = 0;
	private _index = 0;
	private _epoch = 0;
	private _clockSet = false;
	private _base = 0;
	private _blockSeed = 0;
	private _readingSeed = 0;
	/** Topics that this run has written to the block, and how many stood there before. */
	private _topics: string[] = [];
	private _earlierTopics = 0;
	/** The topic whose length was asked for last, and that length in UTF-8. */
	private _measured = "";
	private _measuredLength = 0;
	private _flash: Flash;
	private _page: PageCache;
	private _layout: Layout;
	private _batch: WriteBatch;
	private _scratch = new Uint8Array(HEADER_CONTENT);

	constructor(flash: Flash, page: PageCache, layout: Layout) {
		this._flash = flash;
		this._page = page;
		this._layout = layout;
		this._batch = new WriteBatch(flash, page);
	}
	/** Ordinal of the next reading, as a signed 32-bit integer. */
	get ordinal(): number {
		return this.first + this._index | 0;
	}
	/** Begins the block that `header` describes. `intact` tells that its place still holds the intact header of another. */
	open(header: BlockHeader, intact: boolean): void {
		this.flush();
		const { unit, headerLength, blocks, records } = this._layout;
		const start = this._layout.start(header.number);
		if (intact) {
			// An erase that is cut can set marks back and leave the readings: so the block is made void before.
			this._scratch.fill(0);
			this.write(start, unit);
			this.write(start + headerLength, unit);
		}
		this._page.forget(start, this._layout.blockLength);
		this._flash.eraseBlock(header.number % blocks);
		header.encode(this._scratch);
		this._batch.begin(start);
		this._batch.add(this._scratch, HEADER_CONTENT, unit);
		this._batch.add(this._scratch, HEADER_CONTENT, unit);
		this._batch.flush();
		this.begin(header, records);
		this.setBase(header.epoch, header.clockSet, header.base);
	}
	/** Goes back to before the first block. */
	reset(): void {
		this.block = this.first = this._index = 0;
		this._batch.begin(0);
	}
	/** Goes on where the scan has found the end; `cursor` stands there. */
	resume(header: BlockHeader, cursor: RecordCursor, scan: RecoveryScan): void {
		this.begin(header, scan.offset);
		this._index = scan.index;
		this._earlierTopics = cursor.topics;
		this.setBase(cursor.epoch, cursor.clockSet, cursor.base);
	}
	/** True if `length` bytes go into what is left of the block, and one reading more. */
	fits(length: number): boolean {
		return this.offset + length <= this._layout.blockLength && this._index < this._layout.readings;
	}
	/** Bytes that `append` will write to the block, or more than any block has if it cannot hold one more topic. */
	needs(reading: StoredReading): number {
		let bytes = this._layout.round(RECORD_HEADER + reading.length);
		if (!this.suits(reading))
			bytes += this.baseLength;
		if (this._topics.indexOf(reading.topic) < 0)
			bytes += this._earlierTopics + this._topics.length < MAXIMUM_TOPICS ? this.topicLength(reading.topic) : Infinity;
		return bytes;
	}
	/** Bytes that `append` can write at most. Throws a RangeError if the topic is too long. */
	needsAtMost(reading: StoredReading): number {
		return this._layout.round(RECORD_HEADER + reading.length) + this.baseLength + this.topicLength(reading.topic);
	}
	/** Bytes that `appendBase` writes. */
	get baseLength(): number {
		return 2 * this._layout.round(RECORD_HEADER);
	}
	/** Appends the reading, and before it what it takes to understand it. It fits. */
	append(reading: StoredReading): void {
		if (!this.suits(reading))
			this.appendBase(Math.floor(reading.sequence / COUNTERS), reading.clock === CLOCK_SET, reading.time);
		let topic = this._topics.indexOf(reading.topic);
		if (topic < 0)
			topic = this.appendTopic(reading.topic);
		const { payload, length } = reading;
		this.record(KIND_READING | this._index << 8 | (length | reading.flags << 11) << 16, this._earlierTopics + topic | reading.sequence % COUNTERS << 8,
			reading.time - this._base * BASE_UNIT, this._readingSeed, payload, length);
		this._index++;
	}
	/** Appends what sets epoch, clock and base for the readings that follow. It fits. */
	appendBase(epoch: number, clockSet: boolean, time: number): void {
		this.setBase(epoch, clockSet, baseFor(time));
		for (let copy = 0; copy < 2; copy++)
			this.record(KIND_BASE, (clockSet ? 1 : 0) | epoch << 8, this._base, this._blockSeed, this._scratch, 0);
	}
	/** Writes to the flash what is still gathered in RAM: less than 256 bytes. */
	flush(): void {
		this._batch.flush();
	}
	private begin(header: BlockHeader, offset: number): void {
		this.block = header.number;
		this.offset = offset;
		this.first = header.ordinal;
		this._index = 0;
		this._topics.length = 0;
		this._earlierTopics = 0;
		this._blockSeed = blockSeed(header.number);
		this._batch.begin(this._layout.start(header.number) + offset);
	}
	private setBase(epoch: number, clockSet: boolean, base: number): void {
		this._epoch = epoch;
		this._clockSet = clockSet;
		this._base = base;
		this._readingSeed = readingSeed(this._blockSeed, epoch, clockSet, base);
	}
	/** True if epoch, clock and base as they are fit the reading. */
	private suits(reading: StoredReading): boolean {
		const after = reading.time - this._base * BASE_UNIT;
		return after >= 0 && after < 0x1_0000_0000 && this._clockSet === (reading.clock === CLOCK_SET)
			&& this._epoch === Math.floor(reading.sequence / COUNTERS);
	}
	private topicLength(topic: string): number {
		if (topic !== this._measured) {
			this._measuredLength = this.encode(topic);
			this._measured = topic;
		}
		return this._layout.round(RECORD_HEADER + this._measuredLength);
	}
	private encode(topic: string): number {
		const length = writeUTF8(topic, this._page.lend(), 0);
		if (length < 0)
			throw new RangeError(`the topic ${topic} is too long for the journal`);
		return length;
	}
	private appendTopic(topic: string): number {
		const length = this.encode(topic);
		const index = this._topics.push(topic) - 1;
		this.record(KIND_TOPIC | length << 16, this._earlierTopics + index, 0, this._blockSeed, this._page.lend(), length);
		return index;
	}
	private record(first: number, second: number, third: number, seed: number, bytes: Uint8Array, length: number): void {
		const header = this._scratch;
		encodeWord(header, 0, first);
		encodeWord(header, 4, second);
		encodeWord(header, 8, third);
		encodeWord(header, 12, ~checksum(checksum(seed, header, 0, 12), bytes, 0, length));
		this._batch.add(header, RECORD_HEADER, 4);
		this._batch.add(bytes, length, this._layout.unit);
		this.offset += this._layout.round(RECORD_HEADER + length);
	}
	private write(offset: number, length: number): void {
		this._batch.begin(offset);
		this._batch.add(this._scratch, length, length);
		this._batch.flush();
	}
}
