/**
 * The smallest number, to within `step`, with which `works` still holds; it must hold at `enough`, and not above a
 * number where it failed.
 */
export async function findMinimum(none: number, enough: number, step: number, works: (value: number) => Promise<boolean>): Promise<number> {
	let low = none, high = enough;
	while (high - low > step) {
		const middle = low + Math.ceil((high - low) / 2 / step) * step;
		const value = middle >= high ? high - step : middle;
		if (value <= low)
			break;
		if (await works(value))
			high = value;
		else
			low = value;
	}
	return high;
}
