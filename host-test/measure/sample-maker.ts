import type { Sample } from "./sample";

/** A sample for tests, all zero but for `figures`. */
export function makeSample(name: string, figures: Partial<Sample> = {}): Sample {
	return {
		name, slotSize: 16, slots: 0, chunks: 0, stack: 0, peakSlots: 0, peakChunks: 0, peakStack: 0, reservedSlots: 0, reservedChunks: 0,
		reservedStack: 0, keys: 0, aliases: 0, modules: 0, collections: 0, ...figures,
	};
}
