import { hexadecimalDigit } from "./hexadecimal";

/** Characters to a batch: few enough for the small stack of XS, on which they all go at once. */
const BATCH = 16;
const REPLACEMENT = 0xfffd;
const SPACE = 0x20;

/**
 * Makes text of bytes from outside. It gathers characters in batches, so that a text of N characters leaves N / 16
 * shorter ones behind and not N; one object serves any number of texts.
 */
export class ByteText {
	#batch: number[] = new Array<number>(BATCH).fill(0);
	#count = 0;
	#text = "";

	/** Two lower-case digits for each byte from `start` to before `end`, nothing between them. */
	hexadecimal(bytes: Uint8Array, start: number, end: number): string {
		for (let at = start; at < end; at++) {
			this.add(hexadecimalDigit(bytes[at]! >> 4));
			this.add(hexadecimalDigit(bytes[at]! & 15));
		}
		return this.finish();
	}
	/**
	 * UTF-8 from `start` to before `end`, fit for a console and a topic's subscriber: NULs at the end are cut, each
	 * control character becomes a space, and each longest start of an invalid sequence becomes one U+FFFD (Unicode
	 * 3.9, "U+FFFD Substitution of Maximal Subparts", as browsers do).
	 */
	utf8(bytes: Uint8Array, start: number, end: number): string {
		while (end > start && bytes[end - 1] === 0)
			end--;
		for (let at = start; at < end;) {
			const first = bytes[at++]!;
			if (first < 0x80) {
				this.add(first < SPACE || first === 0x7f ? SPACE : first);
				continue;
			}
			let following = first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
			if (following === 0) {
				this.add(REPLACEMENT);
				continue;
			}
			// The second byte alone tells overlong forms, surrogates and what is above U+10FFFF (Unicode, table 3-7).
			let lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
			let highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
			let code = first & (0x3f >> following);
			while (following > 0 && at < end && bytes[at]! >= lowest && bytes[at]! <= highest) {
				code = code << 6 | bytes[at++]! & 0x3f;
				following--;
				lowest = 0x80;
				highest = 0xbf;
			}
			this.add(following > 0 ? REPLACEMENT : code < 0xa0 ? SPACE : code);
		}
		return this.finish();
	}
	private add(codePoint: number): void {
		this.#batch[this.#count++] = codePoint;
		if (this.#count === BATCH) {
			this.#text += String.fromCodePoint.apply(null, this.#batch);
			this.#count = 0;
		}
	}
	private finish(): string {
		let text = this.#text;
		if (this.#count > 0)
			text += String.fromCodePoint.apply(null, this.#batch.slice(0, this.#count));
		this.#text = "";
		this.#count = 0;
		return text;
	}
}
