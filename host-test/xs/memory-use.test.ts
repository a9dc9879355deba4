import { makeSample as sample } from "../measure/sample-maker";
import { formatUse, mostOf, useOf } from "./memory-use";

const LIMITS = { chunks: 20_000, chunksGrow: 0, slots: 2_000, slotsGrow: 0, stack: 500 };
const SHARE = { slots: 100, chunks: 1_000 };

test("a run that ended before the firmware began had no use of its own", () => {
	expect(useOf([sample("engine"), sample("abort")], LIMITS, SHARE)).toBeUndefined();
});

test("a run that was killed without a sample is not known", () => {
	expect(useOf([sample("engine"), sample("modules")], LIMITS, SHARE)).toBeUndefined();
});

test("the desktop's share is no use of the firmware, and what came before it began neither", () => {
	const samples = [sample("engine"), sample("modules", { slots: 9_000, peakStack: 499 }), sample("end", { slots: 1_100, chunks: 3_000, liveSlots: 1_300, liveChunks: 2_000, peakStack: 7 })];
	expect(useOf(samples, LIMITS, SHARE)).toEqual({ slots: 1_200, chunks: 2_000, stack: 7, limits: LIMITS });
});

test("the most of several runs is told with its limits", () => {
	const use = { slots: 1_812, chunks: 1, stack: 2, limits: LIMITS };
	expect(formatUse(mostOf([use, { ...use, slots: 5, chunks: 12_345 }])!)).toBe("peak 1,812 of 2,000 slots, 12,345 of 20,000 bytes of chunks, 2 of 500 slots of stack");
});
