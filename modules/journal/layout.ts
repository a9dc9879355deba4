import type { Flash } from "./flash";

/*
	The journal is a ring of blocks. Blocks are numbered from 1 in the order in which they were opened; block n stands
	at the physical index n modulo the number of blocks, so that every block is erased equally often. All numbers are
	little-endian. A unit is 4 bytes, or the flash's alignment where that is more; headers, marks and records begin at
	a multiple of it, and the bytes up to the next unit stay 0xff.

	Block
	| bytes            | content                                                                                  |
	|------------------|------------------------------------------------------------------------------------------|
	| 24               | header                                                                                   |
	| 24               | the same header again, so that one flipped bit does not cost the block                   |
	| a quarter a      | marks: 2 bits for each reading that the block can hold, from the lowest bit on. 11 waits, |
	| reading          | 00: this reading and everything before it is acknowledged. 01 and 10, a flipped bit,      |
	|                  | count as 11                                                                              |
	| the rest         | records, one after the other                                                             |

	Header
	| offset | bytes | content                                                                                    |
	|--------|-------|--------------------------------------------------------------------------------------------|
	| 0      | 4     | "GTJ" and the version of this layout, 1; 00 00 00 00 before the block is erased            |
	| 4      | 4     | number of the block                                                                        |
	| 8      | 4     | ordinal of its first reading: readings ever appended, modulo 2^32                          |
	| 12     | 3     | epoch that begins here (see below)                                                         |
	| 15     | 1     | 1 if capture times count from 1970, 0 if they count from the start of the firmware         |
	| 16     | 4     | base of the capture times, in units of 65,536 ms                                           |
	| 20     | 4     | CRC-32 of the bytes before                                                                 |

	Record
	| offset | bytes | reading (0xa5)                        | topic (0x96)         | base (0x3c), always written twice |
	|--------|-------|---------------------------------------|----------------------|-----------------------------------|
	| 0      | 1     | kind                                  | kind                 | kind                              |
	| 1      | 1     | index among the block's readings      | 0                    | 0                                 |
	| 2      | 2     | length n in bits 0-10, the caller's   | length n             | 0                                 |
	|        |       | flags in bits 11-15                   |                      |                                   |
	| 4      | 1     | topic: its index in this block        | index, from 0        | 1: times count from 1970          |
	| 5      | 3     | counter: sequence number modulo 2^24  | 0                    | epoch                             |
	| 8      | 4     | capture time, ms after the base       | 0                    | base, in units of 65,536 ms       |
	| 12     | 4     | CRC-32 of the bytes 0-11 and of the n bytes, begun with the block's number, and for a reading with |
	|        |       | epoch, clock and base too: what belongs elsewhere is refused                                      |
	| 16     | n     | payload                               | the topic in UTF-8   |                                   |

	Topics are in the block where they are used, once for each block, so that a reading can be published whatever the
	firmware that reads it calls its topics, and costs one byte for it.
*/

/** Payload of a reading, in bytes, at most. */
export const MAXIMUM_PAYLOAD = 1024;
/** A topic in UTF-8, in bytes, at most. */
export const MAXIMUM_TOPIC = 256;
/** Different topics in one block, at most; one more opens the next block. */
export const MAXIMUM_TOPICS = 64;
/** Flags of the caller, at most: five bits. */
export const MAXIMUM_FLAGS = 31;

/** A sequence number is epoch × 2^24 + counter: 48 bits, exact as a number. */
export const COUNTERS = 0x100_0000;
export const EPOCHS = 0x100_0000;
/** Unit of the base of capture times, in milliseconds. */
export const BASE_UNIT = 65_536;

/** What SPI NOR programs at once, in bytes: what a write that was cut can have touched unseen. */
export const PAGE_LENGTH = 256;

export const HEADER_CONTENT = 24;
export const HEADER_MAGIC = 0x014a_5447;
export const RECORD_HEADER = 16;

export const KIND_READING = 0xa5;
export const KIND_TOPIC = 0x96;
export const KIND_BASE = 0x3c;

/** Where everything stands in the blocks of one flash. */
export class Layout {
	readonly blockLength: number;
	readonly blocks: number;
	/** 4 bytes, or the flash's alignment. */
	readonly unit: number;
	/** Bytes that one copy of the block header takes. */
	readonly headerLength: number;
	/** Offset of the marks in their block. */
	readonly marks: number;
	/** Readings that a block can hold at most. */
	readonly readings: number;
	/** Offset of the first record in its block. */
	readonly records: number;

	/** Throws a RangeError for a flash that cannot hold a journal. */
	constructor(flash: Flash) {
		const { blockLength, blocks, writeAlign } = flash;
		if (!(blockLength >= 256 && blockLength <= 8192 && blockLength % PAGE_LENGTH === 0))
			throw new RangeError(`a journal needs blocks of 256 to 8192 bytes, not ${blockLength}`);
		if (!(blocks >= 3))
			throw new RangeError(`a journal needs 3 blocks or more, not ${blocks}`);
		if (![1, 2, 4, 8, 16].includes(writeAlign))
			throw new RangeError(`a journal needs an alignment of 1 to 16 bytes, not ${writeAlign}`);
		this.blockLength = blockLength;
		this.blocks = blocks;
		this.unit = Math.max(4, writeAlign);
		this.headerLength = this.round(HEADER_CONTENT);
		this.marks = 2 * this.headerLength;
		this.readings = Math.min(255, Math.floor((blockLength - this.marks) / RECORD_HEADER));
		this.records = this.marks + this.round(Math.ceil(this.readings / 4));
	}
	/** `length` up to the next unit. */
	round(length: number): number {
		return Math.ceil(length / this.unit) * this.unit;
	}
	/** Offset in the flash of the block with that number. */
	start(number: number): number {
		return number % this.blocks * this.blockLength;
	}
}
