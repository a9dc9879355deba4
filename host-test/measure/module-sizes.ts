import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../xs/project";

/** What modules cost in flash. */
export interface ModuleSize {
	/** As in the manifest. */
	readonly name: string;
	/** Bytes of its bytecode. */
	readonly flash: number;
	/** It costs no RAM until it runs. */
	readonly preloaded: boolean;
}

interface Manifest {
	readonly preload: readonly string[];
	readonly platforms: { readonly esp32: { readonly preload: readonly string[] } };
}

/** The firmware's modules in a build's intermediate files, the simulator's apart. */
export function moduleSizes(temporary: string): ModuleSize[] {
	const { platforms, preload } = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8")) as Manifest;
	const preloaded = new Set([...preload, ...platforms.esp32.preload]), folder = join(temporary, "modules");
	const rooms = readdirSync(join(folder, "modules")).filter(room => room !== "simulator").sort();
	const names = rooms.flatMap(room => readdirSync(join(folder, "modules", room)).filter(file => file.endsWith(".xsb")).map(file => `modules/${room}/${file.slice(0, -4)}`));
	return ["main", ...names.sort()].flatMap(name => {
		const file = join(folder, `${name}.xsb`);
		return existsSync(file) ? [{ name, flash: statSync(file).size, preloaded: preloaded.has(name) }] : [];
	});
}

/** Slots that the linker put into flash for what is preloaded, of the SDK's and ours. */
export function preloadedSlots(temporary: string): number {
	return Number(/#define mxHeapCount (\d+)/.exec(readFileSync(join(temporary, "mc.xs.c"), "utf8"))?.[1] ?? 0);
}
