import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildForESP32, temporaryFolder } from "./build";
import { CACHE, ROOT } from "./project";
import type { Sdk } from "./sdk";

/**
 * Bytes of the chip's image: what the modules may take of it, SDK's and ours, in a release build. The object of mc.xs.c
 * is that share, and the only part that grows with the firmware. Growth is a decision: raise it knowingly, and look at
 * the size of a slot in modules/device/partitions.csv. The rest of the image is about 1,020,000 bytes (estimated from a
 * link of November 2026 and what sdkconfig has left out since), so that 580,000 here make 1,600,000.
 */
export const MODULES_BUDGET = 862_000;

/** What the modules of the firmware take of the chip's flash. */
export interface ImageShare {
	/** Bytes of the object of mc.xs.c, compiled with 32 bits, as on the chip; undefined where the C compiler makes none. */
	readonly object: number | undefined;
	/** Slots of 16 bytes that the linker made of what is preloaded. */
	readonly slots: number;
	/** Bytes of bytecode of each module of the project. */
	readonly bytecode: ReadonlyMap<string, number>;
}

const COMPILER = process.env.CC ?? "cc";
/** A stand-in for the desktop's headers, which the object does not use. */
const GLIB = join(ROOT, "host-test/measure/glib");

/** Makes the host's half of the release build for the ESP32, and looks at it. */
export async function measureImage(sdk: Sdk): Promise<ImageShare> {
	const output = join(CACHE, "build");
	await buildForESP32(sdk, { output, kind: "release" });
	const temporary = temporaryFolder("esp32", { output, kind: "release" }), source = join(temporary, "mc.xs.c"), folder = join(temporary, "modules");
	const rooms = readdirSync(join(folder, "modules")).sort();
	const names = rooms.flatMap(room => readdirSync(join(folder, "modules", room)).filter(file => file.endsWith(".xsb")).map(file => `modules/${room}/${file.slice(0, -4)}`));
	return {
		object: objectSize(sdk, temporary, source),
		slots: Number(/#define mxHeapCount (\d+)/.exec(readFileSync(source, "utf8"))?.[1] ?? 0),
		bytecode: new Map(["main", ...names.sort()].filter(name => existsSync(join(folder, `${name}.xsb`))).map(name => [name, statSync(join(folder, `${name}.xsb`)).size])),
	};
}

/** Sums by room. */
export function byRoom(bytecode: ReadonlyMap<string, number>): Map<string, number> {
	const rooms = new Map<string, number>();
	for (const [name, bytes] of bytecode) {
		const room = name.split("/").slice(0, 2).join("/");
		rooms.set(room, (rooms.get(room) ?? 0) + bytes);
	}
	return rooms;
}

function objectSize({ folder }: Sdk, temporary: string, source: string): number | undefined {
	const object = join(temporary, "mc.xs.32.o");
	try {
		execFileSync(COMPILER, [
			"-m32", "-c", "-Os", "-w", "-D_RELEASE=1", "-DINCLUDE_XSPLATFORM=1", '-DXSPLATFORM="lin_xs.h"',
			...[GLIB, ...["includes", "platforms", "sources"].map(name => join(folder, "xs", name)), temporary].map(path => `-I${path}`),
			"-o", object, source,
		], { stdio: ["ignore", "ignore", "pipe"] });
	} catch {
		return undefined;
	}
	const [text, data] = execFileSync("size", [object], { encoding: "utf8" }).split("\n")[1]!.trim().split(/\s+/).map(Number);
	return text! + data!;
}
