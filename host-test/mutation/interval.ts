/** Of a share in a population: bounds of the 95 % interval (Wilson's score) for `hits` of `count` drawn. */
export function wilson(hits: number, count: number): readonly [number, number] {
	if (count === 0)
		return [0, 1];
	const z = 1.96, share = hits / count, weight = 1 + z * z / count;
	const middle = (share + z * z / (2 * count)) / weight, half = z / weight * Math.sqrt(share * (1 - share) / count + z * z / (4 * count * count));
	return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
