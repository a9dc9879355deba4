import type { PageCache } from "./page-cache";

/**
 * Writes `text` to `bytes` in UTF-8.
 * @returns its length in bytes, or -1 if there is not room enough
 */
export function encodeTopic(text: string, bytes: Uint8Array): number {
	let at = 0;
	for (let i = 0; i < text.length; i++) {
		let code = text.codePointAt(i)!;
		if (code > 0xffff)
			i++;
		else if (code >= 0xd800 && code <= 0xdfff)
			code = 0xfffd;
		const extra = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x1_0000 ? 2 : 3;
		if (at + extra >= bytes.length)
			return -1;
		bytes[at++] = extra === 0 ? code : 0xff00 >> extra + 1 & 0xff | code >> 6 * extra;
		for (let shift = 6 * extra - 6; shift >= 0; shift -= 6)
			bytes[at++] = 0x80 | code >> shift & 0x3f;
	}
	return at;
}

/** The text of `length` bytes of UTF-8 that `encodeTopic` wrote to the flash at `offset`. */
export function decodeTopic(page: PageCache, offset: number, length: number): string {
	let text = "";
	const end = offset + length;
	while (offset < end) {
		let code = page.byte(offset++);
		if (code >= 0x80) {
			const extra = code < 0xe0 ? 1 : code < 0xf0 ? 2 : 3;
			code &= 0x3f >> extra;
			for (let i = 0; i < extra; i++)
				code = code << 6 | page.byte(offset++) & 0x3f;
		}
		text += String.fromCodePoint(code);
	}
	return text;
}
