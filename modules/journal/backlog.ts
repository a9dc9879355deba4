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
	#page: PageCache;
	#layout: Layout;
	#marks: Marks;
	#header: BlockHeader;
	#cursor: RecordCursor;
	#writer: RecordWriter;
	#window = new AcknowledgementWindow();
	#marksEvery: number;
	/** Ordinal of the first reading that was never handed out. */
	#front = 0;
	/** True if the cursor stands at the reading to be handed out. */
	#found = false;

	constructor(page: PageCache, layout: Layout, marks: Marks, header: BlockHeader, cursor: RecordCursor, writer: RecordWriter, marksEvery: number) {
		this.#page = page;
		this.#layout = layout;
		this.#marks = marks;
		this.#header = header;
		this.#cursor = cursor;
		this.#writer = writer;
		this.#marksEvery = marksEvery;
	}
	/** Readings that wait. */
	get count(): number {
		return (this.#writer.ordinal - this.#front | 0) + this.#window.waiting;
	}
	/** Number of the block of the oldest reading that waits, or of the newest block if none does. */
	get oldestBlock(): number {
		if (this.#window.count > 0)
			return this.#window.oldestBlock;
		return this.count > 0 && this.find() ? this.#cursor.block : this.#writer.block;
	}
	/** Blocks that may hold a reading that waits. */
	get blocks(): number {
		const oldest = this.#window.count > 0 ? this.#window.oldestBlock : this.#cursor.block;
		return this.count === 0 ? 0 : this.#writer.block - oldest + 1;
	}
	/** Begins with what the scan has found. */
	open(scan: RecoveryScan): void {
		this.corrupt = 0;
		this.#found = false;
		this.#window.clear();
		this.#header.read(this.#page, this.#layout, scan.oldest);
		const cursor = this.#cursor;
		cursor.enter(this.#header);
		while (cursor.find(this.end) && cursor.index < scan.oldestIndex)
			cursor.pass();
		this.#front = cursor.first + scan.oldestIndex | 0;
	}
	/** Goes to the next reading to be handed out and stays there; its bytes of payload, or -1 if there is none now. */
	peek(): number {
		return this.find() ? this.#cursor.length : -1;
	}
	/** Copies the reading that `peek` has found. */
	copy(reading: StoredReading): void {
		this.#cursor.copy(reading);
	}
	/** Leaves the reading that `peek` has found, which is handed out now; false if it was dropped meanwhile. */
	next(): boolean {
		if (!this.#found)
			return false;
		const cursor = this.#cursor;
		if (cursor.ordinal === this.#front) {
			this.#window.push(cursor.sequence, cursor.block, cursor.index);
			this.#front = this.#front + 1 | 0;
		}
		else
			this.#window.hand();
		cursor.pass();
		this.#found = false;
		return true;
	}
	/** Has the readings from that position in the window on handed out again, those that are acknowledged excepted. */
	rewind(position: number): void {
		const block = this.#window.rewind(position);
		if (block > 0) {
			this.#found = false;
			this.enter(block);
		}
	}
	acknowledge(sequence: number): boolean {
		const window = this.#window;
		let known = window.acknowledge(sequence);
		if (known && this.#found && this.#cursor.sequence === sequence)
			this.#found = false;
		else if (!known && window.handed) {
			// It was published before it was handed out: the readings up to it are, and those between are again later.
			const position = window.count;
			while (!known && this.find() && this.#cursor.sequence <= sequence) {
				this.next();
				known = window.acknowledge(sequence);
			}
			this.rewind(position);
		}
		if (window.released >= this.#marksEvery || this.count === 0)
			this.mark();
		return known;
	}
	/** Writes the mark for what is acknowledged. */
	mark(): void {
		const window = this.#window;
		if (window.released > 0 && window.releasedBlock > this.#writer.block - this.#layout.blocks)
			this.#marks.set(window.releasedBlock, window.releasedIndex);
		window.released = 0;
	}
	/**
	 * Drops what waits in the blocks up to the one with that number.
	 * @returns how many readings
	 */
	drop(last: number): number {
		const readable = this.readHeaderFrom(last + 1) > 0;
		const ordinal = readable ? this.#header.ordinal : this.#writer.first;
		let dropped = this.#window.drop(readable ? this.#header.number : this.#writer.block);
		if ((ordinal - this.#front | 0) > 0) {
			dropped += ordinal - this.#front | 0;
			this.#front = ordinal;
		}
		if (this.#cursor.block <= last && this.enter(last + 1))
			this.#found = false;
		return dropped;
	}
	/** Goes to the next reading to be handed out, for the first time or again; false if there is none now. */
	private find(): boolean {
		const cursor = this.#cursor;
		const window = this.#window;
		while (!this.#found) {
			if (cursor.block === this.#writer.block)
				this.#writer.flush();
			if (!cursor.find(this.end)) {
				if (cursor.block !== this.#writer.block && this.enter(cursor.block + 1))
					continue;
				this.corrupt += window.giveUp(Infinity);
				this.countCorrupt(this.#writer.ordinal);
				return false;
			}
			if ((cursor.ordinal - this.#front | 0) < 0) {
				this.corrupt += window.giveUp(cursor.sequence);
				if (window.isDue(cursor.sequence))
					this.#found = true;
				else
					cursor.pass();
				continue;
			}
			this.corrupt += window.giveUp(Infinity);
			if (window.full)
				return false;
			this.countCorrupt(cursor.ordinal);
			this.#found = true;
		}
		return true;
	}
	/** The readings never handed out before the one with that ordinal are not there. */
	private countCorrupt(ordinal: number): void {
		const missing = ordinal - this.#front | 0;
		if (missing > 0) {
			this.corrupt += missing;
			this.#front = ordinal;
		}
	}
	/** Where the records of the cursor's block end. */
	private get end(): number {
		return this.#cursor.block === this.#writer.block ? this.#writer.offset : this.#layout.blockLength;
	}
	/** Enters the block with that number or the next one that can be read; false if there is none. */
	private enter(number: number): boolean {
		if (this.readHeaderFrom(number) === 0)
			return false;
		this.#cursor.enter(this.#header);
		return true;
	}
	/** Reads the header of that block, or of the next one that can be read; its number, or 0 if there is none. */
	private readHeaderFrom(number: number): number {
		while (number <= this.#writer.block && !this.#header.read(this.#page, this.#layout, number))
			number++;
		return number <= this.#writer.block ? number : 0;
	}
}
