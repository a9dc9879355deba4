const REPLACEMENT = 0xfffd;

/** The code point at `i`; a lone half of a surrogate pair is U+FFFD, as in the WHATWG Encoding standard. */
const codePoint = (text: string, i: number): number => {
	const code = text.codePointAt(i)!;
	return code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code;
};

/** Bytes of a code point in UTF-8. */
export const utf8Size = (code: number): number => {
	return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** Length of `text` in UTF-8, in bytes. */
export const utf8Length = (text: string): number => {
	let length = 0;
	for (let i = 0; i < text.length; i++) {
		const code = codePoint(text, i);
		length += utf8Size(code);
		if (code >= 0x10000)
			i++;
	}
	return length;
};

/**
 * Writes `text` in UTF-8 into `buffer` from `start` on, allocating nothing.
 * @returns the position after the last byte, or -1 if it does not fit; the buffer is partly written then
 */
export const writeUTF8 = (text: string, buffer: Uint8Array, start: number): number => {
	let position = start;
	// in XS, to ask for a length takes a call
	const count = text.length, end = buffer.length;
	for (let i = 0; i < count; i++) {
		// nearly all there ever is
		const unit = text.charCodeAt(i);
		if (unit < 0x80) {
			if (position >= end)
				return -1;
			buffer[position++] = unit;
			continue;
		}
		const code = codePoint(text, i);
		const bytes = utf8Size(code);
		if (position + bytes > end)
			return -1;
		let shift = 6 * (bytes - 1);
		buffer[position++] = (0xf00 >> bytes) & 0xff | code >> shift;
		while (shift > 0) {
			shift -= 6;
			buffer[position++] = 0x80 | code >> shift & 0x3f;
		}
		if (bytes === 4)
			i++;
	}
	return position;
};

/** `text` in UTF-8. */
export const encodeUTF8 = (text: string): Uint8Array => {
	const bytes = new Uint8Array(utf8Length(text));
	writeUTF8(text, bytes, 0);
	return bytes;
};

/**
 * The code point that starts at `at` (RFC 3629 §4). Where there is none it is -n: n bytes from `at` on are the longest
 * start of one (Unicode 3.9, "U+FFFD Substitution of Maximal Subparts").
 * @param end where the bytes end; above `at`
 */
export const readUTF8 = (bytes: Uint8Array, at: number, end: number): number => {
	const first = bytes[at]!;
	if (first < 0x80)
		return first;
	const following = first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
	if (following === 0)
		return -1;
	// The second byte alone tells overlong forms, surrogates and what is above U+10FFFF (Unicode, table 3-7).
	let lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
	let highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
	let code = first & (0x3f >> following);
	for (let i = 1; i <= following; i++) {
		const next = at + i < end ? bytes[at + i]! : 0;
		if (next < lowest || next > highest)
			return -i;
		code = code << 6 | next & 0x3f;
		lowest = 0x80;
		highest = 0xbf;
	}
	return code;
};
