import type { FullPolicy } from "../../modules/configuration/configuration";
import { makeJournal } from "../../modules/device/journal-store";
import { OutgoingReading } from "../../modules/reading/outgoing-reading";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { provideFlash } from "../../modules/simulator/flash";
import { seededRandom } from "../seeded-random";

/** Offers the journal in three blocks of flash a thousand readings, and tells how many it refused and how many it dropped. */
function overfill(policy: FullPolicy): { refused: number; dropped: number } {
	provideFlash(() => new EmulatedFlash({ blocks: 3, random: seededRandom(1) }));
	const store = makeJournal(policy);
	store.open();
	const reading = Object.assign(new OutgoingReading(), { clock: "set", topic: "t", length: 20 });
	let refused = 0;
	for (let i = 0; i < 1_000; i++) {
		reading.sequence = store.takeSequence();
		if (!store.append(reading))
			refused++;
	}
	return { refused, dropped: store.statistics.full };
}

afterEach(() => provideFlash());

describe("the journal in its partition", () => {
	test("without the partition there is none, and the SDK's error says so", () => {
		provideFlash(() => {
			throw new Error("can't find partition");
		});
		expect(() => makeJournal("drop oldest")).toThrow("can't find partition");
	});
	test("drop newest: it refuses what it has no room for", () => {
		const { dropped, refused } = overfill("drop newest");
		expect(dropped).toBe(0);
		expect(refused).toBeGreaterThan(0);
	});
	test("drop oldest: it takes everything, and gives the oldest", () => {
		const { dropped, refused } = overfill("drop oldest");
		expect(dropped).toBeGreaterThan(0);
		expect(refused).toBe(0);
	});
	test("what one start stores the next one finds", () => {
		const memory = new EmulatedFlash({ blocks: 3, random: seededRandom(1) });
		provideFlash(() => memory);
		const first = makeJournal("drop oldest");
		first.open();
		first.append(Object.assign(new OutgoingReading(), { sequence: first.takeSequence(), clock: "set", topic: "t", length: 1 }));
		first.close();
		expect(makeJournal("drop oldest").open().recovered).toBe(1);
	});
});
