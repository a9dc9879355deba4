import { surviveRandomly } from "./survival";

describe("power cut", () => {
	test("at a random step of 2,500 random runs with three losses of power each, and of half of their recoveries", () => {
		let cuts = 0;
		for (let seed = 0; seed < 2_500; seed++)
			cuts += surviveRandomly(seed);
		expect(cuts).toBeGreaterThan(5_000);
	});
});
