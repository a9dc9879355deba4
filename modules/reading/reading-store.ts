import type { FullPolicy } from "../configuration/configuration";
import type { JournalStatistics, Recovery } from "../journal/journal-statistics";
import type { StoredReading } from "../journal/stored-reading";

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
	readonly statistics: Readonly<JournalStatistics>;
}

/** Makes the store; throws an Error if there is none. */
export type MakeStore = (policy: FullPolicy) => ReadingStore;
