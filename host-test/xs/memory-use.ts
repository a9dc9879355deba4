import type { Creation } from "../measure/creation";
import type { Sample } from "../measure/sample";
import { END_SAMPLES } from "./run";

/** Slots and bytes of chunks. */
export interface Share {
	readonly slots: number;
	readonly chunks: number;
}

/** The most that one or more runs had in use, the desktop's share apart, and what they might. */
export interface MemoryUse extends Share {
	/** Slots. */
	readonly stack: number;
	readonly limits: Creation;
}

/** What a run had in use since the firmware began; all of it if there is no share. Undefined if it ended before, or without a word. */
export function useOf(samples: readonly Sample[], limits: Creation, share: Share): MemoryUse | undefined {
	const begin = samples.findIndex(({ name }) => name === "modules"), since = samples.slice(begin + 1);
	if (begin < 0 && share.slots > 0 || !since.some(({ name }) => END_SAMPLES.includes(name)))
		return undefined;
	const most = (figure: (sample: Sample) => number) => Math.max(...since.map(figure));
	return {
		slots: most(sample => Math.max(sample.liveSlots ?? 0, sample.slots)) - share.slots,
		chunks: most(sample => Math.max(sample.liveChunks ?? 0, sample.chunks)) - share.chunks,
		stack: most(({ peakStack }) => peakStack),
		limits,
	};
}

/** The most of each figure. Undefined if there are none. */
export function mostOf(uses: readonly MemoryUse[]): MemoryUse | undefined {
	const most = (figure: (use: MemoryUse) => number) => Math.max(...uses.map(figure));
	return uses[0] && {
		slots: most(({ slots }) => slots), chunks: most(({ chunks }) => chunks), stack: most(({ stack }) => stack),
		limits: uses.reduce((largest, { limits }) => limits.slots > largest.slots ? limits : largest, uses[0].limits),
	};
}

export function formatUse({ chunks, limits, slots, stack }: MemoryUse): string {
	const pair = (value: number, limit: number) => `${value.toLocaleString("en")} of ${limit.toLocaleString("en")}`;
	return `peak ${pair(slots, limits.slots)} slots, ${pair(chunks, limits.chunks)} bytes of chunks, ${pair(stack, limits.stack)} slots of stack`;
}
