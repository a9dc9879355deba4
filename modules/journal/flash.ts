/**
 * Raw NOR flash, as the journal needs it.
 *
 * - An erase sets every byte of a block to 0xff.
 * - A write clears bits and never sets one: where a bit is 0 already, the byte written must have 0 there too. An
 *   aligned unit may be written again as long as only further bits are cleared, as SPI NOR allows. Flash with error
 *   correction of its own, and encrypted partitions, do not allow it and are no place for a journal.
 * - Power can go at any moment. A write that was cut leaves any part of its bytes done, the others as they were, and
 *   those in between with some of their bits cleared. An erase that was cut leaves any mix of the old bits and ones.
 *
 * An operation that fails for another reason throws; the journal is closed then, until `Journal.open` recovers it.
 */
export interface Flash {
	/** Bytes that are erased together, 256 to 8,192, a multiple of 256; 4,096 on the ESP32. */
	readonly blockLength: number;
	/** 3 or more. */
	readonly blocks: number;
	/** Offset and length of a write are multiples of this: 1, 2, 4, 8 or 16 bytes. */
	readonly writeAlign: number;
	/** Fills the whole of `buffer` with the bytes from `offset` on. */
	read(buffer: Uint8Array, offset: number): void;
	/** Writes all of `bytes`, which may be used again when it returns. */
	write(offset: number, bytes: Uint8Array): void;
	/** Erases the block that begins at `index` × `blockLength`. */
	eraseBlock(index: number): void;
}
