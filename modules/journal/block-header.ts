import { CHECKSUM_START, checksum } from "./checksum";
import { HEADER_CONTENT, HEADER_MAGIC } from "./layout";
import type { Layout } from "./layout";
import type { PageCache } from "./page-cache";

/** What stands at the beginning of a block; layout.ts has the table. */
export class BlockHeader {
	number = 0;
	/** Ordinal of the first reading, as a signed 32-bit integer. */
	ordinal = 0;
	epoch = 0;
	/** True if capture times count from 1970. */
	clockSet = false;
	/** Base of the capture times, in units of 65,536 ms. */
	base = 0;

	/** Reads the header of the block with that number; false if neither copy is intact and of that block. */
	read(page: PageCache, layout: Layout, number: number): boolean {
		return this.readAny(page, layout, number % layout.blocks) && this.number === number;
	}
	/** Reads the header at a physical index, whatever number the block has; false if no copy is intact. */
	readAny(page: PageCache, layout: Layout, index: number): boolean {
		const start = index * layout.blockLength;
		return (this.readCopy(page, start) || this.readCopy(page, start + layout.headerLength))
			&& this.number % layout.blocks === index;
	}
	/** Writes the content to the beginning of `bytes`. */
	encode(bytes: Uint8Array): void {
		encodeWord(bytes, 0, HEADER_MAGIC);
		encodeWord(bytes, 4, this.number);
		encodeWord(bytes, 8, this.ordinal);
		encodeWord(bytes, 12, this.epoch | (this.clockSet ? 1 : 0) << 24);
		encodeWord(bytes, 16, this.base);
		encodeWord(bytes, 20, ~checksum(CHECKSUM_START, bytes, 0, HEADER_CONTENT - 4));
	}
	private readCopy(page: PageCache, at: number): boolean {
		if (page.word(at) !== HEADER_MAGIC)
			return false;
		if (~page.checksum(CHECKSUM_START, at, HEADER_CONTENT - 4) !== page.word(at + 20))
			return false;
		this.number = page.word(at + 4) >>> 0;
		this.ordinal = page.word(at + 8);
		const word = page.word(at + 12);
		this.epoch = word & 0xff_ffff;
		this.clockSet = word >>> 24 === 1;
		this.base = page.word(at + 16) >>> 0;
		return true;
	}
}

/** Writes `word` to `bytes`, little-endian. */
export const encodeWord = (bytes: Uint8Array, at: number, word: number): void => {
	bytes[at] = word;
	bytes[at + 1] = word >>> 8;
	bytes[at + 2] = word >>> 16;
	bytes[at + 3] = word >>> 24;
};
