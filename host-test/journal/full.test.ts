import type { FullPolicy } from "../../modules/configuration/configuration";
import { Journal } from "../../modules/journal/journal";
import { COUNTERS } from "../../modules/journal/layout";
import { StoredReading } from "../../modules/journal/stored-reading";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { drain } from "./aftermath";
import { ReadingSource } from "./reading-source";

const source = new ReadingSource();

function filled(policy: FullPolicy, count: number): { flash: EmulatedFlash; journal: Journal; stored: number[] } {
	const flash = new EmulatedFlash({ blockLength: 512, blocks: 4, random: seededRandom(1) });
	const journal = new Journal({ flash, policy });
	journal.open();
	return { flash, journal, stored: append(journal, count) };
}

/** The sequence numbers of those that were stored. */
function append(journal: Journal, count: number): number[] {
	const reading = new StoredReading();
	const stored: number[] = [];
	for (let i = 0; i < count; i++) {
		if (journal.append(source.fill(reading, journal.takeSequence())))
			stored.push(reading.sequence);
	}
	return stored;
}

describe("a full journal", () => {
	test("drops the oldest, counted, and keeps at least all blocks but one", () => {
		const { journal, stored } = filled("drop oldest", 200);
		const { full, waiting, refused } = journal.statistics;
		expect([stored.length, full + waiting, refused]).toEqual([200, 200, 0]);
		expect(waiting).toBeGreaterThan(30);
		expect(drain(journal)).toEqual(stored.slice(full));
	});
	test("refuses the newest, counted", () => {
		const { journal, stored } = filled("drop newest", 200);
		expect(journal.statistics).toMatchObject({ full: 0, stored: stored.length, waiting: stored.length, refused: 200 - stored.length });
		expect(stored).toEqual(Array.from({ length: stored.length }, (_, i) => COUNTERS + i));
		expect(drain(journal)).toEqual(stored);
	});
	test("that refused the newest takes readings again once a block is acknowledged", () => {
		const { journal, stored } = filled("drop newest", 200);
		for (const sequence of stored.slice(0, 20))
			journal.acknowledge(sequence);
		const more = append(journal, 5);
		expect(more).toHaveLength(5);
		expect(drain(journal)).toEqual([...stored.slice(20), ...more]);
	});
	test("that refuses the newest drops nothing in fourteen restarts", () => {
		const { flash, journal, stored } = filled("drop newest", 200);
		journal.close();
		for (let restart = 0; restart < 14; restart++) {
			const next = new Journal({ flash, policy: "drop newest" });
			next.open();
			append(next, 3);
			next.close();
			expect(next.statistics).toMatchObject({ recovered: stored.length, full: 0, refused: 3 });
		}
	});
	test("counts a reading that was handed out as dropped, and does not acknowledge it any more", () => {
		const { journal, stored } = filled("drop oldest", 30);
		const reading = new StoredReading();
		for (let i = 0; i < 20; i++) {
			journal.peek(reading);
			journal.next();
		}
		journal.acknowledge(stored[3]!);
		append(journal, 60);
		expect(journal.acknowledge(stored[0]!)).toBe(false);
		const { stored: all, acknowledged, waiting, full } = journal.statistics;
		expect([all, acknowledged, acknowledged + waiting + full]).toEqual([90, 1, 90]);
		journal.peek(reading);
		expect(reading.sequence).toBeGreaterThan(stored[19]!);
	});
	test("that shows a reading and drops it does not hand it out", () => {
		const { journal } = filled("drop oldest", 10);
		const reading = new StoredReading();
		journal.peek(reading);
		append(journal, 100);
		expect(journal.next()).toBe(false);
	});
});
