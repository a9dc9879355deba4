import type { Flash } from "./flash";
import type { Layout } from "./layout";
import type { PageCache } from "./page-cache";

/**
 * The acknowledgement marks at the beginning of each block: two bits for each reading. To mark one clears its two bits
 * and, in the unit that is written, those of the readings before it; no other byte of the flash is touched.
 */
export class Marks {
	private _flash: Flash;
	private _page: PageCache;
	private _layout: Layout;
	private _unit: Uint8Array;
	/** Which unit of which block `_unit` holds; block 0 for none. */
	private _at = 0;
	private _block = 0;

	constructor(flash: Flash, page: PageCache, layout: Layout) {
		this._flash = flash;
		this._page = page;
		this._layout = layout;
		this._unit = new Uint8Array(layout.unit);
	}
	/** Index of the last reading marked in the block with that number, or -1 if none is. */
	last(number: number): number {
		const layout = this._layout;
		const start = layout.start(number) + layout.marks;
		for (let at = Math.ceil(layout.readings / 4) - 1; at >= 0; at--) {
			const byte = this._page.byte(start + at);
			if (byte === 0xff)
				continue;
			for (let pair = 3; pair >= 0; pair--) {
				if ((byte >>> 2 * pair & 3) === 0)
					return 4 * at + pair;
			}
		}
		return -1;
	}
	/** Marks the reading with that index, and with it everything before it. */
	set(number: number, index: number): void {
		const unit = this._unit;
		const readings = 4 * unit.length;
		const at = Math.floor(index / readings);
		const offset = this._layout.start(number) + this._layout.marks + at * unit.length;
		const held = number === this._block && at === this._at;
		for (let i = 0; i < unit.length; i++) {
			// Bits that a cut write has cleared already cannot be written as ones.
			const cleared = held ? unit[i]! : this._page.byte(offset + i);
			const pairs = index + 1 - at * readings - 4 * i;
			unit[i] = pairs <= 0 ? cleared : pairs >= 4 ? 0 : cleared & 0xff << 2 * pairs;
		}
		this._block = 0;
		this._page.forget(offset, unit.length);
		this._flash.write(offset, unit);
		this._block = number;
		this._at = at;
	}
}
