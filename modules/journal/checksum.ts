/** What each value of a byte does to the polynomial 0xedb88320 (reflected), as signed 32-bit integers. */
const TABLE: readonly number[] = Object.freeze(Array.from({ length: 256 }, (_, byte) => {
	let remainder = byte;
	for (let bit = 0; bit < 8; bit++)
		remainder = remainder & 1 ? remainder >>> 1 ^ 0xedb88320 : remainder >>> 1;
	return remainder;
}));

/**
 * CRC-32 as in IEEE 802.3, in steps: begin with `CHECKSUM_START`, go on with the state that came back, and take `~state`
 * in the end. States are signed 32-bit integers, which XS holds without floating point.
 */
export const CHECKSUM_START = -1;

/** The state after the bytes from `start` to before `end`. */
export const checksum = (state: number, bytes: Uint8Array, start: number, end: number): number => {
	for (let i = start; i < end; i++)
		state = TABLE[(state ^ bytes[i]!) & 0xff]! ^ state >>> 8;
	return state;
};

/** The state after four more bytes, those of `word`, little-endian. */
export const checksumWord = (state: number, word: number): number => {
	for (let shift = 0; shift < 32; shift += 8)
		state = TABLE[(state ^ word >>> shift) & 0xff]! ^ state >>> 8;
	return state;
};
