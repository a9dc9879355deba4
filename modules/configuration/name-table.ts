/** Names between two entries of `starts`. */
export const GROUP = 16;
/** Bytes from here on stand for words. */
export const WORD = 0x80;

/** Names of UUIDs of 16 bits, packed (name-packer.ts). */
export interface NameTable {
	/** Ascending. */
	readonly uuids: Uint16Array;
	/** Where every GROUP-th name begins in `names`. */
	readonly starts: Uint16Array;
	/** A byte of length, then characters, and words as WORD and their number; between a word and what follows is a blank. */
	readonly names: Uint8Array;
	/** The words, one after the other; word n is from `wordEnds[n - 1]`, or 0, to before `wordEnds[n]`. */
	readonly words: Uint8Array;
	readonly wordEnds: Uint16Array;
}
