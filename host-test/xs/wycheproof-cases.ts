import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../patience";
import { WYCHEPROOF_LINES } from "../trust/wycheproof-selection";
import { wycheproofLines } from "../trust/wycheproof";
import { TEST_ROOM } from "./bench";
import type { Cases } from "./cases";
import { CACHE } from "./project";

/** For the lines of the file, which are no part of the firmware. */
const ROOM = { ...TEST_ROOM, slots: 16_384, chunks: 262_144 };
/** A checkout of C2SP/wycheproof: all of its vectors, not only the selection. */
const { WYCHEPROOF } = process.env;

/** The mathematics that the firmware really calls, its own and the SDK's, on the real XS engine. */
export const wycheproofCases: Cases = {
	async "wycheproof: signatures, key exchange and ciphers as its vectors say"({ bench, remark }) {
		const path = join(CACHE, "wycheproof.txt"), lines = WYCHEPROOF ? wycheproofLines(WYCHEPROOF) : WYCHEPROOF_LINES, duration = WYCHEPROOF ? 1_200_000 : 60_000;
		mkdirSync(CACHE, { recursive: true });
		writeFileSync(path, lines.join("\n") + "\n");
		const run = await (await bench()).run({
			main: "host-test/xs/app/wycheproof",
			modules: ["host-test/reading/ccm-verdict"],
			creation: ROOM,
			config: { vectors: path },
			duration,
			during: said => until(() => said.includes("done"), duration - 5_000),
		});
		const wrong = run.lines.filter(line => line.startsWith("wrong")), counts = run.lines.filter(line => / of \d+, /.test(line));
		if (WYCHEPROOF)
			console.log([...counts, ...wrong].map(line => `     ${line}`).join("\n"));
		assert.deepEqual(wrong, []);
		assert.equal(counts.length, lines.filter(line => line.startsWith("file")).length);
		remark(`${lines.filter(line => !/^(file|key) /.test(line)).length} vectors`);
	},
};
