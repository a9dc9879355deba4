const REPLACEMENT = 0xfffd;

/** The code point at `i`; a lone half of a surrogate pair is U+FFFD, as in the WHATWG Encoding standard. */
function codePoint(text: string, i: number): number {
	const code = text.codePointAt(i)!;
	return code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code;
}

function size(code: number): number {
	return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** Length of `text` in UTF-8, in bytes. */
export function utf8Length(text: string): number {
	let length = 0;
	for (let i = 0; i < text.length; i++) {
		const code = codePoint(text, i);
		length += size(code);
		if (code >= 0x10000)
			i++;
	}
	return length;
}

/**
 * Writes `text` in UTF-8 into `buffer` from `start` on, allocating nothing.
 * @returns the position after the last byte, or -1 if it does not fit; the buffer is partly written then
 */
export function writeUTF8(text: string, buffer: Uint8Array, start: number): number {
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
		const bytes = size(code);
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
}

/** `text` in UTF-8. */
export function encodeUTF8(text: string): Uint8Array {
	const bytes = new Uint8Array(utf8Length(text));
	writeUTF8(text, bytes, 0);
	return bytes;
}
