import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../xs/project";

/** Bytes, bytes, slots, slots, slots; a growth of 0 makes a heap of fixed size. */
export interface Creation {
	readonly chunks: number;
	readonly chunksGrow: number;
	readonly slots: number;
	readonly slotsGrow: number;
	readonly stack: number;
}

/** More than enough, whatever the desktop's share is. */
export const ROOM: Creation = { chunks: 600_000, chunksGrow: 1_024, slots: 8_192, slotsGrow: 64, stack: 640 };

interface Heap {
	readonly initial: number;
	readonly incremental: number;
}

interface Manifest {
	readonly platforms: {
		readonly esp32: {
			readonly creation: { readonly chunk: Heap; readonly heap: Heap; readonly stack: number };
			readonly defines: { readonly ble: { readonly max_connections: number } };
		};
	};
}

/** What a connection takes that the ESP32 can't have, with margin: measured with five peripherals, 230 to 250 slots and 950 bytes each. */
const CONNECTION = { slots: 320, chunks: 1_024 };

/**
 * What the manifest gives the firmware on the ESP32. With more `connections` than the radio there has, what each of them
 * takes comes on top. Throws if its heaps may grow: nothing would be a limit.
 */
export function readCreation(connections = 0): Creation {
	const { creation: { chunk, heap, stack }, defines } = (JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8")) as Manifest).platforms.esp32;
	const more = Math.max(0, connections - defines.ble.max_connections);
	if (chunk.incremental !== 0 || heap.incremental !== 0)
		throw new Error("manifest.json: the heaps of platforms.esp32.creation must be fixed (incremental 0)");
	return { chunks: chunk.initial + more * CONNECTION.chunks, chunksGrow: 0, slots: heap.initial + more * CONNECTION.slots, slotsGrow: 0, stack };
}

/** For the environment of host-test/measure/probe.c. */
export function creationSetting({ chunks, chunksGrow, slots, slotsGrow, stack }: Creation): { XS_CREATION: string } {
	return { XS_CREATION: [chunks, chunksGrow, slots, slotsGrow, stack].join() };
}
