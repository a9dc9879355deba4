import { wilson } from "./interval";

test.each([[170, 200], [1, 10], [60, 61]])("the bounds for %i of %i are the shares from which that is 1.96 standard deviations away", (hits, count) => {
	const distances = wilson(hits, count).map(share => (hits / count - share) / Math.sqrt(share * (1 - share) / count));
	expect(distances[0]).toBeCloseTo(1.96, 6);
	expect(distances[1]).toBeCloseTo(-1.96, 6);
});
test("all and none reach their end", () => {
	expect([wilson(10, 10)[1], wilson(0, 10)[0]]).toEqual([1, 0]);
});
test("of nothing nothing is known", () => {
	expect(wilson(0, 0)).toEqual([0, 1]);
});
