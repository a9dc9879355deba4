/** Remembers, across restarts, how far a sender has counted that proves its origin. Neither call throws. */
export interface CounterMemory {
	/** @param sender its address in twelve hexadecimal digits; undefined if nothing was kept */
	recall(sender: string): number | undefined;
	/** @param counter 0 to 2³² - 1 */
	keep(sender: string, counter: number): void;
}
