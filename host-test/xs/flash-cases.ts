import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../patience";
import { type Bench, TEST_ROOM } from "./bench";
import type { Cases } from "./cases";
import { CACHE } from "./project";

/** Bytes; the whole of the flash is more than 8 times as much. */
const HEAP = 32_768;
const WORDS = 200;

/** Runs app/flash.ts until it has written WORDS words, and kills it. @returns how many words it found and how many it wrote */
async function writeWords(bench: Bench, file: string | undefined): Promise<{ found: number; wrote: number; heap: number }> {
	const { lines } = await bench.run({
		main: "host-test/xs/app/flash",
		creation: TEST_ROOM,
		config: file === undefined ? {} : { flash: file },
		duration: 60_000,
		during: lines => until(() => lines.filter(line => line.startsWith("wrote")).length >= WORDS, 50_000),
	});
	const number = (pattern: RegExp): number => Number(lines.findLast(line => pattern.test(line))?.match(pattern)![1]);
	assert.ok(lines.includes("erased true"), lines.join("\n"));
	return { found: number(/^found (\d+) clean$/), wrote: number(/^wrote (\d+)$/), heap: number(/^heap (-?\d+)$/) };
}

/** The stand-in for `embedded:storage/flash` on the real XS engine, through modules/device/flash-storage.ts. */
export const flashCases: Cases = {
	async "emulated flash on XS keeps its content in a file over kill -9"({ bench, remark }) {
		const opened = await bench(), file = join(CACHE, "flash.bin");
		mkdirSync(CACHE, { recursive: true });
		rmSync(file, { force: true });
		const first = await writeWords(opened, file);
		assert.equal(first.found, 0);
		const second = await writeWords(opened, file);
		// between its last line and its end it may have written another
		assert.ok(second.found >= first.wrote && second.found <= first.wrote + 5, `${first.wrote} words were written, ${second.found} found`);
		const content = readFileSync(file), written = content.findIndex(byte => byte !== 0);
		assert.equal(content.length, 262_144);
		assert.ok(written >= second.wrote * 4 && content.subarray(written).every(byte => byte === 0xff));
		assert.ok(first.heap < HEAP && second.heap < HEAP, `opening took ${first.heap} and ${second.heap} bytes of XS's chunk heap`);
		writeFileSync(file, "not a flash");
		await opened.run({
			main: "host-test/xs/app/flash",
			creation: TEST_ROOM,
			config: { flash: file },
			duration: 30_000,
			during: lines => until(() => lines.includes(`refused: flash ${file}: it has 11 bytes, the flash 262144; name another file`), 10_000),
		});
		assert.equal(readFileSync(file, "utf8"), "not a flash");
		remark(`${first.wrote} words, killed, ${second.found} found; opening took ${first.heap} bytes of XS's chunk heap`);
	},
	async "emulated flash on XS without a file is forgotten at the end"({ bench, remark }) {
		const opened = await bench(), first = await writeWords(opened, undefined), second = await writeWords(opened, undefined);
		assert.deepEqual([first.found, second.found], [0, 0]);
		assert.ok(first.heap < HEAP, `opening took ${first.heap} bytes of XS's chunk heap`);
		remark(`opening took ${first.heap} bytes of XS's chunk heap`);
	},
};
