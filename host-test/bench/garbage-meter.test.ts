import { runInNewContext } from "node:vm";
import { setFlagsFromString } from "node:v8";
import { garbageOf } from "./garbage-meter";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const kept: unknown[] = [];
afterEach(() => { kept.length = 0; });

test("what cannot be done without a collection has no figure", () => {
	expect(garbageOf(() => () => { collect(); return 1; })).toBeNaN();
});
test("a run during which a collection falls is shortened", () => {
	const figure = garbageOf(count => () => {
		if (count > 1_000)
			collect();
		return count;
	});
	expect(figure).toBeLessThan(100);
});
test("an array of a hundred numbers is its 800 bytes and little more", () => {
	const figure = garbageOf(count => () => {
		for (let i = 0; i < count; i++)
			kept.push(new Array<number>(100).fill(i));
		return count;
	});
	expect(figure).toBeGreaterThanOrEqual(800);
	expect(figure).toBeLessThan(1_200);
});
test("bytes outside of the heap count", () => {
	const figure = garbageOf(count => () => {
		for (let i = 0; i < count; i++)
			kept.push(new Uint8Array(1_000));
		return count;
	});
	expect(figure).toBeGreaterThanOrEqual(1_000);
});
test("what is got ready does not count", () => {
	const figure = garbageOf(count => {
		kept.push(new Uint8Array(100_000));
		return () => count;
	});
	expect(figure).toBeLessThan(100);
});
