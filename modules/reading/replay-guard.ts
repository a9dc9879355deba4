import type { Clock } from "../text/clock";

/** How a packet's counter stands to those before; it must be genuine (its tag good) before it is told. */
export const Freshness = Object.freeze({
	/** Higher than all before. */
	NEW: 0,
	/** The same packet again, as advertisements are. */
	REPEATED: 1,
	/** Lower than one before: recorded and sent again, or the sender has lost its counter. */
	REPLAYED: 2,
	/** The sender has lost its counter, and this is its third packet in a row that rises: it is believed from here on. */
	RESTARTED: 3,
});

/** Packets in a row, genuine, different and rising, after which a lower counter is believed. */
const ENOUGH = 3;
/** Milliseconds from one restart that is believed to the next: a recorded run that is sent time and again would wear flash out. */
const PAUSE = 300_000;
const HIGHEST = 0, STORED = 1, LOWER = 2, RUN = 3, ANEW = 4, MARKS = 5;
/** Counts between two times that the mark is worth storing: flash wears out. */
const STRIDE = 4_096;

/**
 * Counters of senders that prove their origin: what was heard once is not to be believed twice, so a counter must rise.
 * Many senders begin at 0 again when their battery is changed, and are believed after a run of genuine packets. That is
 * the limit of it: who has recorded such a run can send it again, and is believed, but once in five minutes. It is told as
 * a restart.
 */
export class ReplayGuard {
	/** Of each sender: highest counter that was believed, what of it was stored, the lower one that may be a restart, how many there were, when one was believed. */
	private _marks: Float64Array;
	private _clock: Pick<Clock, "ticks">;

	/** @param senders how many there can be */
	constructor(senders: number, clock: Pick<Clock, "ticks">) {
		this._clock = clock;
		this._marks = new Float64Array(MARKS * senders).fill(-1);
	}
	/** Highest counter that was believed; -1 if none was. */
	highest(sender: number): number {
		return this._marks[MARKS * sender + HIGHEST]!;
	}
	/** Takes the mark that an earlier start stored; -1 for a sender of which nothing is known, also one that takes a place over. */
	restore(sender: number, counter: number): void {
		const marks = this._marks, at = MARKS * sender;
		marks[at + HIGHEST] = marks[at + STORED] = counter;
		marks[at + RUN] = 0;
	}
	/** Whether a counter is one that was believed last: a packet that needs no decryption. */
	isRepeated(sender: number, counter: number): boolean {
		return this._marks[MARKS * sender + HIGHEST] === counter;
	}
	/** Takes the counter of a genuine packet. @returns one of `Freshness` */
	take(sender: number, counter: number): number {
		const marks = this._marks, at = MARKS * sender, highest = marks[at + HIGHEST]!;
		if (counter > highest)
			return this.believe(at, counter, Freshness.NEW);
		if (counter === highest)
			return Freshness.REPEATED;
		if (marks[at + RUN]! <= 0 || counter < marks[at + LOWER]!)
			marks[at + RUN] = 1;
		else if (counter === marks[at + LOWER])
			return Freshness.REPLAYED;
		else if (++marks[at + RUN]! >= ENOUGH && this.mayRestart(at)) {
			marks[at + ANEW] = this._clock.ticks;
			return this.believe(at, counter, Freshness.RESTARTED);
		}
		marks[at + LOWER] = counter;
		return Freshness.REPLAYED;
	}
	/** Whether the mark has gone so far, or back, that it should be stored. */
	isWorthStoring(sender: number): boolean {
		const highest = this.highest(sender), stored = this._marks[MARKS * sender + STORED]!;
		return highest >= 0 && (highest < stored || stored < 0 || highest - stored >= STRIDE);
	}
	/** Whether the mark is another one than what was stored. */
	hasMoved(sender: number): boolean {
		return this.highest(sender) !== this._marks[MARKS * sender + STORED];
	}
	/** To be told when the mark was stored. @returns the mark */
	markStored(sender: number): number {
		return this._marks[MARKS * sender + STORED] = this.highest(sender);
	}
	private mayRestart(at: number): boolean {
		const anew = this._marks[at + ANEW]!;
		return anew < 0 || this._clock.ticks - anew >= PAUSE;
	}
	private believe(at: number, counter: number, freshness: number): number {
		this._marks[at + HIGHEST] = counter;
		this._marks[at + RUN] = 0;
		return freshness;
	}
}
