import type { Backlog } from "./backlog";
import type { BlockHeader } from "./block-header";
import { EPOCHS } from "./layout";
import type { Layout } from "./layout";
import type { PageCache } from "./page-cache";
import type { RecordCursor } from "./record-cursor";
import { baseFor } from "./record-writer";
import type { RecordWriter } from "./record-writer";
import type { RecoveryScan } from "./recovery-scan";

/** Takes one block after the other, and decides what goes for it. */
export class BlockRing {
	/** Readings dropped because there was no room. */
	full = 0;
	/** Blocks erased. */
	erases = 0;
	private _epoch = 0;
	private _page: PageCache;
	private _layout: Layout;
	private _header: BlockHeader;
	private _cursor: RecordCursor;
	private _writer: RecordWriter;
	private _backlog: Backlog;

	constructor(page: PageCache, layout: Layout, header: BlockHeader, cursor: RecordCursor, writer: RecordWriter, backlog: Backlog) {
		this._page = page;
		this._layout = layout;
		this._header = header;
		this._cursor = cursor;
		this._writer = writer;
		this._backlog = backlog;
	}
	/** Goes on where the scan has found the end, in the epoch that it proposes. */
	open(scan: RecoveryScan): void {
		this.full = this.erases = 0;
		if (scan.newest > 0) {
			this._writer.resume(this._header, this._cursor, scan);
			this._backlog.open(scan);
			this.beginEpoch(scan.epoch);
		}
		else {
			this._writer.reset();
			this._epoch = scan.epoch;
			this.openBlock(false, 0);
			this._backlog.open(scan);
		}
	}
	/** Writes the epoch to the flash, so that no later `open` proposes it. Throws an Error after the last one. */
	beginEpoch(epoch: number): void {
		if (epoch >= EPOCHS)
			throw new Error("the journal has no sequence numbers left: erase its partition");
		this._epoch = epoch;
		const writer = this._writer;
		if (writer.fits(writer.baseLength))
			writer.appendBase(epoch, false, 0);
		else {
			this.makeRoom();
			this.openBlock(false, 0);
		}
		writer.flush();
	}
	/**
	 * True if a reading can go to the newest block, or to the one after it (`next`), with nothing dropped and one more
	 * block free behind it: so the restarts of a full journal have room for their epochs.
	 */
	hasRoom(next: boolean): boolean {
		const block = this._writer.block + (next ? 1 : 0);
		return this._backlog.count === 0 || this._backlog.oldestBlock > block + 1 - this._layout.blocks;
	}
	/** Drops what waits in the place of the next block. */
	makeRoom(): void {
		const backlog = this._backlog;
		const last = this._writer.block + 1 - this._layout.blocks;
		if (backlog.count > 0 && backlog.oldestBlock <= last) {
			this.full += backlog.drop(last);
			backlog.mark();
		}
	}
	/** Opens the next block, for readings from about `time` on. */
	openBlock(clockSet: boolean, time: number): void {
		const header = this._header;
		const writer = this._writer;
		const layout = this._layout;
		const number = writer.block + 1;
		const intact = header.readAny(this._page, layout, number % layout.blocks);
		header.number = number;
		header.ordinal = writer.ordinal;
		header.epoch = this._epoch;
		header.clockSet = clockSet;
		header.base = baseFor(time);
		writer.open(header, intact);
		this.erases++;
	}
}
