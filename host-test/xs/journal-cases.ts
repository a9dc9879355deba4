import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { until } from "../patience";
import { type Bench, TEST_ROOM } from "./bench";
import type { Cases } from "./cases";
import { counters, countersCreation } from "./gateway-cases";
import { CACHE } from "./project";

/** What a loss of power may cost with journal "outage": 2 s, and the time until the next visit to the journal. */
const YOUNG = 2_200;
const WINDOW = 8;
const STARTS = 2 ** 24;

/** What JSON payloads say; `start` counts the starts of the firmware on one flash, from 1. */
interface Reading {
	readonly name: string;
	readonly value: number;
	readonly start: number;
	readonly sequence: number;
}

function readings({ subscriber }: Bench): Reading[] {
	return subscriber.received.filter(({ topic }) => /^xs\/counter\d\/count$/.test(topic)).map(({ payload, topic }) => {
		const { sequence, time, value } = JSON.parse(payload) as { sequence: number; time: string; value: number };
		assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
		return { name: topic.split("/")[1]!, value, sequence, start: Math.floor(sequence / STARTS) };
	});
}

/** First receipts must be in the order of capture, without a gap within a start. @returns how many came again */
function checkOrder(all: readonly Reading[], gaps = false): number {
	const first = all.filter(({ sequence }, index) => all.findIndex(other => other.sequence === sequence) === index);
	first.forEach(({ sequence, start }, index) => {
		const before = first[index - 1];
		if (before && before.start === start && !gaps)
			assert.equal(sequence, before.sequence + 1, `after ${before.sequence} came ${sequence}`);
		else if (before)
			assert.ok(sequence > before.sequence, `after ${before.sequence} came ${sequence}`);
	});
	return all.length - first.length;
}

/** Readings that the console of one start told as taken: name, value, seconds since start. */
function taken(lines: readonly string[]): { name: string; value: number; at: number }[] {
	return lines.flatMap(line => {
		const match = /^ *(\d+\.\d+) value +xs\/(counter\d)\/count (\d+)/.exec(line);
		return match ? [{ at: Number(match[1]) * 1_000, name: match[2]!, value: Number(match[3]) }] : [];
	});
}

/**
 * Runs the gateway, cuts it from the broker, kills it, and starts it again on the same flash, twice; then lets all arrive.
 * What the console had told as taken must arrive, but for the last `young` milliseconds before each end.
 */
async function surviveKills(bench: Bench, journal: string, young: number): Promise<string> {
	const flash = join(CACHE, `journal-${journal}.bin`);
	mkdirSync(CACHE, { recursive: true });
	rmSync(flash, { force: true });
	const config = { ...counters, payload: "json", journal, flash, log: "value" };
	const expected: { name: string; value: number; start: number }[] = [];
	const received: Reading[] = [];
	for (let start = 1; start <= 3; start++) {
		const last = start === 3;
		let limit = Infinity;
		const { lines } = await bench.run({
			config,
			creation: countersCreation,
			duration: 120_000,
			during: async lines => {
				if (start > 1)
					await until(() => lines.some(line => /the journal holds [1-9]\d* readings from before/.test(line)), 20_000);
				await until(() => taken(lines).length >= 300, 40_000);
				if (!last)
					await bench.relay.cut();
				await until(() => taken(lines).length >= 900, 40_000);
				if (last) {
					const goal = taken(lines).at(-1)!;
					limit = goal.at;
					await until(() => readings(bench).some(({ name, value, start: of }) => of === start && name === goal.name && value === goal.value), 60_000);
				}
			},
		});
		await bench.relay.open();
		const all = taken(lines);
		if (!last)
			limit = all.at(-1)!.at - young;
		assert.deepEqual(lines.filter(line => /ERROR|add up/.test(line)), []);
		expected.push(...all.filter(({ at }) => at <= limit).map(({ name, value }) => ({ name, value, start })));
		received.push(...readings(bench));
	}
	const keys = new Set(received.map(({ name, start, value }) => `${start} ${name} ${value}`));
	assert.deepEqual(expected.filter(({ name, start, value }) => !keys.has(`${start} ${name} ${value}`)), []);
	const duplicates = checkOrder(received, young > 0);
	assert.ok(duplicates <= 4 * WINDOW, `${duplicates} came twice`);
	return `${expected.length} taken over two kills, all received, ${duplicates} twice`;
}

/** Store-and-forward on the real XS engine, the journal on emulated flash. */
export const journalCases: Cases = {
	async "the power goes at every byte that the journal writes, and at random: nothing is lost"({ bench, remark }) {
		const lines = await (await bench()).run({
			main: "host-test/xs/app/power-cuts",
			modules: ["aftermath", "exercise", "forking-flash", "reading-source", "survival"].map(name => `host-test/journal/${name}`).concat("host-test/seeded-random"),
			creation: TEST_ROOM,
			duration: 300_000,
			during: lines => until(() => lines.includes("done"), 290_000),
		});
		remark(lines.lines.filter(line => line.includes("cuts")).join(", "));
	},
	async "the broker is away for 20 s: a backlog beyond what RAM holds comes complete, in order, with time and number"({ bench, remark }) {
		const opened = await bench();
		await opened.run({
			config: { ...counters, payload: "json", log: "info", queue: 4_096 },
			creation: countersCreation,
			duration: 180_000,
			during: async lines => {
				await until(() => readings(opened).length >= 300, 60_000);
				await opened.restartBroker(20_000);
				const before = readings(opened).length;
				await until(() => readings(opened).length >= before + 3_000, 90_000);
				assert.ok(lines.some(line => /store +readings wait/.test(line)));
				assert.deepEqual(lines.filter(line => /ERROR|dropped: (?!0 queue full, 0 journal full, 0 corrupt)/.test(line)), []);
				remark(`${readings(opened).length} readings, ${checkOrder(readings(opened))} of them twice`);
			},
		});
	},
	async "killed while the broker is away, twice, and started again on the same flash: what had waited for 2 s arrives"({ bench, remark }) {
		remark(await surviveKills(await bench(), "outage", YOUNG));
	},
	async "journal always: killed while the broker is away, twice: everything arrives"({ bench, remark }) {
		remark(await surviveKills(await bench(), "always", 0));
	},
};
