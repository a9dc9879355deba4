import type { Flash } from "../../modules/journal/flash";
import { Journal } from "../../modules/journal/journal";
import { StoredReading } from "../../modules/journal/stored-reading";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import type { Contest } from "./contest";
import { FlashReplay, FlashTrace } from "./flash-trace";

/** As in the account of wear in modules/journal/journal.ts: 109 of them to a block. */
const TOPIC = "esp32/gateway/hall/cabinet/voltage/total", PAYLOAD = 20;
const START = Date.parse("2026-11-22T12:00:00Z");

/** Something that a journal does for readings. */
interface Work {
	readonly name: string;
	/** What is counted; readings unless given. */
	readonly unit?: string;
	/** The flash that it begins with; erased unless given. */
	readonly content?: Uint8Array;
	/** Whether the journal is opened before, which is not measured then. */
	readonly opened: boolean;
	/** Does it for `count` readings, or as many as there are. @returns how much was done */
	work(journal: Journal, count: number): number;
}

/** What the journal costs beside the operations on the flash that it comes to, in 256 KB. */
export function journalContests(): Contest[] {
	const flash = makeFlash(), journal = new Journal({ flash, policy: "drop newest" });
	journal.open();
	const capacity = append(journal, Infinity, false);
	journal.close();
	const content = flash.content.slice();
	const works: Work[] = [
		{ name: "journal: append, written page by page", opened: true, work: (each, count) => append(each, count, false) },
		{ name: "journal: append, each flushed", opened: true, work: (each, count) => append(each, count, true) },
		{ name: "journal: hand out and acknowledge", content, opened: true, work: drain },
		{
			name: `journal: recovery of 256 KB with ${capacity} readings`, unit: "recoveries", content, opened: false,
			work: each => each.open().recovered === capacity ? 1 : NaN,
		},
	];
	return works.map(work => contestOf(work, capacity));
}

function contestOf({ content, name, opened, unit = "readings", work }: Work, capacity: number): Contest {
	const makeJournal = (flash: Flash) => {
		const journal = new Journal({ flash, policy: "drop newest" });
		if (opened)
			journal.open();
		return journal;
	};
	const flash = makeFlash(content), trace = new FlashTrace(flash), journal = makeJournal(trace), before = flash.content.slice();
	trace.operations.length = 0;
	const done = work(journal, capacity);
	return {
		name, unit, count: done,
		contestants: [
			{
				name: "the journal",
				prepare: count => {
					const fresh = makeJournal(makeFlash(content));
					return () => work(fresh, count);
				},
			},
			new FlashReplay(trace.operations, done, () => makeFlash(before)),
		],
	};
}

function makeFlash(content?: Uint8Array): EmulatedFlash {
	const flash = new EmulatedFlash({ random: seededRandom(1) });
	if (content)
		flash.content.set(content);
	return flash;
}

function append(journal: Journal, count: number, flushed: boolean): number {
	const reading = new StoredReading();
	reading.topic = TOPIC;
	reading.clock = "set";
	reading.payload.fill(0x31, 0, reading.length = PAYLOAD);
	let done = 0;
	for (; done < count; done++) {
		reading.sequence = journal.takeSequence();
		reading.time = START + done * 1_000;
		if (!journal.append(reading))
			break;
		if (flushed)
			journal.flush();
	}
	journal.flush();
	return done;
}

function drain(journal: Journal, count: number): number {
	const reading = new StoredReading();
	let done = 0;
	for (; done < count && journal.peek(reading); done++) {
		journal.next();
		journal.acknowledge(reading.sequence);
	}
	return done;
}
