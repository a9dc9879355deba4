import type { PageCache } from "./page-cache";

/** The text of `length` bytes of UTF-8 that stand in the flash at `offset`. */
export const decodeTopic = (page: PageCache, offset: number, length: number): string => {
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
};
