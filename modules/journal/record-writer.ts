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
export function baseFor(time: number): number {
	return Math.max(0, Math.floor(time / BASE_UNIT) - 1);
}

/** Writes the newest block of the ring. */
export class RecordWriter {
	/** Number of the block. */
	block = 0;
	/** Offset in the block where the next record will stand. */
	offset = 0;
	/** Ordinal of its first reading. */
	first = 0;
	#index = 0;
	#epoch = 0;
	#clockSet = false;
	#base = 0;
	#blockSeed = 0;
	#readingSeed = 0;
	/** Topics that this run has written to the block, and how many stood there before. */
	#topics: string[] = [];
	#earlierTopics = 0;
	/** The topic whose length was asked for last, and that length in UTF-8. */
	#measured = "";
	#measuredLength = 0;
	#flash: Flash;
	#page: PageCache;
	#layout: Layout;
	#batch: WriteBatch;
	#scratch = new Uint8Array(HEADER_CONTENT);

	constructor(flash: Flash, page: PageCache, layout: Layout) {
		this.#flash = flash;
		this.#page = page;
		this.#layout = layout;
		this.#batch = new WriteBatch(flash, page);
	}
	/** Ordinal of the next reading, as a signed 32-bit integer. */
	get ordinal(): number {
		return this.first + this.#index | 0;
	}
	/** Begins the block that `header` describes. `intact` tells that its place still holds the intact header of another. */
	open(header: BlockHeader, intact: boolean): void {
		this.flush();
		const { unit, headerLength, blocks, records } = this.#layout;
		const start = this.#layout.start(header.number);
		if (intact) {
			// An erase that is cut can set marks back and leave the readings: so the block is made void before.
			this.#scratch.fill(0);
			this.write(start, unit);
			this.write(start + headerLength, unit);
		}
		this.#page.forget(start, this.#layout.blockLength);
		this.#flash.eraseBlock(header.number % blocks);
		header.encode(this.#scratch);
		this.#batch.begin(start);
		this.#batch.add(this.#scratch, HEADER_CONTENT, unit);
		this.#batch.add(this.#scratch, HEADER_CONTENT, unit);
		this.#batch.flush();
		this.begin(header, records);
		this.setBase(header.epoch, header.clockSet, header.base);
	}
	/** Goes back to before the first block. */
	reset(): void {
		this.block = this.first = this.#index = 0;
		this.#batch.begin(0);
	}
	/** Goes on where the scan has found the end; `cursor` stands there. */
	resume(header: BlockHeader, cursor: RecordCursor, scan: RecoveryScan): void {
		this.begin(header, scan.offset);
		this.#index = scan.index;
		this.#earlierTopics = cursor.topics;
		this.setBase(cursor.epoch, cursor.clockSet, cursor.base);
	}
	/** True if `length` bytes go into what is left of the block, and one reading more. */
	fits(length: number): boolean {
		return this.offset + length <= this.#layout.blockLength && this.#index < this.#layout.readings;
	}
	/** Bytes that `append` will write to the block, or more than any block has if it cannot hold one more topic. */
	needs(reading: StoredReading): number {
		let bytes = this.#layout.round(RECORD_HEADER + reading.length);
		if (!this.suits(reading))
			bytes += this.baseLength;
		if (this.#topics.indexOf(reading.topic) < 0)
			bytes += this.#earlierTopics + this.#topics.length < MAXIMUM_TOPICS ? this.topicLength(reading.topic) : Infinity;
		return bytes;
	}
	/** Bytes that `append` can write at most. Throws a RangeError if the topic is too long. */
	needsAtMost(reading: StoredReading): number {
		return this.#layout.round(RECORD_HEADER + reading.length) + this.baseLength + this.topicLength(reading.topic);
	}
	/** Bytes that `appendBase` writes. */
	get baseLength(): number {
		return 2 * this.#layout.round(RECORD_HEADER);
	}
	/** Appends the reading, and before it what it takes to understand it. It fits. */
	append(reading: StoredReading): void {
		if (!this.suits(reading))
			this.appendBase(Math.floor(reading.sequence / COUNTERS), reading.clock === CLOCK_SET, reading.time);
		let topic = this.#topics.indexOf(reading.topic);
		if (topic < 0)
			topic = this.appendTopic(reading.topic);
		const { payload, length } = reading;
		this.record(KIND_READING | this.#index << 8 | (length | reading.flags << 11) << 16, this.#earlierTopics + topic | reading.sequence % COUNTERS << 8,
			reading.time - this.#base * BASE_UNIT, this.#readingSeed, payload, length);
		this.#index++;
	}
	/** Appends what sets epoch, clock and base for the readings that follow. It fits. */
	appendBase(epoch: number, clockSet: boolean, time: number): void {
		this.setBase(epoch, clockSet, baseFor(time));
		for (let copy = 0; copy < 2; copy++)
			this.record(KIND_BASE, (clockSet ? 1 : 0) | epoch << 8, this.#base, this.#blockSeed, this.#scratch, 0);
	}
	/** Writes to the flash what is still gathered in RAM: less than 256 bytes. */
	flush(): void {
		this.#batch.flush();
	}
	private begin(header: BlockHeader, offset: number): void {
		this.block = header.number;
		this.offset = offset;
		this.first = header.ordinal;
		this.#index = 0;
		this.#topics.length = 0;
		this.#earlierTopics = 0;
		this.#blockSeed = blockSeed(header.number);
		this.#batch.begin(this.#layout.start(header.number) + offset);
	}
	private setBase(epoch: number, clockSet: boolean, base: number): void {
		this.#epoch = epoch;
		this.#clockSet = clockSet;
		this.#base = base;
		this.#readingSeed = readingSeed(this.#blockSeed, epoch, clockSet, base);
	}
	/** True if epoch, clock and base as they are fit the reading. */
	private suits(reading: StoredReading): boolean {
		const after = reading.time - this.#base * BASE_UNIT;
		return after >= 0 && after < 0x1_0000_0000 && this.#clockSet === (reading.clock === CLOCK_SET)
			&& this.#epoch === Math.floor(reading.sequence / COUNTERS);
	}
	private topicLength(topic: string): number {
		if (topic !== this.#measured) {
			this.#measuredLength = this.encode(topic);
			this.#measured = topic;
		}
		return this.#layout.round(RECORD_HEADER + this.#measuredLength);
	}
	private encode(topic: string): number {
		const length = writeUTF8(topic, this.#page.lend(), 0);
		if (length < 0)
			throw new RangeError(`the topic ${topic} is too long for the journal`);
		return length;
	}
	private appendTopic(topic: string): number {
		const length = this.encode(topic);
		const index = this.#topics.push(topic) - 1;
		this.record(KIND_TOPIC | length << 16, this.#earlierTopics + index, 0, this.#blockSeed, this.#page.lend(), length);
		return index;
	}
	private record(first: number, second: number, third: number, seed: number, bytes: Uint8Array, length: number): void {
		const header = this.#scratch;
		encodeWord(header, 0, first);
		encodeWord(header, 4, second);
		encodeWord(header, 8, third);
		encodeWord(header, 12, ~checksum(checksum(seed, header, 0, 12), bytes, 0, length));
		this.#batch.add(header, RECORD_HEADER, 4);
		this.#batch.add(bytes, length, this.#layout.unit);
		this.offset += this.#layout.round(RECORD_HEADER + length);
	}
	private write(offset: number, length: number): void {
		this.#batch.begin(offset);
		this.#batch.add(this.#scratch, length, length);
		this.#batch.flush();
	}
}
