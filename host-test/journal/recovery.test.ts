import { Journal } from "../../modules/journal/journal";
import { COUNTERS, Layout } from "../../modules/journal/layout";
import { StoredReading } from "../../modules/journal/stored-reading";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { drain } from "./aftermath";
import { ReadingSource } from "./reading-source";

const source = new ReadingSource();

function newFlash(blockLength = 512, blocks = 4): EmulatedFlash {
	return new EmulatedFlash({ blockLength, blocks, random: seededRandom(1) });
}

function append(journal: Journal, count: number): number[] {
	const reading = new StoredReading();
	return Array.from({ length: count }, () => {
		journal.append(source.fill(reading, journal.takeSequence()));
		return reading.sequence;
	});
}

function opened(flash: EmulatedFlash): Journal {
	const journal = new Journal({ flash });
	journal.open();
	return journal;
}

describe("recovery", () => {
	test("an erased flash becomes an empty journal", () => {
		expect(new Journal({ flash: newFlash() }).open()).toEqual({ recovered: 0, torn: false, epoch: 1 });
	});
	test("a flash full of something else becomes an empty journal", () => {
		const flash = newFlash();
		flash.content.fill(0x47);
		expect(new Journal({ flash }).open()).toMatchObject({ recovered: 0 });
	});
	test("what waits is there after a restart, in order", () => {
		const flash = newFlash();
		const journal = opened(flash);
		const sequences = append(journal, 40);
		journal.acknowledge(sequences[0]!);
		journal.acknowledge(sequences[1]!);
		journal.close();
		expect(drain(opened(flash))).toEqual(sequences.slice(2));
	});
	test("what was not flushed is lost, and nothing else", () => {
		const flash = newFlash();
		const journal = opened(flash);
		const sequences = append(journal, 5);
		journal.flush();
		append(journal, 3);
		expect(drain(opened(flash))).toEqual(sequences);
	});
	test("sequence numbers go on where no earlier ones were, with nothing stored and everything erased", () => {
		const flash = newFlash();
		let highest = -1;
		for (let restart = 0; restart < 200; restart++) {
			const journal = opened(flash);
			for (let i = 0; i < 3; i++) {
				const sequence = journal.takeSequence();
				expect(sequence).toBeGreaterThan(highest);
				highest = sequence;
			}
		}
		expect(highest).toBe(200 * COUNTERS + 2);
	});
	test("restarts alone do not open a block each", () => {
		const flash = newFlash();
		for (let restart = 0; restart < 100; restart++)
			opened(flash);
		expect(flash.erases.reduce((sum, erases) => sum + erases)).toBeLessThan(12);
	});
	test("an epoch whose counters are used up is followed by the next, and by another after a restart", () => {
		const flash = newFlash();
		const journal = opened(flash);
		for (let i = 0; i < COUNTERS - 1; i++)
			journal.takeSequence();
		const reading = new StoredReading();
		const late = journal.takeSequence();
		expect(journal.takeSequence()).toBe(2 * COUNTERS);
		journal.append(source.fill(reading, late));
		const sequences = [late, ...append(journal, 25)];
		journal.close();
		const next = opened(flash);
		expect(next.takeSequence()).toBe(3 * COUNTERS);
		expect(drain(next)).toEqual(sequences);
	});
	test("an uptime is of use in its own run only", () => {
		const flash = newFlash();
		const reading = Object.assign(new StoredReading(), { topic: "t", time: 1234 });
		const journal = opened(flash);
		reading.sequence = journal.takeSequence();
		journal.append(reading);
		journal.peek(reading);
		expect([reading.clock, reading.time]).toEqual(["uptime", 1234]);
		journal.flush();
		opened(flash).peek(reading);
		expect([reading.clock, reading.time]).toEqual(["lost", 1234]);
	});
	test("topics are those of the firmware that wrote them, whatever this one publishes", () => {
		const flash = newFlash();
		const reading = new StoredReading();
		const write = (journal: Journal, topics: string[]): void => {
			for (const topic of topics) {
				Object.assign(reading, { topic, sequence: journal.takeSequence() });
				journal.append(reading);
			}
			journal.close();
		};
		write(opened(flash), ["old/a", "old/b", "both"]);
		write(opened(flash), ["new/z", "both", "old/b", "new/z"]);
		const journal = opened(flash);
		const topics: string[] = [];
		for (; journal.peek(reading); journal.next())
			topics.push(reading.topic);
		expect(topics).toEqual(["old/a", "old/b", "both", "new/z", "both", "old/b", "new/z"]);
	});
	test.each([
		["of the same block", 3, 1, 0],
		["of another block", 30, 2, 5]
	])("a copy of a record %s is not read", (_, count, block, index) => {
		const flash = newFlash();
		const journal = opened(flash);
		const reading = Object.assign(new StoredReading(), { topic: "t" });
		const sequences = Array.from({ length: count }, () => {
			reading.sequence = journal.takeSequence();
			journal.append(reading);
			return reading.sequence;
		});
		journal.close();
		const records = new Layout(flash).records + 20;
		let end = 512 * block + records;
		while (flash.content[end] !== 0xff)
			end += 16;
		flash.content.copyWithin(end, 512 + records + 16 * index, 512 + records + 16 * index + 16);
		const next = opened(flash);
		const read: number[] = [];
		for (; next.peek(reading); next.next())
			read.push(reading.sequence);
		expect(read).toEqual(sequences);
		expect(next.count).toBe(count);
	});
	test("marks are gathered, but not when nothing waits any more", () => {
		const flash = newFlash();
		const journal = new Journal({ flash, marksEvery: 8 });
		journal.open();
		const sequences = append(journal, 5);
		journal.flush();
		for (const sequence of sequences.slice(0, 4))
			journal.acknowledge(sequence);
		expect(opened(new EmulatedFlash({ blockLength: 512, blocks: 4, random: seededRandom(1), content: flash.content.slice() })).count).toBe(5);
		journal.acknowledge(sequences[4]!);
		expect(opened(flash).count).toBe(0);
	});
	test("an erase that was cut brings nothing back", () => {
		const random = seededRandom(9);
		for (let step = 0; step < 400; step++) {
			const flash = newFlash(512, 3);
			const journal = opened(flash);
			for (let i = 0; i < 55; i++)
				journal.acknowledge(append(journal, 1)[0]!);
			flash.cutAfter(step);
			try {
				for (;;)
					append(journal, 1);
			}
			catch {
				flash.restorePower();
			}
			const next = new Journal({ flash: new EmulatedFlash({ blockLength: 512, blocks: 3, random, content: flash.content }) });
			next.open();
			expect(drain(next).every(sequence => sequence >= COUNTERS + 55)).toBe(true);
		}
	});
	test("it reads little: the headers, the newest block, and the block of the oldest reading", () => {
		const flash = newFlash(4096, 64);
		const journal = opened(flash);
		append(journal, 12_000);
		journal.close();
		const read = jest.spyOn(flash, "read");
		expect(new Journal({ flash }).open().recovered).toBeGreaterThan(8_000);
		expect(read.mock.calls.length).toBeLessThan(64 * 2 + 3 * 16 + 16);
	});
});
