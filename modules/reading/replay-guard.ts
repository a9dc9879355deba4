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
const RUN = 3;
/** Counts between two times that the mark is worth storing: flash wears out. */
const STRIDE = 4_096;

/**
 * Counters of senders that prove their origin: what was heard once is not to be believed twice, so a counter must rise.
 * Many senders begin at 0 again when their battery is changed, and are believed after a run of genuine packets. That is
 * the limit of it: who has recorded such a run can send it again, and is believed once. It is told as a restart.
 */
export class ReplayGuard {
	/** Of each sender: highest counter that was believed, the lower one that may be a restart, and how many there were. */
	private _highest: Float64Array;
	private _lower: Float64Array;
	private _run: Uint8Array;
	private _stored: Float64Array;

	/** @param senders how many there can be */
	constructor(senders: number) {
		this._highest = new Float64Array(senders).fill(-1);
		this._lower = new Float64Array(senders);
		this._run = new Uint8Array(senders);
		this._stored = new Float64Array(senders).fill(-1);
	}
	/** Highest counter that was believed; -1 if none was. */
	highest(sender: number): number {
		return this._highest[sender]!;
	}
	/** Takes the mark that an earlier start stored; -1 for a sender of which nothing is known, also one that takes a place over. */
	restore(sender: number, counter: number): void {
		this._highest[sender] = this._stored[sender] = counter;
		this._run[sender] = 0;
	}
	/** Whether a counter is one that was believed last: a packet that needs no decryption. */
	isRepeated(sender: number, counter: number): boolean {
		return this._highest[sender] === counter;
	}
	/** Takes the counter of a genuine packet. @returns one of `Freshness` */
	take(sender: number, counter: number): number {
		const highest = this._highest[sender]!;
		if (counter > highest)
			return this.believe(sender, counter, Freshness.NEW);
		if (counter === highest)
			return Freshness.REPEATED;
		if (this._run[sender] === 0 || counter < this._lower[sender]!)
			this._run[sender] = 1;
		else if (counter === this._lower[sender])
			return Freshness.REPLAYED;
		else if (++this._run[sender]! === RUN)
			return this.believe(sender, counter, Freshness.RESTARTED);
		this._lower[sender] = counter;
		return Freshness.REPLAYED;
	}
	/** Whether the mark has gone so far, or back, that it should be stored. */
	isWorthStoring(sender: number): boolean {
		const highest = this._highest[sender]!, stored = this._stored[sender]!;
		return highest >= 0 && (highest < stored || stored < 0 || highest - stored >= STRIDE);
	}
	/** To be told when the mark was stored. @returns the mark */
	markStored(sender: number): number {
		return this._stored[sender] = this._highest[sender]!;
	}
	private believe(sender: number, counter: number, freshness: number): number {
		this._highest[sender] = counter;
		this._run[sender] = 0;
		return freshness;
	}
}
