import type { BlockHeader } from "./block-header";
import { PAGE_LENGTH, RECORD_HEADER } from "./layout";
import type { Layout } from "./layout";
import type { Marks } from "./marks";
import type { PageCache } from "./page-cache";
import type { RecordCursor } from "./record-cursor";

/**
 * Finds both ends of the log after a restart. It reads the header of every block, marks backwards until one is set, and
 * the records of the newest block; whatever else is damaged shows when it is read.
 */
export class RecoveryScan {
	/** Number of the newest block, 0 if there is none. */
	newest = 0;
	/** Number of the block of the oldest reading that may wait, and the reading's index there. */
	oldest = 1;
	oldestIndex = 0;
	/** Offset in the newest block where the next record can stand. */
	offset = 0;
	/** Index there of the next reading. A mark outlives the reading it was for, if that has been damaged since. */
	index = 0;
	/** True if the log ends in something that is not a record: a write was cut there. */
	torn = false;
	/** An epoch that no reading ever had. */
	epoch = 1;

	/** Leaves `cursor` at the end of the newest block, and `header` with that block's header. */
	constructor(page: PageCache, layout: Layout, marks: Marks, header: BlockHeader, cursor: RecordCursor) {
		for (let index = 0; index < layout.blocks; index++) {
			if (header.readAny(page, layout, index))
				this.newest = Math.max(this.newest, header.number);
		}
		if (this.newest === 0)
			return;
		this.findOldest(page, layout, marks, header);
		header.read(page, layout, this.newest);
		cursor.enter(header);
		while (cursor.find(layout.blockLength))
			cursor.pass();
		this.index = Math.max(cursor.index, marks.last(this.newest) + 1);
		// Bytes that a cut write has left look erased and may be weak, up to the end of the page: they are not used.
		this.torn = cursor.used > cursor.end;
		this.offset = this.torn ? (Math.floor(cursor.used / PAGE_LENGTH) + 1) * PAGE_LENGTH : cursor.end;
		// What cannot be read may have been the beginning of an epoch each, in this block or in one after it.
		this.epoch = cursor.highestEpoch + 1 + Math.ceil(cursor.unreadable / RECORD_HEADER);
		if (this.isDamaged(page, layout, header))
			this.epoch += layout.blockLength / RECORD_HEADER;
		header.read(page, layout, this.newest);
	}
	/** After the newest mark; without any, the beginning of the oldest block that can be read. */
	private findOldest(page: PageCache, layout: Layout, marks: Marks, header: BlockHeader): void {
		for (let number = this.newest; number > 0 && number > this.newest - layout.blocks; number--) {
			if (!header.read(page, layout, number))
				continue;
			this.oldest = number;
			const last = marks.last(number);
			if (last >= 0) {
				this.oldestIndex = last + 1;
				return;
			}
		}
	}
	/** True if the block after the newest is neither erased at its beginning nor an older one. */
	private isDamaged(page: PageCache, layout: Layout, header: BlockHeader): boolean {
		const index = (this.newest + 1) % layout.blocks;
		if (header.readAny(page, layout, index))
			return false;
		for (let at = 0; at < layout.marks; at += 4) {
			if (page.word(index * layout.blockLength + at) !== -1)
				return true;
		}
		return false;
	}
}
