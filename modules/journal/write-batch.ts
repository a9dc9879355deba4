import type { Flash } from "./flash";
import { PAGE_LENGTH } from "./layout";
import type { PageCache } from "./page-cache";

/** Gathers bytes that stand one after the other in the flash, and writes them 256 at a time. */
export class WriteBatch {
	#flash: Flash;
	#page: PageCache;
	#bytes = new Uint8Array(PAGE_LENGTH);
	#length = 0;
	#offset = 0;

	constructor(flash: Flash, page: PageCache) {
		this.#flash = flash;
		this.#page = page;
	}
	/** Begins at `offset` in the flash; what is gathered and not written is gone. */
	begin(offset: number): void {
		this.#offset = offset;
		this.#length = 0;
	}
	/** Adds the first `length` of `bytes`, and 0xff up to a multiple of `unit`, which divides 256. */
	add(bytes: Uint8Array, length: number, unit: number): void {
		const gathered = this.#bytes;
		let at = this.#length;
		for (let i = 0; i < length; i++) {
			gathered[at++] = bytes[i]!;
			if (at === PAGE_LENGTH) {
				this.#length = at;
				this.flush();
				at = 0;
			}
		}
		while (at % unit > 0)
			gathered[at++] = 0xff;
		this.#length = at;
		if (at === PAGE_LENGTH)
			this.flush();
	}
	flush(): void {
		const length = this.#length;
		if (length === 0)
			return;
		this.#page.forget(this.#offset, length);
		this.#flash.write(this.#offset, length === PAGE_LENGTH ? this.#bytes : this.#bytes.subarray(0, length));
		this.#offset += length;
		this.#length = 0;
	}
}
