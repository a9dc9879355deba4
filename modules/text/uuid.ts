import { hexadecimalDigit, hexadecimalValue } from "./hexadecimal";

const LENGTH = 16;

/**
 * The bytes, little-endian, that a short UUID shares with the Bluetooth base UUID
 * 00000000-0000-1000-8000-00805f9b34fb (Core specification, volume 3 part B, 2.5.1); the short one follows them.
 */
const BASE = Object.freeze([0xfb, 0x34, 0x9b, 0x5f, 0x80, 0x00, 0x00, 0x80, 0x00, 0x10, 0x00, 0x00]);

const DASHES = Object.freeze([8, 13, 18, 23]);

/**
 * Reads a UUID of 16 bits (`180f`), 32 bits (`0000180f`), both with or without `0x`, or 128 bits with its dashes; in
 * either case.
 * @returns 16 bytes, little-endian as on the air; undefined for any other text
 */
export const parseUUID = (text: string): Uint8Array | undefined => {
	const bytes = new Uint8Array(LENGTH);
	if (text.length === 36)
		return fill(bytes, text, 0, LENGTH) ? bytes : undefined;
	const start = text.startsWith("0x") || text.startsWith("0X") ? 2 : 0;
	const size = (text.length - start) / 2;
	if (size !== 2 && size !== 4)
		return undefined;
	bytes.set(BASE);
	return fill(bytes, text, start, BASE.length + size) ? bytes : undefined;
};

/** Writes the digits of `text` from `start` on, the first pair at `end - 1` and so down. */
const fill = (bytes: Uint8Array, text: string, start: number, end: number): boolean => {
	for (let index = start; index < text.length;) {
		if (text.length === 36 && DASHES.includes(index)) {
			if (text[index++] !== "-")
				return false;
			continue;
		}
		const high = hexadecimalValue(text.charCodeAt(index++));
		const low = hexadecimalValue(text.charCodeAt(index++));
		if (high < 0 || low < 0)
			return false;
		bytes[--end] = high << 4 | low;
	}
	return true;
};

/** A UUID of 2, 4 or 16 bytes, little-endian as on the air, in a buffer of its own with all 16. */
export const expandUUID = (bytes: Uint8Array): Uint8Array => {
	if (bytes.length === LENGTH)
		return bytes.slice();
	const uuid = new Uint8Array(LENGTH);
	uuid.set(BASE);
	uuid.set(bytes, BASE.length);
	return uuid;
};

/**
 * The shortest usual text in lower case: `180f`, `12345678`, or all 128 bits with dashes.
 * @param uuid 16 bytes, little-endian
 */
export const formatUUID = (uuid: Uint8Array): string => {
	if (uuid.length !== LENGTH)
		throw new RangeError(`a UUID of ${uuid.length} bytes`);
	const low = BASE.every((byte, index) => byte === uuid[index]) ? BASE.length : 0;
	const high = low > 0 && uuid[14] === 0 && uuid[15] === 0 ? 14 : LENGTH;
	let text = "";
	for (let index = high - 1; index >= low; index--) {
		text += String.fromCharCode(hexadecimalDigit(uuid[index]! >> 4), hexadecimalDigit(uuid[index]! & 15));
		if (low === 0 && (index === 12 || index === 10 || index === 8 || index === 6))
			text += "-";
	}
	return text;
};

/**
 * Whether the UUID of `length` bytes (2, 4 or 16, little-endian) at `offset` of `bytes` is `uuid`. Any other length, or
 * one that exceeds `bytes`, is no UUID and so not the same. Allocates nothing.
 * @param uuid 16 bytes, little-endian
 */
export const sameUUID = (uuid: Uint8Array, bytes: Uint8Array, offset: number, length: number): boolean => {
	if (offset + length > bytes.length || (length !== 2 && length !== 4 && length !== LENGTH))
		return false;
	const shared = length === LENGTH ? 0 : BASE.length;
	for (let index = 0; index < shared; index++) {
		if (uuid[index] !== BASE[index])
			return false;
	}
	for (let index = shared; index < LENGTH; index++) {
		const place = index - shared;
		if (uuid[index] !== (place < length ? bytes[offset + place] : 0))
			return false;
	}
	return true;
};
