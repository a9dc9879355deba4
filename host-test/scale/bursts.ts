/** How many moments fall into each second from `start` on; the last second is that of the last moment. */
export function perSecond(moments: readonly number[], start: number): number[] {
	const counts: number[] = [];
	for (const moment of moments) {
		const second = Math.floor((moment - start) / 1_000);
		if (second < 0)
			continue;
		while (counts.length <= second)
			counts.push(0);
		counts[second]!++;
	}
	return counts;
}

/** The most moments in any stretch of `length` milliseconds. @param moments rising */
export function densest(moments: readonly number[], length: number): number {
	let most = 0, first = 0;
	moments.forEach((moment, index) => {
		while (moment - moments[first]! >= length)
			first++;
		most = Math.max(most, index - first + 1);
	});
	return most;
}

/** Lines of a plot: a bar for each second, of at most `width` characters. */
export function bars(counts: readonly number[], width: number): string[] {
	const most = Math.max(1, ...counts);
	return counts.map((count, second) => `${String(second).padStart(4)} s ${"█".repeat(Math.round(count / most * width))}${count ? ` ${count}` : ""}`);
}
