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
	#highest: Float64Array;
	#lower: Float64Array;
	#run: Uint8Array;
	#stored: Float64Array;

	/** @param senders how many there can be */
	constructor(senders: number) {
		this.#highest = new Float64Array(senders).fill(-1);
		this.#lower = new Float64Array(senders);
		this.#run = new Uint8Array(senders);
		this.#stored = new Float64Array(senders).fill(-1);
	}
	/** Highest counter that was believed; -1 if none was. */
	highest(sender: number): number {
		return this.#highest[sender]!;
	}
	/** Takes the mark that an earlier start stored; -1 for a sender of which nothing is known, also one that takes a place over. */
	restore(sender: number, counter: number): void {
		this.#highest[sender] = this.#stored[sender] = counter;
		this.#run[sender] = 0;
	}
	/** Whether a counter is one that was believed last: a packet that needs no decryption. */
	isRepeated(sender: number, counter: number): boolean {
		return this.#highest[sender] === counter;
	}
	/** Takes the counter of a genuine packet. @returns one of `Freshness` */
	take(sender: number, counter: number): number {
		const highest = this.#highest[sender]!;
		if (counter > highest)
			return this.believe(sender, counter, Freshness.NEW);
		if (counter === highest)
			return Freshness.REPEATED;
		if (this.#run[sender] === 0 || counter < this.#lower[sender]!)
			this.#run[sender] = 1;
		else if (counter === this.#lower[sender])
			return Freshness.REPLAYED;
		else if (++this.#run[sender]! === RUN)
			return this.believe(sender, counter, Freshness.RESTARTED);
		this.#lower[sender] = counter;
		return Freshness.REPLAYED;
	}
	/** Whether the mark has gone so far, or back, that it should be stored. */
	isWorthStoring(sender: number): boolean {
		const highest = this.#highest[sender]!, stored = this.#stored[sender]!;
		return highest >= 0 && (highest < stored || stored < 0 || highest - stored >= STRIDE);
	}
	/** To be told when the mark was stored. @returns the mark */
	markStored(sender: number): number {
		return this.#stored[sender] = this.#highest[sender]!;
	}
	private believe(sender: number, counter: number, freshness: number): number {
		this.#highest[sender] = counter;
		this.#run[sender] = 0;
		return freshness;
	}
}
