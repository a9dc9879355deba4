import type { JournalStatistics, Recovery } from "../../modules/journal/journal-statistics";
import type { StoredReading } from "../../modules/journal/stored-reading";
import type { MakeStore, ReadingStore } from "../../modules/reading/reading-store";

/** Of a store, what can fail. */
export const STORE_METHODS = ["open", "close", "takeSequence", "append", "flush", "peek", "next", "rewind", "acknowledge"] as const;

export type StoreMethod = (typeof STORE_METHODS)[number];

/** A store that goes on to another one, and fails where the test says. */
export class FailingStore implements ReadingStore {
	/** Throws, before it does anything. */
	failing: StoreMethod | undefined;
	/** `peek` throws after it has done all. */
	late = false;
	/** Calls of `peek`. */
	peeks = 0;
	/** Wear to tell, instead of that of the store behind. */
	worn: number | undefined;
	/** Numbers left out before those that are given. */
	skipped = 0;
	#store!: ReadingStore;

	/** Makes this store, in front of the one that `makeStore` makes. */
	before(makeStore: MakeStore): MakeStore {
		return policy => {
			this.#store = makeStore(policy);
			return this;
		};
	}
	open(): Recovery {
		this.#enter("open");
		return this.#store.open();
	}
	close(): void {
		this.#enter("close");
		this.#store.close();
	}
	takeSequence(): number {
		this.#enter("takeSequence");
		return this.#store.takeSequence() + this.skipped;
	}
	append(reading: StoredReading): boolean {
		this.#enter("append");
		return this.#store.append(reading);
	}
	flush(): void {
		this.#enter("flush");
		this.#store.flush();
	}
	peek(reading: StoredReading): boolean {
		this.peeks++;
		const found = this.late && this.#store.peek(reading);
		this.#enter("peek");
		return found || this.#store.peek(reading);
	}
	next(): boolean {
		this.#enter("next");
		return this.#store.next();
	}
	rewind(): void {
		this.#enter("rewind");
		this.#store.rewind();
	}
	acknowledge(sequence: number): boolean {
		this.#enter("acknowledge");
		return this.#store.acknowledge(sequence);
	}
	get count(): number {
		return this.#store.count;
	}
	get capacity(): number {
		return this.#store.capacity;
	}
	get wear(): number {
		return this.worn ?? this.#store.wear;
	}
	get statistics(): Readonly<JournalStatistics> {
		return this.#store.statistics;
	}
	#enter(method: StoreMethod): void {
		if (this.failing === method)
			throw new Error(`${method} failed`);
	}
}
