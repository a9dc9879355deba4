import { bars, densest, perSecond } from "./bursts";

test("moments before the start do not count, and seconds without any are there", () => {
	expect(perSecond([900, 1_000, 1_999, 3_500], 1_000)).toEqual([2, 0, 1]);
	expect(perSecond([], 0)).toEqual([]);
});
test("the densest stretch lies anywhere, and ends before its length is over", () => {
	expect(densest([0, 600, 700, 1_599, 1_600], 1_000)).toBe(3);
	expect(densest([0, 1_000], 1_000)).toBe(1);
	expect(densest([], 1_000)).toBe(0);
});
test("the longest bar has the width, and each its number", () => {
	expect(bars([1, 0, 2], 4)).toEqual(["   0 s ██ 1", "   1 s ", "   2 s ████ 2"]);
});
