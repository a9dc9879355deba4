/** What `open` has found. */
export interface Recovery {
	/** Readings that wait. Those among them whose damage shows when they are read move to `corrupt` then. */
	readonly recovered: number;
	/** True if the log ended in a write that was cut, or in a record damaged since. */
	readonly torn: boolean;
	/** The epoch that this run's sequence numbers begin with. */
	readonly epoch: number;
}

/** Readings counted since `open`: stored + recovered = acknowledged + waiting + full + corrupt at every moment. */
export interface JournalStatistics {
	stored: number;
	recovered: number;
	acknowledged: number;
	waiting: number;
	/** Dropped, oldest first, because the journal was full. */
	full: number;
	/** Dropped because they could not be read any more. */
	corrupt: number;
	/** Never stored: `append` returned false. */
	refused: number;
	/** Blocks erased. */
	erases: number;
}
