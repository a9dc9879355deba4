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
			modules: ["host-test/devices/sig-vectors"],
			creation: ROOM,
			duration: 60_000,
			during: lines => until(() => lines.includes("done"), 50_000),
		});
		assert.deepEqual(lines.filter(line => line.startsWith("wrong")), []);
		const [, right, of] = lines.join("\n").match(/^characteristics (\d+) of (\d+)$/m)!;
		assert.equal(right, of);
		assert.ok(lines.includes("growth 0 0"), lines.join("\n"));
		remark([...lines.filter(line => line.startsWith("reader")).map(line => `${line} bytes of slots and chunks`), `${of} vectors`, lines.find(line => line.endsWith("µs"))].join(", "));
	},
};
