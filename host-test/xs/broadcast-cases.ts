import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../patience";
import { TEST_ROOM } from "./bench";
import type { Cases } from "./cases";
import { ROOT } from "./project";

const { configuration: BROADCASTERS } = JSON.parse(readFileSync(join(ROOT, "modules/simulator/scenarios/broadcasters.json"), "utf8")) as { configuration: object };
const KEY = "231d39c1d7cc1ab1aee224cd096db932";
/** The ESP32's 65,536 bytes, divided otherwise than the manifest does: these need more slots, and fewer bytes of chunks and stack. */
const DIVIDED = { chunks: 19_968, chunksGrow: 0, slots: 2_432, slotsGrow: 0, stack: 416 };
/** Milliseconds that forty broadcasters are listened to. */
const LISTENED = Number(process.env.LISTENED ?? 30_000);

const pause = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));

/** What is heard in advertisements, on XS. */
export const broadcastCases: Cases = {
	async "broadcasters: forty of them beside three connections, on the ESP32's memory, and what is not to be believed is not published"({ bench, remark }) {
		const opened = await bench(), { subscriber } = opened, of = (name: string) => new Set(subscriber.payloads(`house/${name}`));
		const { samples } = await opened.run({
			config: { ...BROADCASTERS, scenario: "broadcasters", log: "info" },
			duration: LISTENED + 60_000,
			creation: DIVIDED,
			sampleEvery: 10_000,
			during: async lines => {
				await subscriber.until(() => of("meter3/level").size > 0 && of("eddy-d05fb8000802/url").size > 0, 60_000, "the last of them");
				await pause(LISTENED);
				const known = ["25.06 °C", "25.16 °C", "25.26 °C"];
				for (const name of ["kitchen", "attic", "garage", "hall", "office"])
					assert.ok(of(`${name}/temperature`).size > 0 && [...of(`${name}/temperature`)].every(text => known.includes(text)), `${name}: ${[...of(`${name}/temperature`)].join()}`);
				assert.ok(of("kitchen/signal").size > 0);
				assert.ok([50.55, 50.45, 50.35].includes((JSON.parse([...of("cellar/bthome")][0]!) as { humidity: number }).humidity));
				assert.deepEqual([of("flower/temperature"), of("fridge/humidity")], [new Set(["20.5 °C"]), new Set(["50 %"])]);
				assert.deepEqual(of("careless/temperature"), new Set());
				assert.ok([...of("atc-a4c138000501/temperature")].every(text => text === "24.2 °C" || text === "24.3 °C"));
				assert.equal(JSON.parse([...of("beacon-d05fb8000701/ibeacon")][0]!).uuid, "e2c56db5-dffb-48d2-b060-d0f5a71096e0");
				assert.ok(of("meter1/level").size > 0 && of("meter2/level").size > 0);
				assert.match(lines.find(line => line.includes("careless at")) ?? "", /sends in clear, though it has a key/);
				assert.deepEqual(lines.filter(line => /ERROR/.test(line)), []);
			},
		});
		const live = samples.filter(({ name }) => /^\d+$/.test(name)).map(({ chunks, slots }) => [slots, chunks] as const);
		const early = live[Math.floor(live.length / 5)], late = live.at(-1);
		remark(`${subscriber.received.length} messages, in use ${live.map(figures => figures.join("/")).join(" ")}`);
		assert.ok(early && late && late[0] - early[0] < 60 && late[1] - early[1] < 1_024, "memory grows");
	},
	async "broadcasters: what a packet costs"({ bench, remark }) {
		const entry = (number: number, key?: string) => ({ name: `s${number}`, match: { address: `a4:c1:38:00:01:${number.toString(16).padStart(2, "0")}` }, device: "bthome", ...key && { key } });
		const { lines } = await (await bench()).run({
			main: "host-test/xs/app/broadcasts",
			modules: ["host-test/reading/ccm-verdict"],
			config: { peripherals: [...Array.from({ length: 16 }, (_each, index) => entry(index + 1, KEY)), entry(17)] },
			creation: { ...TEST_ROOM, slots: 32_768, chunks: 262_144 },
			duration: 60_000,
			during: lines => until(() => lines.includes("done"), 50_000),
		});
		assert.deepEqual(lines.filter(line => line.startsWith("wrong")), []);
		assert.ok(lines.includes("given 1002, counters kept 1"), lines.join("\n"));
		remark(lines.filter(line => / slots, /.test(line)).join("; "));
	},
};
