import { GuardedStore } from "../../modules/reading/guarded-store";
import { Log } from "../../modules/text/log";
import { OutgoingReading } from "../../modules/reading/outgoing-reading";
import { Journal } from "../../modules/journal/journal";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { ManualClock } from "../manual-clock";
import { seededRandom } from "../seeded-random";
import { FailingStore, STORE_METHODS } from "./failing-store";
import { OutboxStage } from "./outbox-stage";

const flash = (blocks = 8) => new EmulatedFlash({ blocks, random: seededRandom(1) });

/** An outbox whose store is the journal, until it fails. */
function stageWith(store: FailingStore, memory = flash()): OutboxStage {
	return new OutboxStage({ makeStore: store.before(policy => new Journal({ flash: memory, policy })) }, memory);
}

function errors({ lines }: { readonly lines: readonly string[] }): string[] {
	return lines.filter(line => line.includes("ERROR"));
}

/** Everything that the store is asked for, through the outbox. */
function use(stage: OutboxStage): void {
	const steps = [
		() => stage.take("a", "b", "c"), () => stage.clock.advance(2_100), () => stage.handOut(2), () => stage.outbox.rewind(), () => stage.handOut(20),
		() => stage.acknowledge(0, 1), () => stage.take("d"), () => stage.outbox.close(),
	];
	for (const step of steps) {
		step();
		expect(stage.missing).toBe(0);
	}
}

function setUp(memory = flash()) {
	const lines: string[] = [];
	const clock = new ManualClock();
	const store = new GuardedStore(new Log(clock, line => lines.push(line)));
	const failing = new FailingStore();
	const open = () => store.open(failing.before(policy => new Journal({ flash: memory, policy })), "drop oldest");
	const reading = new OutgoingReading();
	const append = () => {
		Object.assign(reading, { sequence: store.takeSequence(), time: 1, clock: "set", topic: "t", length: 1 });
		return store.append(reading);
	};
	return { append, failing, lines, memory, open, reading, store };
}

describe("GuardedStore", () => {
	test.each(STORE_METHODS)("what throws in %s is told once and goes no further, and the account holds", method => {
		const store = new FailingStore();
		store.failing = method;
		const stage = stageWith(store);
		use(stage);
		expect(errors(stage)).toHaveLength(1);
		expect(errors(stage)[0]).toContain(`(${method} failed)`);
	});
	test.each(STORE_METHODS.filter(method => method !== "open"))("after a failure in %s the number told is what the next start finds", method => {
		const store = new FailingStore();
		const stage = stageWith(store);
		stage.take("a", "b", "c", "d");
		stage.clock.advance(2_100);
		stage.handOut(2);
		stage.acknowledge(0);
		store.failing = method;
		use(stage);
		const told = Number(/and the (\d+) in the journal/.exec(errors(stage)[0]!)![1]);
		expect(stage.restart(false).outbox.recovered).toBe(told);
	});
	test("a failure after readings were dropped and found damaged leaves an account that holds", () => {
		const memory = flash(3), store = new FailingStore();
		const stage = stageWith(store, memory);
		for (let i = 1_000; i < 2_000; i++)
			stage.take(`r${i}`);
		memory.content[Buffer.from(memory.content).indexOf(`r${1_000 + stage.outbox.journalFull + 100}`)] = 0;
		for (let i = 0; i < 1_000 && stage.outbox.corrupt === 0; i++)
			stage.acknowledge(parseInt(stage.handOut(1)[0]!));
		expect(stage.outbox.journalFull).toBeGreaterThan(0);
		expect(stage.outbox.corrupt).toBeGreaterThan(0);
		store.failing = "rewind";
		stage.outbox.rewind();
		expect(errors(stage)).toHaveLength(1);
		expect(stage.missing).toBe(0);
	});
	test("after a failure it is not used any more", () => {
		const { append, failing, lines, open, reading, store } = setUp();
		open();
		append();
		failing.failing = "flush";
		expect(store.flush()).toBe(false);
		failing.failing = undefined;
		expect([store.ready, store.takeSequence(), store.append(reading), store.flush(), store.peek(reading), store.acknowledge(reading.sequence)])
			.toEqual([false, undefined, false, false, false, false]);
		expect(errors({ lines })).toHaveLength(1);
	});
	test("gives the epoch of this start, or none where there is no store", () => {
		const sound = setUp(), unsound = setUp();
		unsound.failing.failing = "open";
		expect([sound.open(), sound.store.ready]).toEqual([1, true]);
		expect([unsound.open(), unsound.store.ready]).toEqual([undefined, false]);
	});
	test("a reading counts as stored once it is flushed", () => {
		const { append, open, store } = setUp();
		open();
		append();
		expect(store.stored).toBe(0);
		store.flush();
		expect(store.stored).toBe(1);
	});
	test("at its end what was appended goes to the flash", () => {
		const { append, memory, open, store } = setUp();
		open();
		append();
		store.close();
		expect(new Journal({ flash: memory }).open().recovered).toBe(1);
	});
	test("after its end it gives and takes nothing, quietly, and tells what it holds", () => {
		const { append, lines, open, reading, store } = setUp();
		open();
		append();
		store.close();
		store.close();
		store.next();
		store.rewind();
		expect([store.ready, store.takeSequence(), store.append(reading), store.flush(), store.peek(reading), store.acknowledge(reading.sequence)])
			.toEqual([false, undefined, false, false, false, false]);
		expect([store.waiting, errors({ lines })]).toEqual([1, []]);
	});
	test.each([[80_000, 0], [80_001, 1]])("flash erased %d times gets %d warnings that it is nearly worn out", (wear, warnings) => {
		const { failing, lines, open } = setUp();
		failing.worn = wear;
		open();
		expect(lines.filter(line => line.includes("WARNING") && line.includes("worn out: replace the board"))).toHaveLength(warnings);
	});
});
