import { hold, type Contestant } from "./contest";

/** Says that it did what it was asked, and notes it. */
const idler = (name: string, notes: string[] = []): Contestant => ({
	name,
	prepare: count => () => {
		notes.push(name);
		const end = performance.now() + 5;
		while (performance.now() < end);
		return count;
	},
});
const schedule = { rounds: 3, warmUp: 0 };

test("what a contestant throws ends the contest", () => {
	const broken: Contestant = { name: "broken", prepare: () => () => { throw new Error("no packet"); } };
	expect(() => hold({ name: "c", unit: "readings", count: 1, contestants: [broken] }, schedule)).toThrow("no packet");
});
test("each has a rate for every round, and figures that agree with each other", () => {
	const [first, last] = hold({ name: "c", unit: "readings", count: 10, contestants: [idler("a"), idler("b")] }, schedule);
	for (const result of [first!, last!]) {
		expect(result.rates).toHaveLength(3);
		expect([result.lowest, result.rate, result.highest]).toEqual([...result.rates].sort((a, b) => a - b));
		expect(result.microseconds * result.rate).toBeCloseTo(1e6);
	}
	expect(first!.ratio).toBeCloseTo(last!.rate / first!.rate);
	expect(last!.ratio).toBe(1);
});
test("each round begins with another contestant", () => {
	const notes: string[] = [];
	hold({ name: "c", unit: "readings", count: 1, contestants: [idler("a", notes), idler("b", notes)] }, schedule);
	const turns = notes.filter((name, index) => name !== notes[index - 1]);
	// the warm-up (a b), then a b, b a and a b, where neighbours of one name are one turn
	expect(turns.join("")).toBe("ababab");
});
