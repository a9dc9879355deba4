import type { FullPolicy } from "../configuration/configuration";

/**
 * What `StoredReading.time` counts from: "set" 1970 (UTC); "uptime" the start of the firmware that is running; "lost"
 * the start of an earlier run whose clock was never set.
 */
export type CaptureClock = "set" | "uptime" | "lost";

/** A reading on its way into the store or out of it; the same object again and again. */
export interface StoredReading {
	sequence: number;
	/** Whole milliseconds. */
	time: number;
	clock: CaptureClock;
	topic: string;
	/** 0 to 31. */
	flags: number;
	/** Its first `length` bytes. */
	readonly payload: Uint8Array;
	length: number;
}

/** What became of the readings in the store: stored + recovered = acknowledged + waiting + full + corrupt. */
export interface StoreStatistics {
	readonly stored: number;
	/** Waited when the store was opened. */
	readonly recovered: number;
	readonly acknowledged: number;
	/** Dropped, oldest first, for want of room. */
	readonly full: number;
	/** Could not be read any more. */
	readonly corrupt: number;
}

/** What `ReadingStore.open` has found. */
export interface Recovery {
	/** Readings that wait. */
	readonly recovered: number;
	/** The end of what was stored is damaged. */
	readonly torn: boolean;
	/** This start's sequence numbers begin at `epoch` × 2^24. */
	readonly epoch: number;
}

/**
 * Where readings outlast a restart and a loss of power, in the order of their sequence numbers, until they are
 * acknowledged. Whatever fails in it throws; nothing of it is to be used again then.
 */
export interface ReadingStore {
	/** Finds what waits from before. Called once, first of all. */
	open(): Recovery;
	/** Flushes and ends. */
	close(): void;
	/** The next sequence number, higher than all before it, also over restarts; consecutive while the firmware runs. */
	takeSequence(): number;
	/** Stores a reading whose sequence number is higher than those before. False if it is full and drops the newest. */
	append(reading: StoredReading): boolean;
	/** What was appended is safe when this returns. */
	flush(): void;
	/** Shows the oldest reading that was not handed out; false if there is none. */
	peek(reading: StoredReading): boolean;
	/** Hands out the reading that `peek` has shown. */
	next(): boolean;
	/** What was handed out and not acknowledged is handed out again. */
	rewind(): void;
	/** Lets go of a reading, handed out or not. False if it is not there. */
	acknowledge(sequence: number): boolean;
	/** Readings that wait. */
	readonly count: number;
	/** Bytes. */
	readonly capacity: number;
	/** How often each part of the flash was erased, at most. */
	readonly wear: number;
	/** Since `open`. */
	readonly statistics: StoreStatistics;
}

/** Makes the store; throws an Error if there is none. */
export type MakeStore = (policy: FullPolicy) => ReadingStore;
