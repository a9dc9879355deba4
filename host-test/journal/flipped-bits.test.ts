import { Journal } from "../../modules/journal/journal";
import { StoredReading } from "../../modules/journal/stored-reading";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { copyOf, drain } from "./aftermath";
import { ReadingSource } from "./reading-source";

const source = new ReadingSource();
const random = seededRandom(5);

/** A journal of four blocks in three epochs, with readings acknowledged at its beginning. */
function prepared(): { flash: EmulatedFlash; acknowledged: number; sequences: number[] } {
	const flash = new EmulatedFlash({ blockLength: 512, blocks: 4, random });
	const reading = new StoredReading();
	const sequences: number[] = [];
	for (let run = 0; run < 3; run++) {
		const journal = new Journal({ flash });
		journal.open();
		for (let i = 0; i < 14; i++) {
			journal.append(source.fill(reading, journal.takeSequence()));
			sequences.push(reading.sequence);
		}
		for (let i = 0; i < 4; i++)
			journal.acknowledge(sequences[4 * run + i]!);
		journal.close();
	}
	return { flash, acknowledged: 12, sequences };
}

describe("a flipped bit", () => {
	const { flash, acknowledged, sequences } = prepared();
	const waiting = sequences.slice(acknowledged);

	test("anywhere in the flash costs what stands there and is counted; no reading comes out wrong, no number again", () => {
		let corrupt = 0;
		for (let bit = 0; bit < 8 * flash.content.length; bit++) {
			const damaged = copyOf(flash, random);
			damaged.content[bit >> 3]! ^= 1 << (bit & 7);
			const journal = new Journal({ flash: damaged });
			const { torn, epoch } = journal.open();
			if (epoch < 4)
				throw new Error(`bit ${bit}: epoch ${epoch} again`);
			const drained = drain(journal);
			const { statistics } = journal;
			const came = drained.filter(sequence => waiting.includes(sequence));
			if (came.some((sequence, i) => i > 0 && sequence <= came[i - 1]!) || drained.length > came.length + 1)
				throw new Error(`bit ${bit}: ${drained}`);
			if (!torn && came.length + statistics.corrupt !== waiting.length && drained.length === came.length)
				throw new Error(`bit ${bit}: ${waiting.length - came.length} lost, ${statistics.corrupt} counted`);
			if (statistics.recovered !== statistics.acknowledged + statistics.corrupt || statistics.waiting > 0)
				throw new Error(`bit ${bit}: ${JSON.stringify(statistics)}`);
			corrupt += statistics.corrupt;
		}
		expect(corrupt).toBeGreaterThan(1000);
	});
	test("costs no more than a topic: the readings that use it in one block", () => {
		let most = 0;
		for (let byte = 0; byte < flash.content.length; byte++) {
			const damaged = copyOf(flash, random);
			damaged.content[byte]! ^= 0x10;
			const journal = new Journal({ flash: damaged });
			journal.open();
			drain(journal);
			most = Math.max(most, journal.statistics.corrupt);
		}
		expect(most).toBeGreaterThan(1);
		expect(most).toBeLessThanOrEqual(8);
	});
	test("in one copy of a block's header costs nothing", () => {
		for (let block = 0; block < 4; block++) {
			const damaged = copyOf(flash, random);
			damaged.content[512 * block + 9]! ^= 1;
			const journal = new Journal({ flash: damaged });
			journal.open();
			expect(drain(journal)).toEqual(waiting);
		}
	});
	test("in both copies of a block's header costs the block, counted", () => {
		const damaged = copyOf(flash, random);
		damaged.content[512 * 2 + 9]! ^= 1;
		damaged.content[512 * 2 + 33]! ^= 1;
		const journal = new Journal({ flash: damaged });
		journal.open();
		const drained = drain(journal);
		expect(drained.length).toBeGreaterThan(3);
		expect(drained.length + journal.statistics.corrupt).toBe(waiting.length);
	});
	test("in a mark does not acknowledge", () => {
		const damaged = copyOf(flash, random);
		damaged.content[512 * 2 + 48]! &= ~1;
		const journal = new Journal({ flash: damaged });
		journal.open();
		expect(drain(journal)).toEqual(waiting);
	});
	test("in a reading that was handed out already is counted when it is to be handed out again", () => {
		const damaged = new EmulatedFlash({ blockLength: 512, blocks: 4, random });
		const journal = new Journal({ flash: damaged });
		journal.open();
		const reading = new StoredReading();
		const numbers = Array.from({ length: 4 }, () => {
			journal.append(source.fill(reading, journal.takeSequence()));
			return reading.sequence;
		});
		while (journal.peek(reading))
			journal.next();
		damaged.content[damaged.content.indexOf(0xa5, 512 + 60) + 12]! ^= 1;
		journal.rewind();
		expect(drain(journal)).toEqual(numbers.slice(1));
		expect(journal.statistics).toMatchObject({ stored: 4, acknowledged: 3, corrupt: 1, waiting: 0 });
	});
	test("in both copies of the newest block's header does not bring an epoch again", () => {
		const damaged = new EmulatedFlash({ blockLength: 512, blocks: 4, random });
		for (let run = 0; run < 20; run++)
			new Journal({ flash: damaged }).open();
		const { content } = damaged;
		const newest = content.lastIndexOf(0x47) & -512;
		content[newest + 8]! ^= 1;
		content[newest + 32]! ^= 1;
		expect(new Journal({ flash: damaged }).open().epoch).toBeGreaterThan(20);
	});
	test("in both records of an epoch does not bring it again", () => {
		const damaged = new EmulatedFlash({ blockLength: 512, blocks: 4, random });
		new Journal({ flash: damaged }).open();
		expect(new Journal({ flash: damaged }).open().epoch).toBe(2);
		const { content } = damaged;
		const second = content.lastIndexOf(0x3c);
		content[second + 5]! ^= 1;
		content[second - 16 + 5]! ^= 1;
		expect(new Journal({ flash: damaged }).open().epoch).toBeGreaterThan(2);
	});
	test("in the newest reading, acknowledged before, does not acknowledge the one that takes its place", () => {
		const damaged = new EmulatedFlash({ blockLength: 512, blocks: 4, random });
		const journal = new Journal({ flash: damaged });
		journal.open();
		const reading = new StoredReading();
		journal.append(source.fill(reading, journal.takeSequence()));
		journal.acknowledge(reading.sequence);
		damaged.content[damaged.content.lastIndexOf(0xa5) + 12]! ^= 1;
		const next = new Journal({ flash: damaged });
		expect(next.open()).toMatchObject({ recovered: 0, torn: true });
		next.append(source.fill(reading, next.takeSequence()));
		next.close();
		const last = new Journal({ flash: damaged });
		last.open();
		expect(drain(last)).toEqual([reading.sequence]);
	});
	test("in many places at random: what comes out is right, and the journal goes on", () => {
		for (let round = 0; round < 3000; round++) {
			const damaged = copyOf(flash, random);
			for (let flips = 0; flips < 30; flips++)
				damaged.content[Math.floor(random() * 2048)]! ^= 1 << Math.floor(random() * 8);
			const journal = new Journal({ flash: damaged });
			journal.open();
			drain(journal);
			const reading = new StoredReading();
			journal.append(source.fill(reading, journal.takeSequence()));
			expect(drain(journal)).toEqual([reading.sequence]);
		}
	});
});
