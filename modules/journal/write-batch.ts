import type { Flash } from "./flash";
import { PAGE_LENGTH } from "./layout";
import type { PageCache } from "./page-cache";

/** Gathers bytes that stand one after the other in the flash, and writes them 256 at a time. */
export class WriteBatch {
	private _flash: Flash;
	private _page: PageCache;
	private _bytes = new Uint8Array(PAGE_LENGTH);
	private _length = 0;
	private _offset = 0;

	constructor(flash: Flash, page: PageCache) {
		this._flash = flash;
		this._page = page;
	}
	/** Begins at `offset` in the flash; what is gathered and not written is gone. */
	begin(offset: number): void {
		this._offset = offset;
		this._length = 0;
	}
	/** Adds the first `length` of `bytes`, and 0xff up to a multiple of `unit`, which divides 256. */
	add(bytes: Uint8Array, length: number, unit: number): void {
		const gathered = this._bytes;
		let at = this._length;
		for (let i = 0; i < length; i++) {
			gathered[at++] = bytes[i]!;
			if (at === PAGE_LENGTH) {
				this._length = at;
				this.flush();
				at = 0;
			}
		}
		while (at % unit > 0)
			gathered[at++] = 0xff;
		this._length = at;
		if (at === PAGE_LENGTH)
			this.flush();
	}
	flush(): void {
		const length = this._length;
		if (length === 0)
			return;
		this._page.forget(this._offset, length);
		this._flash.write(this._offset, length === PAGE_LENGTH ? this._bytes : this._bytes.subarray(0, length));
		this._offset += length;
		this._length = 0;
	}
}
