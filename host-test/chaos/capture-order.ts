/** Counters of a peripheral begin anew, at a multiple of this, with each start of the gateway's process. */
export const RUN = 1_000_000;

/** A reading that was taken. */
export interface Entry {
	readonly source: string;
	readonly counter: number;
	/** Milliseconds. */
	readonly time: number;
}

/** A receipt, with the sequence number that it names. */
export interface Numbered extends Pick<Entry, "source" | "counter"> {
	readonly sequence: number | undefined;
}

/** What is the same for each receipt of a reading. */
export function name({ counter, source }: { readonly source: string; readonly counter: number }): string {
	return `${source} ${counter}`;
}

/** How many of `places` come after a greater one. */
export function misordered(places: readonly number[]): number {
	let highest = -1, count = 0;
	for (const place of places) {
		if (place < highest)
			count++;
		highest = Math.max(highest, place);
	}
	return count;
}

/** Counters that were skipped: those of a source follow each other, and begin anew with a run. */
export function gaps(taken: readonly Entry[]): number {
	const last = new Map<string, number>();
	let count = 0;
	for (const { counter, source } of taken) {
		const former = last.get(source);
		if (former === undefined ? counter % RUN !== 0 : counter !== former + 1 && (counter % RUN !== 0 || counter <= former))
			count++;
		last.set(source, counter);
	}
	return count;
}

/** In order of capture sequence numbers must rise, by one from each reading to the next of the same run, and belong to one reading each. */
export function sequenceMistakes(taken: readonly Entry[], seen: readonly Numbered[]): number {
	const sequences = new Map<string, number>(), owners = new Map<number, string>();
	// all have one, or none
	const without = seen.filter(({ sequence }) => sequence === undefined).length;
	let mistakes = without < seen.length ? without : 0;
	for (const receipt of seen) {
		const { sequence } = receipt, key = name(receipt);
		if (sequence === undefined)
			continue;
		if ((sequences.get(key) ?? sequence) !== sequence || (owners.get(sequence) ?? key) !== key)
			mistakes++;
		sequences.set(key, sequence);
		owners.set(sequence, key);
	}
	let former: { readonly place: number; readonly sequence: number; readonly run: number } | undefined;
	taken.forEach((entry, place) => {
		const sequence = sequences.get(name(entry)), run = Math.floor(entry.counter / RUN);
		if (sequence === undefined)
			return;
		if (former && (former.run === run ? sequence - former.sequence !== place - former.place : sequence <= former.sequence))
			mistakes++;
		former = { place, sequence, run };
	});
	return mistakes;
}
