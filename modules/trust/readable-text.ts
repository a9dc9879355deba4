import { readUTF8, utf8Size } from "../text/utf8";

const UTF8_STRING = 0x0c;
const BMP_STRING = 0x1e;

/**
 * Text of a string in a certificate, fit for a console: whatever could move the cursor, hide, or turn the writing
 * direction becomes `\u{…}`, and what separates the parts of a name gets a backslash (RFC 4514 §2.4).
 * UTF8String is decoded, BMPString too; every other string is taken byte by byte.
 * @param limit about how many characters come back at most; an ellipsis follows then
 */
export const readableText = (tag: number, bytes: Uint8Array, start: number, end: number, limit = 64): string => {
	let text = "";
	let at = start;
	while (at < end) {
		if (text.length >= limit)
			return text + "…";
		const octet = bytes[at]!;
		let code = octet, size = 1;
		if (tag === BMP_STRING && at + 1 < end) {
			code = (octet << 8) | bytes[at + 1]!;
			size = 2;
		}
		else if (tag === UTF8_STRING) {
			const read = readUTF8(bytes, at, end);
			if (read > 0x7f) {
				code = read;
				size = utf8Size(read);
			}
		}
		if (isHidden(code) || (code >= 0x80 && size === 1))
			text += `\\u{${code.toString(16)}}`;
		else
			text += (isSeparator(code) ? "\\" : "") + String.fromCodePoint(code);
		at += size;
	}
	return text;
};

const isHidden = (code: number): boolean => {
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xad || (code >= 0x200b && code <= 0x200f) ||
		(code >= 0x2028 && code <= 0x202f) || (code >= 0x2060 && code <= 0x206f) || (code >= 0xd800 && code < 0xe000) ||
		code === 0xfeff || (code >= 0xfff0 && code <= 0xffff) || code >= 0xe0000;
};

const isSeparator = (code: number): boolean => {
	return code === 0x2c || code === 0x2b || code === 0x22 || code === 0x5c || code === 0x3b || code === 0x3c ||
		code === 0x3e;
};
