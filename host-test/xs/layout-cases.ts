import assert from "node:assert/strict";
import { until } from "../patience";
import { TEST_ROOM } from "./bench";
import type { Cases } from "./cases";

/** For the vectors themselves, which are no part of the firmware. */
const ROOM = { ...TEST_ROOM, slots: 32_768, chunks: 262_144 };

/** The library of layouts on the real XS engine, from flash, as it was made when the application was linked. */
export const layoutCases: Cases = {
	async "layouts on XS read all vectors, and leave nothing behind"({ bench, remark }) {
		const { lines } = await (await bench()).run({
			main: "host-test/xs/app/layouts",
			modules: ["devices/bthome-vectors", "devices/mibeacon-vectors", "devices/sig-vectors", "reading/ccm-vectors", "reading/ccm-verdict"].map(name => `host-test/${name}`),
			creation: ROOM,
			duration: 60_000,
			during: lines => until(() => lines.includes("done"), 50_000),
		});
		assert.deepEqual(lines.filter(line => line.startsWith("wrong")), []);
		const counts = [...lines.join("\n").matchAll(/^\w+ (\d+) of (\d+)$/gm)].map(([, right, of]) => [right, of]);
		assert.equal(counts.length, 4, lines.join("\n"));
		assert.ok(counts.every(([right, of]) => right === of), lines.join("\n"));
		assert.deepEqual(lines.filter(line => line.startsWith("growth") && line !== "growth 0 0"), []);
		const objects = lines.find(line => line.startsWith("objects"))!.slice(8);
		remark([`${counts.map(([, of]) => of).join(" + ")} vectors`, `reader, finder and opener take ${objects} bytes of slots and chunks`, ...lines.filter(line => line.endsWith("µs"))].join(", "));
	},
};
