import { checksum } from "./checksum";
import type { Flash } from "./flash";
import { PAGE_LENGTH } from "./layout";

/** Reads the flash a page of 256 bytes at a time; the latest page stays. */
export class PageCache {
	private _flash: Flash;
	private _bytes = new Uint8Array(PAGE_LENGTH);
	/** Offset in the flash of what `_bytes` holds, -1 for nothing. */
	private _page = -1;

	constructor(flash: Flash) {
		this._flash = flash;
	}
	/** To be called before each write and each erase, with what it changes. */
	forget(offset: number, length: number): void {
		if (offset < this._page + PAGE_LENGTH && offset + length > this._page)
			this._page = -1;
	}
	/** The buffer of 256 bytes itself, for whoever needs one for a moment; its content is gone. */
	lend(): Uint8Array {
		this._page = -1;
		return this._bytes;
	}
	byte(offset: number): number {
		if ((offset & -PAGE_LENGTH) !== this._page)
			this.load(offset);
		return this._bytes[offset & PAGE_LENGTH - 1]!;
	}
	/** Four bytes, little-endian, as a signed integer. `offset` is a multiple of 4. */
	word(offset: number): number {
		if ((offset & -PAGE_LENGTH) !== this._page)
			this.load(offset);
		const bytes = this._bytes;
		const at = offset & PAGE_LENGTH - 1;
		return bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 | bytes[at + 3]! << 24;
	}
	/** The state of the checksum after `length` bytes more. */
	checksum(state: number, offset: number, length: number): number {
		while (length > 0) {
			if ((offset & -PAGE_LENGTH) !== this._page)
				this.load(offset);
			const at = offset & PAGE_LENGTH - 1;
			const end = Math.min(at + length, PAGE_LENGTH);
			state = checksum(state, this._bytes, at, end);
			offset += end - at;
			length -= end - at;
		}
		return state;
	}
	/** Copies `length` bytes to the beginning of `into`. */
	copy(offset: number, into: Uint8Array, length: number): void {
		const bytes = this._bytes;
		let at = 0;
		while (at < length) {
			if ((offset + at & -PAGE_LENGTH) !== this._page)
				this.load(offset + at);
			const from = offset + at & PAGE_LENGTH - 1;
			const end = Math.min(from + length - at, PAGE_LENGTH);
			for (let i = from; i < end; i++)
				into[at++] = bytes[i]!;
		}
	}
	private load(offset: number): void {
		this._page = -1;
		this._flash.read(this._bytes, offset & -PAGE_LENGTH);
		this._page = offset & -PAGE_LENGTH;
	}
}
