const UTF8_STRING = 0x0c;
const BMP_STRING = 0x1e;

/**
 * Text of a string in a certificate, fit for a console: whatever could move the cursor, hide, or turn the writing
 * direction becomes `\u{…}`, and what separates the parts of a name gets a backslash (RFC 4514 §2.4).
 * UTF8String is decoded, BMPString too; every other string is taken byte by byte.
 * @param limit about how many characters come back at most; an ellipsis follows then
 */
export function readableText(tag: number, bytes: Uint8Array, start: number, end: number, limit = 64): string {
	let text = "";
	let at = start;
	while (at < end) {
		if (text.length >= limit)
			return text + "…";
		let code = bytes[at]!, size = 1;
		if (tag === BMP_STRING && at + 1 < end) {
			code = (code << 8) | bytes[at + 1]!;
			size = 2;
		}
		else if (tag === UTF8_STRING && code >= 0x80) {
			size = sequenceLength(bytes, at, end);
			if (size > 1) {
				code &= 0xff >> (size + 1);
				for (let i = 1; i < size; i++)
					code = (code << 6) | (bytes[at + i]! & 0x3f);
			}
		}
		if (isHidden(code) || (code >= 0x80 && size === 1))
			text += `\\u{${code.toString(16)}}`;
		else
			text += (isSeparator(code) ? "\\" : "") + String.fromCodePoint(code);
		at += size;
	}
	return text;
}

/** Bytes of the UTF-8 sequence at `at` (RFC 3629 §4), or 1 where it is none. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
	const first = bytes[at]!, second = at + 1 < end ? bytes[at + 1]! : 0;
	const size = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 :
		first >= 0xf0 && first < 0xf5 ? 4 : 1;
	if (size === 1 || at + size > end)
		return 1;
	if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second >= 0xa0) ||
		(first === 0xf0 && second < 0x90) || (first === 0xf4 && second >= 0x90))
		return 1;
	for (let i = 1; i < size; i++) {
		if ((bytes[at + i]! & 0xc0) !== 0x80)
			return 1;
	}
	return size;
}

function isHidden(code: number): boolean {
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xad || (code >= 0x200b && code <= 0x200f) ||
		(code >= 0x2028 && code <= 0x202f) || (code >= 0x2060 && code <= 0x206f) || (code >= 0xd800 && code < 0xe000) ||
		code === 0xfeff || (code >= 0xfff0 && code <= 0xffff) || code >= 0xe0000;
}

function isSeparator(code: number): boolean {
	return code === 0x2c || code === 0x2b || code === 0x22 || code === 0x5c || code === 0x3b || code === 0x3c ||
		code === 0x3e;
}
