/** A sender may have some kinds of packets in turn: what came last of each is remembered apart. */
const KINDS = 4;
/** Of each kind: hash of the bytes; the kind, and 16 bits of the counter and 1. */
const PRINT = 0, MARK = 1, WORDS = 2;
const KIND_SHIFT = 16, COUNTER = 0xffff;
/** FNV-1a, 32 bits. */
const FNV_BASIS = 0x811c9dc5, FNV_PRIME = 0x01000193;

/**
 * Tells packets that say something new from those that are sent again, as advertisements are: by their counter, or by all
 * of their bytes. Eight bytes for each of four kinds of packets of a sender; kinds are told apart by layout and length.
 */
export class RepetitionFilter {
	private _words: Uint32Array;
	// the packet that is looked at, and where its kind is
	private _kind = 0;
	private _print = 0;
	private _at = 0;

	/** @param senders how many there can be */
	constructor(senders: number) {
		this._words = new Uint32Array(WORDS * KINDS * senders);
	}
	/** Nothing has come of that sender. */
	forget(sender: number): void {
		this._words.fill(0, WORDS * KINDS * sender, WORDS * KINDS * (sender + 1));
	}
	/** Looks at bytes `start` to before `end`, at most 255. @param layout less than 256 */
	look(sender: number, layout: number, bytes: Uint8Array, start: number, end: number): void {
		let print = FNV_BASIS;
		for (let at = start; at < end; at++)
			print = Math.imul(print ^ bytes[at]!, FNV_PRIME);
		this._print = print >>> 0;
		this._kind = layout << 8 | end - start;
		const words = this._words, first = WORDS * KINDS * sender;
		let free = -1;
		for (let at = first; at < first + WORDS * KINDS; at += WORDS) {
			const mark = words[at + MARK]!;
			if (mark >>> KIND_SHIFT === this._kind && mark !== 0) {
				this._at = at;
				return;
			}
			if (mark === 0 && free < 0)
				free = at;
		}
		this._at = free >= 0 ? free : first + WORDS * (this._kind % KINDS);
	}
	/** Whether that packet has the bytes of the last of its kind. */
	get hasBytes(): boolean {
		return this._words[this._at + PRINT] === this._print && this._words[this._at + MARK]! >>> KIND_SHIFT === this._kind;
	}
	/** Whether it has the counter of the last of its kind. @param counter its lower bits count; -1 for none */
	hasCounter(counter: number): boolean {
		return counter >= 0 && this._words[this._at + MARK] === this.mark(counter);
	}
	/** From here on that packet is the last of its kind. @param counter -1 for none */
	keep(counter: number): void {
		this._words[this._at + PRINT] = this._print;
		this._words[this._at + MARK] = this.mark(counter);
	}
	/** 0 of the counter is none. */
	private mark(counter: number): number {
		return (this._kind << KIND_SHIFT | (counter < 0 ? 0 : counter % COUNTER + 1)) >>> 0;
	}
}
