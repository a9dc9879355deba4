import { Journal } from "../../modules/journal/journal";
import { StoredReading } from "../../modules/journal/stored-reading";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";

function newFlash(blockLength = 1024, blocks = 4): EmulatedFlash {
	return new EmulatedFlash({ blockLength, blocks, random: seededRandom(1) });
}

function opened(flash = newFlash()): Journal {
	const journal = new Journal({ flash });
	journal.open();
	return journal;
}

/** Appends a reading with this text, and what else is given. */
function append(journal: Journal, text: string, rest: Partial<StoredReading> = {}): number {
	const reading = Object.assign(new StoredReading(), { topic: "t", time: 5, ...rest });
	reading.sequence = journal.takeSequence();
	reading.length = text.length;
	for (let i = 0; i < text.length; i++)
		reading.payload[i] = text.charCodeAt(i);
	journal.append(reading);
	return reading.sequence;
}

const textOf = (reading: StoredReading): string => String.fromCharCode(...reading.payload.subarray(0, reading.length));

function next(journal: Journal): StoredReading | undefined {
	const reading = new StoredReading();
	if (!journal.peek(reading))
		return undefined;
	journal.next();
	return reading;
}

function texts(journal: Journal): string[] {
	const all: string[] = [];
	for (let reading = next(journal); reading; reading = next(journal))
		all.push(textOf(reading));
	return all;
}

describe("Journal", () => {
	test("throws before it is opened, and after it is closed", () => {
		const journal = new Journal({ flash: newFlash() });
		expect(() => journal.flush()).toThrow("open it");
		journal.open();
		journal.close();
		journal.close();
		expect(() => journal.peek(new StoredReading())).toThrow("open it");
	});
	test("refuses a flash that cannot hold it", () => {
		expect(() => new Journal({ flash: newFlash(128, 4) })).toThrow("128");
		expect(() => new Journal({ flash: newFlash(512, 2) })).toThrow("2");
		expect(() => new Journal({ flash: new EmulatedFlash({ writeAlign: 32, random: Math.random }) })).toThrow("32");
	});
	test.each([
		["a sequence number that was used", { sequence: -1 }],
		["a time before 1970", { time: -1 }],
		["a time that is not whole", { time: 0.5 }],
		["a clock that is lost", { clock: "lost" as const }],
		["flags of more than five bits", { flags: 32 }],
		["a payload longer than its buffer", { length: 1025 }],
		["a payload of half a byte more", { length: 1.5 }],
		["a topic of more than 256 bytes", { topic: "ü".repeat(129) }],
		["more than a block holds", { length: 1000 }]
	])("refuses %s, and goes on", (_, wrong) => {
		const journal = opened();
		const reading = Object.assign(new StoredReading(), { sequence: journal.takeSequence(), ...wrong });
		expect(() => journal.append(reading)).toThrow(RangeError);
		append(journal, "good");
		expect(texts(journal)).toEqual(["good"]);
	});
	test("hands readings out in the order in which they came", () => {
		const journal = opened();
		for (let i = 0; i < 60; i++)
			append(journal, `${i}`);
		expect(texts(journal)).toEqual(Array.from({ length: 60 }, (_, i) => `${i}`));
	});
	test("a reading keeps everything that came with it", () => {
		const journal = opened();
		const sequence = append(journal, "21.5", { topic: "hall/température/🌡", time: 1_700_000_000_123, clock: "set", flags: 21 });
		const { time, clock, flags, topic, sequence: numbered } = next(journal)!;
		expect({ time, clock, flags, topic, numbered }).toEqual({ time: 1_700_000_000_123, clock: "set", flags: 21, topic: "hall/température/🌡", numbered: sequence });
	});
	test("payloads of 0 and of 1,024 bytes", () => {
		const journal = opened(newFlash(4096));
		append(journal, "");
		append(journal, "x".repeat(1024));
		expect(texts(journal)).toEqual(["", "x".repeat(1024)]);
	});
	test("a clock that is set, set back and far ahead", () => {
		const journal = opened();
		const times = [["uptime", 7], ["set", 1_700_000_000_000], ["set", 1_600_000_000_000], ["set", 0], ["set", 2 ** 48 - 1], ["uptime", 9], ["set", 10]] as const;
		for (const [clock, time] of times)
			append(journal, "", { clock, time });
		expect(times.map(() => next(journal)!).map(({ clock, time }) => [clock, time])).toEqual(times);
	});
	test("more topics than a block has room for", () => {
		const journal = opened(newFlash(4096));
		const topics = Array.from({ length: 100 }, (_, i) => `topic/${i}`);
		for (const topic of topics)
			append(journal, "", { topic });
		const read: string[] = [];
		for (let reading = next(journal); reading; reading = next(journal)) {
			read.push(reading.topic);
			journal.acknowledge(reading.sequence);
		}
		expect(read).toEqual(topics);
	});
	test("peek shows the same reading until next", () => {
		const journal = opened();
		append(journal, "1");
		append(journal, "2");
		const reading = new StoredReading();
		journal.peek(reading);
		journal.peek(reading);
		expect(textOf(reading)).toBe("1");
		expect([journal.next(), journal.next()]).toEqual([true, false]);
		journal.peek(reading);
		expect(textOf(reading)).toBe("2");
	});
	test("a buffer that is too small is told", () => {
		const journal = opened();
		append(journal, "12345");
		expect(() => journal.peek(new StoredReading(new Uint8Array(4)))).toThrow("5 bytes");
		expect(texts(journal)).toEqual(["12345"]);
	});
	test("hands out 64 readings at most before one is acknowledged", () => {
		const journal = opened(newFlash(4096));
		const first = append(journal, "0");
		for (let i = 1; i < 70; i++)
			append(journal, `${i}`);
		expect(texts(journal)).toHaveLength(64);
		journal.acknowledge(first + 1);
		expect(texts(journal)).toEqual([]);
		journal.acknowledge(first);
		expect(texts(journal)).toEqual(["64", "65"]);
	});
	test("a rewind hands out again what is not acknowledged", () => {
		const journal = opened();
		const sequences = ["a", "b", "c", "d"].map(text => append(journal, text));
		texts(journal);
		journal.acknowledge(sequences[1]!);
		journal.rewind();
		expect(texts(journal)).toEqual(["a", "c", "d"]);
	});
	test("a reading acknowledged before it is handed out is not handed out", () => {
		const journal = opened();
		const sequences = ["a", "b", "c", "d"].map(text => append(journal, text));
		expect(journal.acknowledge(sequences[0]!)).toBe(true);
		expect(journal.acknowledge(sequences[2]!)).toBe(true);
		expect(texts(journal)).toEqual(["b", "d"]);
	});
	test("a reading that is shown and acknowledged then is not handed out", () => {
		const journal = opened();
		const sequences = ["a", "b", "c"].map(text => append(journal, text));
		texts(journal);
		journal.rewind();
		const reading = new StoredReading();
		journal.peek(reading);
		journal.acknowledge(sequences[0]!);
		expect(journal.next()).toBe(false);
		expect(texts(journal)).toEqual(["b", "c"]);
	});
	test("a sequence number that does not wait is not acknowledged", () => {
		const journal = opened();
		const sequence = append(journal, "a");
		expect([journal.acknowledge(sequence + 1), journal.acknowledge(sequence), journal.acknowledge(sequence)]).toEqual([false, true, false]);
	});
	test("bytes tells the blocks that hold what waits", () => {
		const journal = opened();
		expect([journal.bytes, journal.capacity]).toEqual([0, 4096]);
		for (let i = 0; i < 60; i++)
			append(journal, `${i}`);
		expect(journal.bytes).toBe(2048);
	});
	test("what is gathered goes to the flash at 256 bytes", () => {
		const flash = newFlash();
		const journal = opened(flash);
		const before = flash.operations;
		for (let i = 0; i < 9; i++)
			append(journal, "1234");
		expect(flash.operations).toBe(before);
		for (let i = 0; i < 4; i++)
			append(journal, "1234");
		expect(flash.operations).toBe(before + 1);
	});
	test("a flash that fails closes it, and open recovers", () => {
		const flash = newFlash();
		const journal = opened(flash);
		append(journal, "kept");
		journal.flush();
		append(journal, "lost");
		flash.cutAfter(3);
		expect(() => journal.flush()).toThrow("power");
		expect(() => journal.flush()).toThrow("open it");
		flash.restorePower();
		expect(journal.open()).toMatchObject({ recovered: 1, torn: true });
		expect(texts(journal)).toEqual(["kept"]);
	});
});
