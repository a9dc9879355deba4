import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Journal } from "../../modules/journal/journal";
import { StoredReading } from "../../modules/journal/stored-reading";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";

const SECONDS_A_YEAR = 31_557_600;
const ERASES = 100_000;
/** Header, marks, and the record of a topic of 40 bytes, as layout.ts has them. */
const READINGS_A_BLOCK = Math.floor((4096 - 112 - 56) / 36);

/** One reading of 20 bytes a second, on a topic of 40 bytes. */
class Second {
	readonly reading = new StoredReading(new Uint8Array(20));
	constructor() {
		this.reading.topic = "building/floor-2/room-12/voltmeter/value";
		this.reading.length = 20;
		this.reading.clock = "set";
	}
	store(journal: Journal, second: number): number {
		this.reading.sequence = journal.takeSequence();
		this.reading.time = 1_700_000_000_000 + 1000 * second;
		journal.append(this.reading);
		journal.flush();
		return this.reading.sequence;
	}
}

describe("wear", () => {
	test("one reading of 20 bytes a second, each written through, erases a block 100,000 times in more than ten years", () => {
		const flash = new EmulatedFlash({ random: seededRandom(1) });
		const journal = new Journal({ flash });
		journal.open();
		const second = new Second();
		// One less: the first block has the first base too.
		const seconds = 3 * 64 * READINGS_A_BLOCK - 1;
		for (let i = 0; i < seconds; i++)
			journal.acknowledge(second.store(journal, i));
		const most = Math.max(...flash.erases);
		const least = Math.min(...flash.erases);
		expect([least, most]).toEqual([3, 3]);
		const years = ERASES * 64 * READINGS_A_BLOCK / SECONDS_A_YEAR;
		expect(years).toBeGreaterThan(22);
		expect(journal.wear).toBe(3);
	});
	test("restarts every few readings wear all blocks alike", () => {
		const flash = new EmulatedFlash({ blockLength: 512, blocks: 8, random: seededRandom(1) });
		const second = new Second();
		for (let i = 0; i < 2000; i++) {
			const journal = new Journal({ flash });
			journal.open();
			journal.acknowledge(second.store(journal, i));
		}
		expect(Math.max(...flash.erases) - Math.min(...flash.erases)).toBeLessThanOrEqual(1);
	});
	test("a week with an outage every night and a long one on Sunday: nothing lost, nothing grows, erases as computed", () => {
		setFlagsFromString("--expose-gc");
		const collect = runInNewContext("gc") as () => void;
		const flash = new EmulatedFlash({ random: seededRandom(1) });
		const journal = new Journal({ flash });
		journal.open();
		const second = new Second();
		const reading = new StoredReading(new Uint8Array(20));
		let delivered = 0;
		let last = -1;
		const heap: number[] = [];
		for (let i = 0; i < 7 * 86_400; i++) {
			if (i % 86_400 === 7200) {
				collect();
				heap.push(process.memoryUsage().heapUsed);
			}
			second.store(journal, i);
			const hour = i / 3600 % 24;
			if (hour < (i < 6 * 86_400 ? 1 : 1.8))
				continue;
			for (let burst = 0; burst < 20 && journal.peek(reading); burst++) {
				journal.next();
				if (reading.sequence <= last || !journal.acknowledge(reading.sequence))
					throw new Error(`${reading.sequence} after ${last}`);
				last = reading.sequence;
				delivered++;
			}
		}
		expect(journal.statistics).toMatchObject({ stored: 604_800, acknowledged: delivered, waiting: 604_800 - delivered, full: 0, corrupt: 0 });
		expect(journal.count).toBe(0);
		expect(journal.statistics.erases).toBe(Math.ceil(604_800 / READINGS_A_BLOCK));
		expect(heap.at(-1)! - heap[1]!).toBeLessThan(200_000);
	});
});
