import type { Sample } from "./sample";

/** Bytes of a slot on the ESP32. */
export const SLOT = 16;

/** What the firmware takes of the ESP32's memory in one situation: counts of slots, bytes of chunks. */
export interface MemoryRow {
	readonly name: string;
	readonly slots: number;
	/** Without what the simulator's objects have taken since the start: what it would be on the chip. */
	readonly own: number;
	readonly chunks: number;
	/** Slots of the stack. */
	readonly stack: number;
}

/** Slots, chunks and stack together, in bytes, as they would be on the chip. */
export function totalBytes({ chunks, own, stack }: Omit<MemoryRow, "name">): number {
	return (own + stack) * SLOT + chunks;
}

/** What the samples of one run say of the ESP32, which has nothing of what came before "modules": see app/firmware.ts. */
export class RunFigures {
	#samples: readonly Sample[];

	/** Throws if the firmware has not got as far as "modules". */
	constructor(samples: readonly Sample[]) {
		this.#samples = samples;
		void this.#desktop;
	}
	/** Slots and bytes of chunks that only the desktop needs. */
	get #desktop(): { readonly slots: number; readonly simulated: number; readonly chunks: number } {
		const engine = this.#named("engine"), modules = this.#named("modules");
		return { slots: modules.slots - engine.slots, simulated: modules.simulated ?? 0, chunks: modules.chunks - engine.chunks };
	}
	/** In use when a sample was taken, garbage apart. */
	inUse(sample: string, name: string): MemoryRow {
		const { chunks, peakStack, simulated = 0, slots } = this.#named(sample);
		return this.#row(name, slots, slots - simulated, chunks, peakStack);
	}
	/** The peaks from the sample `after` (its own excluded) to the sample `last`. */
	peak(after: string, last: string, name: string): MemoryRow {
		const from = this.#samples.indexOf(this.#named(after)) + 1, to = this.#samples.indexOf(this.#named(last)) + 1;
		const part = this.#samples.slice(from, to);
		const most = (field: "peakSlots" | "peakOwn" | "peakChunks" | "peakStack") => Math.max(...part.map(sample => sample[field] ?? 0));
		return this.#row(name, most("peakSlots"), most("peakOwn"), most("peakChunks"), most("peakStack"));
	}
	#row(name: string, slots: number, own: number, chunks: number, stack: number): MemoryRow {
		const desktop = this.#desktop;
		return { name, slots: slots - desktop.slots, own: own - desktop.slots + desktop.simulated, chunks: chunks - desktop.chunks, stack };
	}
	#named(name: string): Sample {
		const sample = this.#samples.find(each => each.name === name);
		if (!sample)
			throw new Error(`there is no sample "${name}" among ${this.#samples.map(each => each.name).join(", ")}`);
		return sample;
	}
}
