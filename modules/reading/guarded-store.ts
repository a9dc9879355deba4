import type { FullPolicy } from "../configuration/configuration";
import type { Log } from "../text/log";
import type { StoredReading } from "../journal/stored-reading";
import type { MakeStore, ReadingStore } from "./reading-store";

/** Erases that the flash is made for. */
const ENDURANCE = 100_000;
const NEARLY_WORN = 0.8 * ENDURANCE;

/**
 * The store of readings, or none: what throws in it is told on the console, and it is given up until the next start,
 * which finds what was stored. Nothing here throws.
 */
export class GuardedStore {
	#log: Log;
	#store: ReadingStore | undefined;
	/** False before `open`, after `close`, and after a failure. */
	#ready = false;
	/** Readings in a store that can't be reached any more. */
	#stranded = 0;
	/** Readings stored and flushed. */
	#stored = 0;

	constructor(log: Log) {
		this.#log = log;
	}
	get ready(): boolean {
		return this.#ready;
	}
	/** Readings that wait in it. */
	get waiting(): number {
		return this.#ready ? this.#store!.count : this.#stranded;
	}
	/** Of this start, as are the following. */
	get acknowledged(): number {
		return this.#store?.statistics.acknowledged ?? 0;
	}
	get stored(): number {
		return this.#stored;
	}
	get recovered(): number {
		return this.#store?.statistics.recovered ?? 0;
	}
	get full(): number {
		return this.#store?.statistics.full ?? 0;
	}
	get corrupt(): number {
		return this.#store?.statistics.corrupt ?? 0;
	}
	/** @returns this start's epoch of sequence numbers, undefined if there is no store */
	open(makeStore: MakeStore, policy: FullPolicy): number | undefined {
		try {
			const store = makeStore(policy);
			const { epoch, recovered, torn } = store.open();
			this.#log.info("store", `the journal holds ${recovered} readings from before; its ${store.capacity / 1_024} KB of flash were erased ` +
				`up to ${store.wear} times of ${ENDURANCE}` + (torn ? "; a write was cut by a loss of power or has gone bad, what was intact is kept" : ""));
			if (store.wear > NEARLY_WORN)
				this.#log.warning("store", "the journal's flash is nearly worn out: replace the board");
			this.#store = store;
			this.#ready = true;
			return epoch;
		}
		catch (error) {
			this.#log.error("store", `the journal can't be used (${describe(error)}): readings wait in RAM only, and a restart loses them. ` +
				"If it is the partition \"journal\" that can't be found, flash the firmware by cable with mcconfig, which writes the partition table");
			return undefined;
		}
	}
	close(): void {
		try {
			if (this.#ready)
				this.#store!.close();
			this.#stranded = this.waiting;
			this.#ready = false;
		}
		catch (error) {
			this.fail(error);
		}
	}
	/** Undefined if there is no store. */
	takeSequence(): number | undefined {
		try {
			return this.#ready ? this.#store!.takeSequence() : undefined;
		}
		catch (error) {
			return this.fail(error);
		}
	}
	/** True if the store has taken it; it counts, and is safe, once `flush` has returned true. */
	append(reading: StoredReading): boolean {
		try {
			return this.#ready && this.#store!.append(reading);
		}
		catch (error) {
			return this.fail(error) ?? false;
		}
	}
	/** False if what was appended since the last time is not safe, and is not going to be. */
	flush(): boolean {
		try {
			if (!this.#ready)
				return false;
			this.#store!.flush();
			this.#stored = this.#store!.statistics.stored;
			return true;
		}
		catch (error) {
			return this.fail(error) ?? false;
		}
	}
	peek(reading: StoredReading): boolean {
		try {
			return this.#ready && this.#store!.count > 0 && this.#store!.peek(reading);
		}
		catch (error) {
			return this.fail(error) ?? false;
		}
	}
	next(): void {
		try {
			if (this.#ready)
				this.#store!.next();
		}
		catch (error) {
			this.fail(error);
		}
	}
	rewind(): void {
		try {
			if (this.#ready)
				this.#store!.rewind();
		}
		catch (error) {
			this.fail(error);
		}
	}
	acknowledge(sequence: number): boolean {
		try {
			return this.#ready && this.#store!.acknowledge(sequence);
		}
		catch (error) {
			return this.fail(error) ?? false;
		}
	}
	private fail(error: unknown): undefined {
		this.#ready = false;
		const { acknowledged, corrupt, full, recovered } = this.#store!.statistics;
		this.#stranded = this.#stored + recovered - acknowledged - full - corrupt;
		this.#log.error("store", `the journal's flash has failed (${describe(error)}): readings wait in RAM only from now on, ` +
			`and the ${this.#stranded} in the journal until the next start, which tries to read them`);
		return undefined;
	}
}

function describe(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
