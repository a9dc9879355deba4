import { surviveEveryCut } from "./survival";

describe("power cut", () => {
	test.each([
		["in order", "drop oldest", 300, 5],
		["scattered", "drop newest", 200, 4]
	] as const)("at every byte of every write and erase (%s, %s, %i operations), and again in the recovery", (tear, policy, steps, blocks) => {
		expect(surviveEveryCut(tear, policy, steps, blocks)).toBeGreaterThan(2_500);
	});
});
