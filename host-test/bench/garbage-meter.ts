import { GCProfiler, getHeapStatistics } from "node:v8";

/** For people: how the figures come about. */
export const GARBAGE_METHOD =
	"growth of V8's heap, and of the buffers outside of it, while so many are done that no collection falls among them, divided by their number";

/** Of those that are watched first; half as many, and so on, if a collection falls among them each time. */
const MOST = 2_000;
const ATTEMPTS = 4;

/** Does something about as often as was said, and returns how often. */
export type Run = () => number;

/**
 * Bytes allocated for each of what a run does. Nothing is collected while it is watched, so all of it is still there;
 * no collection is asked for either, for with it Node forgets part of what it has compiled. It is what Node allocates
 * once its compiler has found some garbage needless: XS does not.
 * @returns NaN if the collector cannot be kept away even from a single one
 */
export function garbageOf(prepare: (count: number) => Run): number {
	for (let count = MOST; count >= 1; count = Math.floor(count / 2)) {
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			const { bytes, collections, done } = watch(prepare(count));
			if (collections === 0)
				return Math.max(0, bytes - watch(() => 0).bytes) / done;
		}
	}
	return NaN;
}

function watch(run: Run): { bytes: number; collections: number; done: number } {
	const profiler = new GCProfiler();
	profiler.start();
	const before = getHeapStatistics();
	const done = run();
	const after = getHeapStatistics();
	return {
		bytes: after.used_heap_size - before.used_heap_size + after.external_memory - before.external_memory,
		collections: profiler.stop().statistics.length,
		done,
	};
}
