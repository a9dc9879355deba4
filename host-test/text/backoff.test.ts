import { Backoff } from "../../modules/text/backoff";

describe("Backoff", () => {
	test("the ceiling doubles up to the maximum", () => {
		const backoff = new Backoff(() => 1);
		expect(Array.from({ length: 8 }, () => backoff.next())).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
	});
	test("no delay is shorter than the minimum", () => {
		const backoff = new Backoff(() => 0);
		expect(Array.from({ length: 3 }, () => backoff.next())).toEqual([1_000, 1_000, 1_000]);
	});
	test("the jitter covers the whole range", () => {
		const backoff = new Backoff(() => 0.5);
		backoff.next();
		expect(backoff.next()).toBe(2_500);
	});
	test("reset starts again with short delays", () => {
		const backoff = new Backoff(() => 1);
		for (let i = 0; i < 100; i++)
			backoff.next();
		backoff.reset();
		expect(backoff.next()).toBe(2_000);
	});
});
