import { growth } from "./growth";
import { RunFigures, totalBytes } from "./memory-rows";
import { median, parseStat } from "./processor-time";
import { parseProbeLine } from "./sample";
import { makeSample as sample } from "./sample-maker";
import { formatTable } from "../table";

test("a sample that lacks a figure is an error, and names it", () => {
	expect(() => parseProbeLine(`probe ${JSON.stringify({ ...sample("rest"), slots: undefined })}`)).toThrow(/lacks slots/);
});

test("a line of the firmware is not the probe's", () => {
	expect(parseProbeLine("    0.005 wifi   joining")).toBeUndefined();
});

test("a sample is read", () => {
	expect(parseProbeLine(`probe ${JSON.stringify(sample("rest", { slots: 7 }))}`)).toEqual(sample("rest", { slots: 7 }));
});

test("classes are read", () => {
	expect(parseProbeLine('probe {"name":"rest","classes":[["Outbox",1,26,8]]}')).toEqual({ name: "rest", classes: [{ name: "Outbox", instances: 1, slots: 26, chunks: 8 }] });
});

test("figures of a run that never got to the firmware are an error", () => {
	expect(() => new RunFigures([sample("engine")])).toThrow(/no sample "modules"/);
});

test("what only the desktop has is subtracted from what is in use and from peaks", () => {
	const figures = new RunFigures([
		sample("engine", { slots: 100, chunks: 50 }),
		sample("modules", { slots: 400, simulated: 100, chunks: 350, peakSlots: 9_000, peakOwn: 9_000, peakChunks: 9_000, peakStack: 900 }),
		sample("connecting", { slots: 500, chunks: 450, peakSlots: 8_000, peakOwn: 7_500 }),
		sample("connected", { slots: 550, simulated: 120, chunks: 460, peakSlots: 700, peakOwn: 560, peakChunks: 800, peakStack: 90 }),
	]);
	expect(figures.inUse("connected", "used")).toEqual({ name: "used", slots: 250, own: 230, chunks: 160, stack: 90 });
	expect(figures.peak("connecting", "connected", "peak")).toEqual({ name: "peak", slots: 400, own: 360, chunks: 500, stack: 90 });
});

test("a slot is 16 bytes, on the stack as well", () => {
	expect(totalBytes({ slots: 12, own: 10, chunks: 100, stack: 5 })).toBe(340);
});

test("a process whose name has brackets and spaces", () => {
	expect(parseStat(`12 (a) (b c) S ${"0 ".repeat(10)}30 12 0 0`)).toBe(42);
	expect(() => parseStat("12 (a) S 0")).toThrow(SyntaxError);
});

test("the median of an even number of values lies between the two in the middle", () => {
	expect(median([9, 1, 3, 5])).toBe(4);
	expect(median([9, 1, 3])).toBe(3);
});

test("growth is what a straight line through the points says", () => {
	expect(growth([[0, 5], [1, 7], [2, 9]])).toBeCloseTo(2);
	expect(growth([[0, 5], [1, 4], [2, 6], [3, 5]])).toBeCloseTo(0.2);
	expect(growth([[1, 5]])).toBe(0);
});

test("numbers stand to the right, with their thousands parted", () => {
	expect(formatTable(["what", "bytes"], [["slots", 32_768], ["x", 9]])).toEqual(["what    bytes", "-----  ------", "slots  32,768", "x           9"]);
});
