/**
 * The known key that `key` seems to be meant for: it differs by letter case, or by at most 2 letters that are wrong,
 * missing, superfluous or changed over; 1 where either key has fewer than 5 letters, for "led" is not a wrong "log".
 * @returns undefined if none is near
 */
export const findMisspelling = (key: string, known: readonly string[]): string | undefined => {
	let nearest: string | undefined;
	let least = 3;
	for (const candidate of known) {
		const allowed = Math.min(key.length, candidate.length) < 5 ? 1 : 2;
		if (Math.abs(key.length - candidate.length) > allowed)
			continue;
		const distance = editDistance(key.toLowerCase(), candidate.toLowerCase());
		if (distance <= allowed && distance < least) {
			nearest = candidate;
			least = distance;
		}
	}
	return nearest;
};

/** Optimal string alignment distance. */
const editDistance = (a: string, b: string): number => {
	let before: number[] = [];
	let previous: number[] = [];
	for (let column = 0; column <= b.length; column++)
		previous.push(column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			let distance = Math.min(
				previous[column]! + 1,
				current[column - 1]! + 1,
				previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1));
			if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
				distance = Math.min(distance, before[column - 2]! + 1);
			current.push(distance);
		}
		before = previous;
		previous = current;
	}
	return previous[b.length]!;
};
