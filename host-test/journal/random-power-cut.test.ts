import { surviveRandomly } from "./survival";

describe("power cut", () => {
	test("at a random step of 10,000 random runs with three losses of power each, and of half of their recoveries", () => {
		let cuts = 0;
		for (let seed = 0; seed < 10_000; seed++)
			cuts += surviveRandomly(seed);
		expect(cuts).toBeGreaterThan(20_000);
	});
});
