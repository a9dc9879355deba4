import { AcknowledgementWindow } from "./acknowledgement-window";
import type { BlockHeader } from "./block-header";
import type { Layout } from "./layout";
import type { Marks } from "./marks";
import type { PageCache } from "./page-cache";
import type { RecordCursor } from "./record-cursor";
import type { RecordWriter } from "./record-writer";
import type { RecoveryScan } from "./recovery-scan";
import type { StoredReading } from "./stored-reading";

/** The readings that wait, from the oldest to the newest: handed out, acknowledged, dropped. */
export class Backlog {
	/** Readings found damaged. */
	corrupt = 0;
	private _page: PageCache;
	private _layout: Layout;
	private _marks: Marks;
	private _header: BlockHeader;
	private _cursor: RecordCursor;
	private _writer: RecordWriter;
	private _window = new AcknowledgementWindow();
	private _marksEvery: number;
	/** Ordinal of the first reading that was never handed out. */
	private _front = 0;
	/** True if the cursor stands at the reading to be handed out. */
	private _found = false;

	constructor(page: PageCache, layout: Layout, marks: Marks, header: BlockHeader, cursor: RecordCursor, writer: RecordWriter, marksEvery: number) {
		this._page = page;
		this._layout = layout;
		this._marks = marks;
		this._header = header;
		this._cursor = cursor;
		this._writer = writer;
		this._marksEvery = marksEvery;
	}
	/** Readings that wait. */
	get count(): number {
		return (this._writer.ordinal - this._front | 0) + this._window.waiting;
	}
	/** Number of the block of the oldest reading that waits, or of the newest block if none does. */
	get oldestBlock(): number {
		if (this._window.count > 0)
			return this._window.oldestBlock;
		return this.count > 0 && this.find() ? this._cursor.block : this._writer.block;
	}
	/** Blocks that may hold a reading that waits. */
	get blocks(): number {
		const oldest = this._window.count > 0 ? this._window.oldestBlock : this._cursor.block;
		return this.count === 0 ? 0 : this._writer.block - oldest + 1;
	}
	/** Begins with what the scan has found. */
	open(scan: RecoveryScan): void {
		this.corrupt = 0;
		this._found = false;
		this._window.clear();
		this._header.read(this._page, this._layout, scan.oldest);
		const cursor = this._cursor;
		cursor.enter(this._header);
		while (cursor.find(this.end) && cursor.index < scan.oldestIndex)
			cursor.pass();
		this._front = cursor.first + scan.oldestIndex | 0;
	}
	/** Goes to the next reading to be handed out and stays there; its bytes of payload, or -1 if there is none now. */
	peek(): number {
		return this.find() ? this._cursor.length : -1;
	}
	/** Copies the reading that `peek` has found. */
	copy(reading: StoredReading): void {
		this._cursor.copy(reading);
	}
	/** Leaves the reading that `peek` has found, which is handed out now; false if it was dropped meanwhile. */
	next(): boolean {
		if (!this._found)
			return false;
		const cursor = this._cursor;
		if (cursor.ordinal === this._front) {
			this._window.push(cursor.sequence, cursor.block, cursor.index);
			this._front = this._front + 1 | 0;
		}
		else
			this._window.hand();
		cursor.pass();
		this._found = false;
		return true;
	}
	/** Has the readings from that position in the window on handed out again, those that are acknowledged excepted. */
	rewind(position: number): void {
		const block = this._window.rewind(position);
		if (block > 0) {
			this._found = false;
			this.enter(block);
		}
	}
	acknowledge(sequence: number): boolean {
		const window = this._window;
		let known = window.acknowledge(sequence);
		if (known && this._found && this._cursor.sequence === sequence)
			this._found = false;
		else if (!known && window.handed) {
			// It was published before it was handed out: the readings up to it are, and those between are again later.
			const position = window.count;
			while (!known && this.find() && this._cursor.sequence <= sequence) {
				this.next();
				known = window.acknowledge(sequence);
			}
			this.rewind(position);
		}
		if (window.released >= this._marksEvery || this.count === 0)
			this.mark();
		return known;
	}
	/** Writes the mark for what is acknowledged. */
	mark(): void {
		const window = this._window;
		if (window.released > 0 && window.releasedBlock > this._writer.block - this._layout.blocks)
			this._marks.set(window.releasedBlock, window.releasedIndex);
		window.released = 0;
	}
	/**
	 * Drops what waits in the blocks up to the one with that number.
	 * @returns how many readings
	 */
	drop(last: number): number {
		const readable = this.readHeaderFrom(last + 1) > 0;
		const ordinal = readable ? this._header.ordinal : this._writer.first;
		let dropped = this._window.drop(readable ? this._header.number : this._writer.block);
		if ((ordinal - this._front | 0) > 0) {
			dropped += ordinal - this._front | 0;
			this._front = ordinal;
		}
		if (this._cursor.block <= last && this.enter(last + 1))
			this._found = false;
		return dropped;
	}
	/** Goes to the next reading to be handed out, for the first time or again; false if there is none now. */
	private find(): boolean {
		const cursor = this._cursor;
		const window = this._window;
		while (!this._found) {
			if (cursor.block === this._writer.block)
				this._writer.flush();
			if (!cursor.find(this.end)) {
				if (cursor.block !== this._writer.block && this.enter(cursor.block + 1))
					continue;
				this.corrupt += window.giveUp(Infinity);
				this.countCorrupt(this._writer.ordinal);
				return false;
			}
			if ((cursor.ordinal - this._front | 0) < 0) {
				this.corrupt += window.giveUp(cursor.sequence);
				if (window.isDue(cursor.sequence))
					this._found = true;
				else
					cursor.pass();
				continue;
			}
			this.corrupt += window.giveUp(Infinity);
			if (window.full)
				return false;
			this.countCorrupt(cursor.ordinal);
			this._found = true;
		}
		return true;
	}
	/** The readings never handed out before the one with that ordinal are not there. */
	private countCorrupt(ordinal: number): void {
		const missing = ordinal - this._front | 0;
		if (missing > 0) {
			this.corrupt += missing;
			this._front = ordinal;
		}
	}
	/** Where the records of the cursor's block end. */
	private get end(): number {
		return this._cursor.block === this._writer.block ? this._writer.offset : this._layout.blockLength;
	}
	/** Enters the block with that number or the next one that can be read; false if there is none. */
	private enter(number: number): boolean {
		if (this.readHeaderFrom(number) === 0)
			return false;
		this._cursor.enter(this._header);
		return true;
	}
	/** Reads the header of that block, or of the next one that can be read; its number, or 0 if there is none. */
	private readHeaderFrom(number: number): number {
		while (number <= this._writer.block && !this._header.read(this._page, this._layout, number))
			number++;
		return number <= this._writer.block ? number : 0;
	}
}
