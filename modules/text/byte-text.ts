import { hexadecimalDigit } from "./hexadecimal";
import { readUTF8, utf8Size } from "./utf8";

/** Characters to a batch: few enough for the small stack of XS, on which they all go at once. */
const BATCH = 16;
const REPLACEMENT = 0xfffd;
const SPACE = 0x20;

/**
 * Makes text of bytes from outside. It gathers characters in batches, so that a text of N characters leaves N / 16
 * shorter ones behind and not N; one object serves any number of texts.
 */
export class ByteText {
	private _batch: number[] = new Array<number>(BATCH).fill(0);
	private _count = 0;
	private _text = "";

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
			const first = bytes[at]!;
			if (first < 0x80) {		// nearly all there ever is
				this.add(first < SPACE || first === 0x7f ? SPACE : first);
				at++;
				continue;
			}
			const code = readUTF8(bytes, at, end);
			this.add(code < 0 ? REPLACEMENT : code < 0xa0 ? SPACE : code);
			at += code < 0 ? -code : utf8Size(code);
		}
		return this.finish();
	}
	private add(codePoint: number): void {
		this._batch[this._count++] = codePoint;
		if (this._count === BATCH) {
			this._text += String.fromCodePoint.apply(null, this._batch);
			this._count = 0;
		}
	}
	private finish(): string {
		let text = this._text;
		if (this._count > 0)
			text += String.fromCodePoint.apply(null, this._batch.slice(0, this._count));
		this._text = "";
		this._count = 0;
		return text;
	}
}
