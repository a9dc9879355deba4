import { Journal } from "../../modules/journal/journal";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { ManualClock } from "../manual-clock";
import { seededRandom } from "../seeded-random";
import { FailingStore, type StoreMethod } from "./failing-store";
import { FIRST, OutboxStage } from "./outbox-stage";

const texts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `r${from + i}`);
const flash = (blocks = 8) => new EmulatedFlash({ blocks, random: seededRandom(1) });
const payloadOf = (text: string) => text.slice(text.indexOf(" ") + 1);

/** What a run that follows finds in the flash. */
function kept(stage: OutboxStage): string[] {
	return stage.restart(false).handOut().map(payloadOf);
}

/** The same, beyond the 64 that the journal hands out before it waits for their acknowledgement. */
function allKept(stage: OutboxStage): string[] {
	const next = stage.restart(false), list: string[] = [];
	for (let part = next.handOut(); part.length > 0; part = next.handOut()) {
		list.push(...part.map(payloadOf));
		next.acknowledge(...part.map(text => parseInt(text)));
	}
	return list;
}

/** A clock that has had enough of alarms at some point, so that a test with a busy loop ends. */
class CountingClock extends ManualClock {
	alarms = 0;

	override set(callback: () => void, delay: number): object {
		if (++this.alarms > 10_000)
			throw new Error("a busy loop");
		return super.set(callback, delay);
	}
}

describe("Outbox in normal running", () => {
	test("gives readings in the order of their capture and touches no flash", () => {
		const memory = flash();
		const stage = new OutboxStage({}, memory);
		const before = memory.operations;
		for (let i = 0; i < 1_000; i++) {
			stage.take(`r${i}`);
			expect(stage.handOut()).toEqual([`${i}: r${i}`]);
			stage.clock.advance(1_500);
			stage.acknowledge(i);
		}
		expect([memory.operations - before, stage.outbox.stored, stage.outbox.acknowledged, stage.missing]).toEqual([0, 0, 1_000, 0]);
	});
	test("what is handed out and not acknowledged is handed out again after rewind, without what is", () => {
		const stage = new OutboxStage();
		stage.take("a", "b", "c");
		stage.handOut();
		expect(stage.acknowledge(1)).toEqual([true]);
		expect(stage.handOut()).toEqual([]);
		stage.outbox.rewind();
		expect(stage.handOut()).toEqual(["0: a", "2: c"]);
	});
	test("what is handed out again comes before a reading that was taken meanwhile", () => {
		const stage = new OutboxStage();
		stage.take("a", "b");
		stage.handOut();
		stage.take("c");
		stage.outbox.rewind();
		expect(stage.handOut()).toEqual(["0: a", "1: b", "2: c"]);
	});
	test("a reading is acknowledged once, and a strange number never", () => {
		const stage = new OutboxStage();
		stage.take("a", "b");
		stage.handOut();
		expect(stage.acknowledge(1, 1, 7, -1)).toEqual([true, false, false, false]);
		expect([stage.outbox.waiting, stage.outbox.acknowledged]).toEqual([1, 1]);
	});
	test("a payload beyond the room for readings in RAM is too large", () => {
		const stage = new OutboxStage({ capacity: 64 });
		expect(stage.takeOn(0, "x".repeat(54))).toBe("too large");
	});
	test("leaves no alarm behind", () => {
		const stage = new OutboxStage();
		stage.take("a");
		stage.outbox.close();
		expect(stage.clock.pending).toBe(0);
	});
});

describe("Outbox with the journal", () => {
	test("a reading that has waited for 2 s survives a loss of power, a younger one does not", () => {
		const stage = new OutboxStage();
		stage.take("old");
		stage.clock.advance(1_000);
		stage.take("young");
		stage.clock.advance(1_100);
		expect(stage.outbox.stored).toBe(1);
		expect(kept(stage)).toEqual(["old"]);
	});
	test("is told on the console when readings begin to wait and when nothing waits any more", () => {
		const stage = new OutboxStage();
		stage.take("a", "b");
		stage.clock.advance(2_100);
		stage.take("c");
		stage.clock.advance(2_100);
		expect(stage.lines.filter(line => line.includes("readings wait")).length).toBe(1);
		stage.handOut();
		stage.acknowledge(0, 1, 2);
		stage.clock.advance(2_100);
		expect(stage.lines.at(-1)).toContain("nothing waits any more");
		expect(stage.clock.pending).toBe(0);
	});
	test("RAM that is three quarters full is relieved, whatever the age", () => {
		const stage = new OutboxStage();
		stage.take(...texts(100, 160));
		expect(stage.outbox.stored).toBeGreaterThan(0);
		expect(stage.outbox.queueFull).toBe(0);
		expect(stage.handOut().map(text => text.split(" ")[1])).toEqual(texts(100, 160));
	});
	test("an orderly end stores what waits, in flight or not", () => {
		const stage = new OutboxStage();
		stage.take("a", "b", "c");
		stage.handOut(2);
		stage.acknowledge(1);
		stage.outbox.close();
		expect([stage.outbox.waiting, stage.missing]).toEqual([2, 0]);
		expect(kept(stage)).toEqual(["a", "c"]);
	});
	test("the stored come first, then those in RAM, and new ones keep their place behind", () => {
		const first = new OutboxStage();
		first.take("a", "b");
		const stage = first.restart(true);
		stage.take("c");
		expect(stage.handOut(1)).toEqual(["0: a"]);
		stage.take("d");
		expect(stage.handOut()).toEqual(["1: b", `${FIRST}: c`, `${FIRST + 1}: d`]);
		expect([stage.outbox.recovered, stage.missing]).toEqual([2, 0]);
	});
	test("a reading that moves to the journal while it is in flight is acknowledged there", () => {
		const stage = new OutboxStage();
		stage.take("a", "b", "c");
		stage.handOut();
		stage.clock.advance(2_100);
		expect(stage.outbox.stored).toBe(3);
		expect(stage.acknowledge(1, 0)).toEqual([true, true]);
		expect([stage.outbox.waiting, stage.outbox.acknowledged, stage.missing]).toEqual([1, 2, 0]);
		expect(kept(stage)).toEqual(["c"]);
	});
	test("one that was acknowledged in RAM behind one that waits does not move", () => {
		const stage = new OutboxStage();
		stage.take("a", "b");
		stage.handOut();
		stage.acknowledge(1);
		stage.clock.advance(2_100);
		expect([stage.outbox.stored, stage.outbox.waiting, stage.missing]).toEqual([1, 1, 0]);
	});
	test("drop oldest: the journal gives a block of the oldest, counted", () => {
		const stage = new OutboxStage({}, flash(3));
		stage.take(...texts(1_000, 2_999));
		expect(stage.outbox.journalFull).toBeGreaterThan(0);
		expect([stage.outbox.queueFull, stage.missing]).toEqual([0, 0]);
		const left = stage.handOut(40).map(text => text.split(" ")[1]);
		expect(left[0]).toBe(`r${1_000 + stage.outbox.journalFull}`);
	});
	test("drop newest: the journal keeps what it has, RAM fills, and then the newest goes with its number", () => {
		const stage = new OutboxStage({ policy: "drop newest" }, flash(3));
		stage.take(...texts(1_000, 2_999));
		const { journalFull, queueFull, waiting } = stage.outbox;
		expect([queueFull, stage.missing, waiting]).toEqual([0, 0, 2_000 - journalFull]);
		expect(stage.handOut(1)).toEqual(["0: r1000"]);
		stage.acknowledge(0);
		for (let number = 1; stage.outbox.waiting > 1; number++) {
			stage.handOut(1);
			stage.acknowledge(number);
		}
		stage.handOut();
		stage.acknowledge(waiting - 1);
		expect(stage.takeOn(0, "next")).toBe("kept");
		expect(stage.handOut()).toEqual(["2000: next"]);
	});
	test("a large payload for which RAM has no room makes room and arrives whole", () => {
		const stage = new OutboxStage();
		stage.take(...texts(10, 55));
		const large = Array.from({ length: 700 }, (_, i) => String.fromCharCode(65 + i % 26)).join("");
		expect(stage.takeOn(0, large)).toBe("kept");
		expect(stage.handOut().map(text => text.slice(text.indexOf(" ") + 1))).toEqual([...texts(10, 55), large]);
		expect([stage.outbox.queueFull, stage.missing]).toEqual([0, 0]);
	});
	test("RAM that is three quarters full gives what it has beyond a half", () => {
		const stage = new OutboxStage();
		for (let i = 100; stage.outbox.stored === 0; i++)
			stage.take(`r${i}`);
		const inRAM = (stage.taken - stage.outbox.stored) / stage.taken * 3 / 4;
		expect(inRAM).toBeGreaterThan(0.4);
		expect(inRAM).toBeLessThanOrEqual(0.5);
	});
	test("a full journal that drops the newest is asked again now and then, not all the time", () => {
		const clock = new CountingClock();
		const stage = new OutboxStage({ policy: "drop newest" }, flash(3), clock);
		stage.take(...texts(1_000, 1_999));
		clock.advance(3_000);
		const before = clock.alarms;
		clock.advance(1_000);
		expect(clock.alarms - before).toBeGreaterThan(0);
		expect(clock.alarms - before).toBeLessThanOrEqual(20);
	});
	test("an orderly end with a full journal that drops the newest tells how many are lost", () => {
		const stage = new OutboxStage({ policy: "drop newest" }, flash(3));
		stage.take(...texts(1_000, 1_999));
		stage.outbox.close();
		const lost = Number(/WARNING (\d+) readings could not be stored/.exec(stage.lines.at(-1)!)![1]);
		expect(lost).toBeGreaterThan(0);
		expect(stage.missing).toBe(0);
		expect(allKept(stage)).toHaveLength(1_000 - stage.outbox.journalFull - lost);
	});
	test("an orderly end that stores everything warns of nothing", () => {
		const stage = new OutboxStage();
		stage.take("a");
		stage.outbox.close();
		expect(stage.lines.filter(line => line.includes("WARNING"))).toEqual([]);
	});
	test("a reading taken at a fraction of a millisecond can be stored", () => {
		const stage = new OutboxStage();
		stage.clock.ticks = 0.7;
		stage.take("a");
		stage.clock.time = 1_000.2;
		stage.take("b");
		stage.outbox.close();
		expect(kept(stage)).toEqual(["a", "b"]);
	});
	test.each([0, 200, 500, 1_000, 2_000, 3_000, 4_500, 5_900])("power cut %d bytes into the move of 300 readings: no more than one batch comes twice, and nothing is lost", bytes => {
		const memory = flash();
		const stage = new OutboxStage({ capacity: 16_384 }, memory);
		stage.take(...texts(100, 399));
		memory.cutAfter(bytes);
		stage.clock.advance(2_100);
		const told = Number(/and the (\d+) in the journal/.exec(stage.lines.find(line => line.includes("ERROR"))!)![1]);
		const inRAM = stage.handOut().map(payloadOf);
		memory.restorePower();
		const found = allKept(stage);
		expect(stage.missing).toBe(0);
		expect(found.filter(text => inRAM.includes(text)).length).toBeLessThanOrEqual(8);
		expect([...new Set([...found, ...inRAM])]).toEqual(texts(100, 399));
		expect(found.length - told).toBeGreaterThanOrEqual(0);
		expect(found.length - told).toBeLessThanOrEqual(8);
	});
});

describe("Outbox, mode always", () => {
	test("what was taken is in the flash before it can be published", () => {
		const stage = new OutboxStage({ mode: "always" });
		stage.take("a", "b");
		expect(kept(stage)).toEqual(["a", "b"]);
	});
	test("gives and releases readings in order", () => {
		const stage = new OutboxStage({ mode: "always" });
		stage.take("a", "b", "c");
		expect(stage.handOut()).toEqual(["0: a", "1: b", "2: c"]);
		expect(stage.acknowledge(1, 0)).toEqual([true, true]);
		expect([stage.outbox.waiting, stage.missing]).toEqual([1, 0]);
		expect(kept(stage)).toEqual(["c"]);
	});
	test.each<StoreMethod>(["takeSequence", "append", "flush"])("what the store fails to take in %s waits in RAM, and is published", method => {
		const store = new FailingStore(), memory = flash();
		const stage = new OutboxStage({ mode: "always", makeStore: store.before(policy => new Journal({ flash: memory, policy })) }, memory);
		stage.take("a");
		store.failing = method;
		expect(stage.takeOn(0, "b")).toBe("kept");
		expect(stage.takeOn(0, "c")).toBe("kept");
		expect(stage.handOut()).toEqual(["1: b", "2: c"]);
		expect([stage.outbox.journalFull, stage.outbox.queueFull, stage.missing]).toEqual([0, 0, 0]);
	});
	test("a reading taken at a fraction of a millisecond can be stored", () => {
		const stage = new OutboxStage({ mode: "always" });
		stage.clock.ticks = 0.7;
		stage.take("a");
		expect(kept(stage)).toEqual(["a"]);
	});
	test("drop newest: a full journal refuses, counted", () => {
		const stage = new OutboxStage({ mode: "always", policy: "drop newest" }, flash(3));
		stage.take(...texts(1_000, 2_999));
		expect(stage.outbox.journalFull).toBeGreaterThan(0);
		expect([stage.outbox.waiting, stage.missing]).toEqual([2_000 - stage.outbox.journalFull, 0]);
	});
});

describe("Outbox without a journal", () => {
	test("mode never: the oldest goes where RAM is full, counted", () => {
		const stage = new OutboxStage({ mode: "never", capacity: 45 });
		stage.take(...texts(10, 14));
		expect(stage.handOut().map(text => text.split(" ")[1])).toEqual(["r12", "r13", "r14"]);
		expect([stage.outbox.queueFull, stage.missing]).toEqual([2, 0]);
	});
	test("mode never, drop newest: the newest goes", () => {
		const stage = new OutboxStage({ mode: "never", policy: "drop newest", capacity: 45 });
		stage.take(...texts(10, 14));
		expect(stage.handOut().map(text => text.split(" ")[1])).toEqual(["r10", "r11", "r12"]);
		expect([stage.outbox.queueFull, stage.missing]).toEqual([2, 0]);
	});
	test("a missing partition is told with its mend, and RAM serves", () => {
		const stage = new OutboxStage({ makeStore: () => { throw new Error("no partition"); } });
		expect(stage.lines.at(-1)).toMatch(/ERROR the journal can't be used \(no partition\): .*flash the firmware by cable with mcconfig/);
		stage.take("a");
		expect(stage.handOut()).toHaveLength(1);
		expect(stage.clock.pending).toBe(0);
	});
	test("flash that fails is told once; RAM serves on, and the next start finds what was stored", () => {
		const memory = flash();
		const stage = new OutboxStage({}, memory);
		stage.take("a", "b");
		stage.clock.advance(2_100);
		memory.cutAfter(0);
		stage.take("c");
		stage.clock.advance(2_100);
		stage.take("d");
		stage.clock.advance(10_000);
		expect(stage.lines.filter(line => line.includes("ERROR"))).toHaveLength(1);
		expect(stage.lines.find(line => line.includes("ERROR"))).toMatch(/the journal's flash has failed \(power lost.*and the 2 in the journal until the next start/);
		expect(stage.handOut().map(text => text.split(" ")[1])).toEqual(["c", "d"]);
		expect(stage.missing).toBe(0);
		memory.restorePower();
		expect(kept(stage)).toEqual(["a", "b"]);
	});
	test("flash that fails while a stored reading is read leaves the one just taken as it was", () => {
		const store = new FailingStore(), memory = flash();
		const first = new OutboxStage({}, memory);
		first.take("stored");
		const stage = first.restart(true, { makeStore: store.before(policy => new Journal({ flash: memory, policy })) });
		stage.take("taken");
		store.failing = "peek";
		store.late = true;
		expect(stage.handOut()).toEqual([`${FIRST}: taken`]);
	});
	test("flash that fails before anything is taken leaves the numbers of this start, higher than all before", () => {
		const memory = flash();
		const first = new OutboxStage({}, memory);
		first.take("a", "b");
		const stage = first.restart(true);
		stage.handOut();
		memory.cutAfter(0);
		stage.acknowledge(0);
		stage.take("c", "d");
		expect(stage.handOut()).toEqual([`${FIRST}: c`, `${FIRST + 1}: d`]);
		expect(stage.missing).toBe(0);
	});
});

describe("time and number of a reading", () => {
	function json(stage: OutboxStage): Record<string, unknown>[] {
		return stage.handOut().map(text => JSON.parse(text.slice(text.indexOf(" "))) as Record<string, unknown>);
	}
	const open = '{"value":1,"unit":"mv"';

	test("a JSON payload has both, the time that of the capture", () => {
		const stage = new OutboxStage();
		stage.clock.time = Date.parse("2026-11-22T21:38:33.123Z");
		stage.takeOn(1, open);
		stage.clock.advance(1_000);
		expect(json(stage)).toEqual([{ value: 1, unit: "mv", time: "2026-11-22T21:38:33.123Z", sequence: FIRST }]);
	});
	test("a text payload stays as it is", () => {
		const stage = new OutboxStage();
		stage.takeOn(0, "172 mv");
		expect(stage.handOut()).toEqual(["0: 172 mv"]);
	});
	test.each([["RAM", 500], ["the journal", 5_000]])("a reading in %s taken before the clock was set gets its time when it is", (_where, wait) => {
		const stage = new OutboxStage();
		stage.clock.advance(700);
		stage.takeOn(1, open);
		stage.clock.advance(wait);
		stage.clock.time = Date.parse("2026-11-22T12:00:00Z");
		expect(json(stage)[0]!.time).toBe(new Date(Date.parse("2026-11-22T12:00:00Z") - wait).toISOString());
	});
	test("as long as nobody has set the clock the time is unknown: null", () => {
		const stage = new OutboxStage();
		stage.takeOn(1, open);
		expect(json(stage)[0]!.time).toBeNull();
	});
	test("a reading of an earlier run whose clock was never set has no time, whatever the clock says now", () => {
		const first = new OutboxStage();
		first.takeOn(1, open);
		const stage = first.restart(true);
		stage.clock.time = Date.parse("2026-11-22T12:00:00Z");
		expect(json(stage)[0]).toEqual({ value: 1, unit: "mv", time: null, sequence: FIRST, late: true });
	});
	test("one of an earlier run whose clock was set keeps its time", () => {
		const first = new OutboxStage();
		first.clock.time = Date.parse("2026-11-22T12:00:00Z");
		first.takeOn(1, open);
		const stage = first.restart(true);
		expect(json(stage)[0]!.time).toBe("2026-11-22T12:00:00.000Z");
	});
	test("is the same when the reading is sent again, though the clock drifts a little", () => {
		const stage = new OutboxStage();
		stage.clock.time = 1_000_000;
		stage.takeOn(1, open);
		const once = json(stage);
		stage.clock.time += 20;
		stage.outbox.rewind();
		expect(json(stage)).toEqual(once);
	});
	test("without a journal the number is unknown: null", () => {
		const stage = new OutboxStage({ mode: "never" });
		stage.takeOn(1, open);
		expect(json(stage)[0]!.sequence).toBeNull();
	});
	test.each(["there is none", "it can't be opened"])("without the store, for %s, the number is unknown: null", why => {
		const store = new FailingStore(), memory = flash();
		store.failing = "open";
		const stage = new OutboxStage({ makeStore: why === "there is none" ?
			() => { throw new Error("no partition"); } : store.before(policy => new Journal({ flash: memory, policy })) });
		for (let i = 0; i < 3; i++)
			stage.takeOn(1, open);
		expect(json(stage).map(({ sequence }) => sequence)).toEqual([null, null, null]);
	});
	test("flash that fails leaves the numbers known, for they go on", () => {
		const store = new FailingStore(), memory = flash();
		const stage = new OutboxStage({ makeStore: store.before(policy => new Journal({ flash: memory, policy })) });
		stage.takeOn(1, open);
		store.failing = "takeSequence";
		stage.takeOn(1, open);
		expect(json(stage).map(({ sequence }) => sequence)).toEqual([FIRST, FIRST + 1]);
	});
	test("beyond those that belong to this start, which only the store can exceed, the number is unknown: null", () => {
		const store = new FailingStore(), memory = flash();
		const stage = new OutboxStage({ makeStore: store.before(policy => new Journal({ flash: memory, policy })) });
		store.skipped = FIRST - 2;
		stage.takeOn(1, open);
		store.failing = "takeSequence";
		stage.takeOn(1, open);
		expect(json(stage).map(({ sequence }) => sequence)).toEqual([2 * FIRST - 2, 2 * FIRST - 1]);
		stage.takeOn(1, open);
		stage.takeOn(1, open);
		expect(json(stage).map(({ sequence }) => sequence)).toEqual([null, null]);
	});
	test("after flash that failed before anything was taken, no number is given that another start gives", () => {
		const memory = flash();
		const first = new OutboxStage({}, memory);
		first.take("a", "b");
		const stage = first.restart(true);
		stage.handOut();
		memory.cutAfter(0);
		stage.acknowledge(0);
		stage.takeOn(1, open);
		stage.takeOn(1, open);
		const given = json(stage).map(({ sequence }) => sequence).filter(sequence => sequence !== null);
		memory.restorePower();
		const next = stage.restart(false);
		next.acknowledge(...next.handOut().map(text => parseInt(text)));
		next.takeOn(1, open);
		expect(new Set([...given, ...json(next).map(({ sequence }) => sequence)]).size).toBe(given.length + 1);
	});
	test("numbers are never given again, after whatever end", () => {
		let stage = new OutboxStage();
		const seen = new Set<number>();
		for (let run = 0; run < 20; run++) {
			stage.takeOn(1, open);
			stage.takeOn(1, open);
			for (const text of stage.handOut()) {
				const sequence = parseInt(text);
				expect(seen.has(sequence)).toBe(false);
				seen.add(sequence);
				stage.acknowledge(sequence);
			}
			stage = stage.restart(run % 2 === 0);
		}
		expect(seen.size).toBe(40);
	});
	test("the longest payload that is to be completed has room for it", () => {
		const stage = new OutboxStage({ capacity: 4_096 });
		stage.clock.time = 0;
		stage.takeOn(1, '{"value":"' + "x".repeat(949) + '"');
		expect((json(stage)[0]!.value as string).length).toBe(949);
	});
});
