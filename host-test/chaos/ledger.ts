import { type Entry, gaps, misordered, name, RUN, sequenceMistakes } from "./capture-order";

/** PUBLISH packets that the gateway has in flight at most, and so may send again after each reconnect. */
export const WINDOW = 8;

/** Milliseconds between the moment of capture that a reading names and the one when its taking was heard of, at most. */
const TOLERANCE = 1_500;

/** One PUBLISH, as a broker or a subscriber got it. */
export interface Receipt {
	/** What counts: a topic. */
	readonly source: string;
	readonly counter: number;
	/** Milliseconds, from any moment that is the same for all. */
	readonly time: number;
	/** On which it came, from 1 up. */
	readonly connection: number;
	/** Gateway-wide, of a JSON payload. */
	readonly sequence: number | undefined;
	/** When it was captured, as a JSON payload says it; counted as `time`. */
	readonly captured: number | undefined;
	/** False: the broker saw it, but did not acknowledge it, so that it must come again. */
	readonly kept: boolean;
}

/** What was taken, against what arrived. Everything but `taken`, `received` and `longestDelay` should be 0. */
export interface Balance {
	readonly taken: number;
	/** Those of them that a broker answered for. */
	readonly received: number;
	/** Those that none did. */
	readonly lost: number;
	/** Those that none did, and that were so young when power went that nothing was promised. */
	readonly excused: number;
	/** Receipts of what had been received before. */
	readonly duplicates: number;
	/** Duplicates beyond one window for each reconnect. */
	readonly excess: number;
	/** First receipts of what was taken before something that had been received already. */
	readonly misordered: number;
	/** Receipts of what was never taken. */
	readonly unknown: number;
	/** Counters that a peripheral skipped between two that were taken. */
	readonly gaps: number;
	/** Sequence numbers that repeat, fall, or skip one within a run of the gateway. */
	readonly sequences: number;
	/** Receipts that name another moment of capture. */
	readonly misdated: number;
	/** Milliseconds from capture to the first receipt that counts. */
	readonly longestDelay: number;
}

/** A receipt may be noted before its taking is: they come by different ways. So all sums are made at the end. */
export class Ledger {
	#taken: Entry[] = [];
	#receipts: Receipt[] = [];
	#cuts: { readonly place: number; readonly time: number }[] = [];
	#excuses: { readonly from: number; readonly to: number }[] = [];
	/** When a broker first answered for each. */
	#kept = new Map<string, number>();

	/** How many were taken. */
	get taken(): number {
		return this.#taken.length;
	}
	/** How many different ones some broker answered for. */
	get kept(): number {
		return this.#kept.size;
	}
	/** The gateway took a reading; to be called in order of capture. */
	take(source: string, counter: number, time: number): void {
		this.#taken.push({ source, counter, time });
	}
	receive(receipt: Receipt): void {
		this.#receipts.push(receipt);
		if (receipt.kept)
			this.keep(receipt, receipt.time);
	}
	/** A broker answers for what it had perhaps only seen. */
	keep(reading: Pick<Receipt, "source" | "counter">, time: number): void {
		const key = name(reading);
		if (!this.#kept.has(key))
			this.#kept.set(key, time);
	}
	/** The gateway was killed, with no time to say anything. */
	cut(time: number): void {
		this.#cuts.push({ place: this.#taken.length, time });
	}
	/** Readings that were taken from `from` to `to` may be lost. */
	excuse(from: number, to: number): void {
		this.#excuses.push({ from, to });
	}
	/** Those that no broker answered for, promised or not, in order of capture. */
	get missing(): string[] {
		return this.#taken.map(name).filter(key => !this.#kept.has(key));
	}
	/** Those that came and were never taken. */
	get strange(): string[] {
		const taken = new Set(this.#heardAndUnheard().map(name));
		return [...new Set(this.#receipts.map(name))].filter(key => !taken.has(key));
	}
	get balance(): Balance {
		const taken = this.#heardAndUnheard();
		const places = new Map(taken.map((entry, place) => [name(entry), place]));
		const seen = this.#receipts, first = new Set(seen.map(name));
		const missing = taken.filter(entry => !this.#kept.has(name(entry)));
		const excused = missing.filter(({ time }) => this.#excuses.some(({ from, to }) => time >= from && time <= to)).length;
		const delays = taken.map(entry => (this.#kept.get(name(entry)) ?? entry.time) - entry.time);
		return {
			taken: taken.length,
			received: taken.length - missing.length,
			lost: missing.length - excused,
			excused,
			duplicates: seen.length - first.size,
			excess: this.#excess(seen),
			misordered: misordered([...first].flatMap(key => places.get(key) ?? [])),
			unknown: seen.filter(receipt => !places.has(name(receipt))).length,
			gaps: gaps(taken),
			sequences: sequenceMistakes(taken, seen),
			misdated: seen.filter(({ captured, ...receipt }) => {
				const entry = taken[places.get(name(receipt)) ?? -1];
				return captured !== undefined && entry && !(Math.abs(captured - entry.time) <= TOLERANCE);
			}).length,
			longestDelay: delays.reduce((longest, delay) => Math.max(longest, delay), 0),
		};
	}
	/**
	 * What was taken, and for each cut at most one more: the reading with which the gateway was busy. It may be in flash
	 * already, and so arrive after the restart, though nobody heard that it was taken.
	 */
	#heardAndUnheard(): readonly Entry[] {
		const taken = [...this.#taken], known = new Set(taken.map(name));
		for (const { place, time } of this.#cuts.toReversed()) {
			const run = Math.floor((this.#taken[place - 1]?.counter ?? 0) / RUN) * RUN;
			const next = new Map(this.#taken.slice(0, place).filter(({ counter }) => counter >= run).map(({ counter, source }) => [source, counter + 1]));
			const unheard = this.#receipts.find(receipt => receipt.counter === (next.get(receipt.source) ?? run) && !known.has(name(receipt)));
			if (unheard)
				taken.splice(place, 0, { source: unheard.source, counter: unheard.counter, time: unheard.captured ?? time });
		}
		return taken;
	}
	#excess(seen: readonly Receipt[]): number {
		const known = new Set<string>(), repeated = new Map<number, number>();
		for (const receipt of seen) {
			const key = name(receipt);
			if (known.has(key))
				repeated.set(receipt.connection, (repeated.get(receipt.connection) ?? 0) + 1);
			known.add(key);
		}
		let excess = 0;
		for (const [connection, count] of repeated)
			excess += Math.max(0, count - (connection > 1 ? WINDOW : 0));
		return excess;
	}
}
