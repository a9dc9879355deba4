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
	private _log: Log;
	private _store: ReadingStore | undefined;
	/** False before `open`, after `close`, and after a failure. */
	private _ready = false;
	/** Readings in a store that can't be reached any more. */
	private _stranded = 0;
	/** Readings stored and flushed. */
	private _stored = 0;

	constructor(log: Log) {
		this._log = log;
	}
	get ready(): boolean {
		return this._ready;
	}
	/** Readings that wait in it. */
	get waiting(): number {
		return this._ready ? this._store!.count : this._stranded;
	}
	/** Of this start, as are the following. */
	get acknowledged(): number {
		return this._store?.statistics.acknowledged ?? 0;
	}
	get stored(): number {
		return this._stored;
	}
	get recovered(): number {
		return this._store?.statistics.recovered ?? 0;
	}
	get full(): number {
		return this._store?.statistics.full ?? 0;
	}
	get corrupt(): number {
		return this._store?.statistics.corrupt ?? 0;
	}
	/** @returns this start's epoch of sequence numbers, undefined if there is no store */
	open(makeStore: MakeStore, policy: FullPolicy): number | undefined {
		try {
			const store = makeStore(policy);
			const { epoch, recovered, torn } = store.open();
			this._log.info("store", `the journal holds ${recovered} readings from before; its ${store.capacity / 1_024} KB of flash were erased ` +
				`up to ${store.wear} times of ${ENDURANCE}` + (torn ? "; a write was cut by a loss of power or has gone bad, what was intact is kept" : ""));
			if (store.wear > NEARLY_WORN)
				this._log.warning("store", "the journal's flash is nearly worn out: replace the board");
			this._store = store;
			this._ready = true;
			return epoch;
		}
		catch (error) {
			this._log.error("store", `the journal can't be used (${describe(error)}): readings wait in RAM only, and a restart loses them. ` +
				"If it is the partition \"journal\" that can't be found, flash the firmware by cable with mcconfig, which writes the partition table");
			return undefined;
		}
	}
	close(): void {
		try {
			if (this._ready)
				this._store!.close();
			this._stranded = this.waiting;
			this._ready = false;
		}
		catch (error) {
			this.fail(error);
		}
	}
	/** Undefined if there is no store. */
	takeSequence(): number | undefined {
		try {
			return this._ready ? this._store!.takeSequence() : undefined;
		}
		catch (error) {
			return this.fail(error);
		}
	}
	/** True if the store has taken it; it counts, and is safe, once `flush` has returned true. */
	append(reading: StoredReading): boolean {
		try {
			return this._ready && this._store!.append(reading);
		}
		catch (error) {
			return this.fail(error) ?? false;
		}
	}
	/** False if what was appended since the last time is not safe, and is not going to be. */
	flush(): boolean {
		try {
			if (!this._ready)
				return false;
			this._store!.flush();
			this._stored = this._store!.statistics.stored;
			return true;
		}
		catch (error) {
			return this.fail(error) ?? false;
		}
	}
	peek(reading: StoredReading): boolean {
		try {
			return this._ready && this._store!.count > 0 && this._store!.peek(reading);
		}
		catch (error) {
			return this.fail(error) ?? false;
		}
	}
	next(): void {
		try {
			if (this._ready)
				this._store!.next();
		}
		catch (error) {
			this.fail(error);
		}
	}
	rewind(): void {
		try {
			if (this._ready)
				this._store!.rewind();
		}
		catch (error) {
			this.fail(error);
		}
	}
	acknowledge(sequence: number): boolean {
		try {
			return this._ready && this._store!.acknowledge(sequence);
		}
		catch (error) {
			return this.fail(error) ?? false;
		}
	}
	private fail(error: unknown): undefined {
		this._ready = false;
		const { acknowledged, corrupt, full, recovered } = this._store!.statistics;
		this._stranded = this._stored + recovered - acknowledged - full - corrupt;
		this._log.error("store", `the journal's flash has failed (${describe(error)}): readings wait in RAM only from now on, ` +
			`and the ${this._stranded} in the journal until the next start, which tries to read them`);
		return undefined;
	}
}

function describe(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
