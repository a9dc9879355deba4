import { BrokerSession } from "../../modules/broker/broker-session";
import type { JournalMode } from "../../modules/configuration/configuration";
import { Log } from "../../modules/text/log";
import { OutboxStage } from "../reading/outbox-stage";
import { seededRandom } from "../seeded-random";
import { RefusingBroker } from "./refusing-broker";

const MINUTE = 60_000;

interface Options {
	readonly mode?: JournalMode;
	readonly status?: boolean;
	readonly seed?: number;
	readonly policy?: "drop oldest" | "drop newest";
}

function setUp({ mode = "outage", policy = "drop oldest", seed = 1, status = true }: Options = {}) {
	const stage = new OutboxStage({ mode, policy, isJSON: () => false });
	const { clock, outbox } = stage;
	const broker = new RefusingBroker(clock);
	const random = seededRandom(seed);
	const session = new BrokerSession({
		clock, outbox, random,
		open: broker.open,
		log: new Log(clock, line => stage.lines.push(line), "info"),
		link: { clientId: "c", keepAlive: 60_000, will: status ? { topic: "p/status", message: "offline", retain: true } : undefined },
		broker: "mqtts://broker.example:8883",
		onTrusted: () => {},
		onHandshake: () => {},
	});
	let count = 0;
	const taken = new Map<number, string[]>();
	/** Readings, one every `every` ms, on each of the channels in turn. */
	const flow = (milliseconds: number, every: number, ...channels: number[]) => {
		for (let time = 0; time < milliseconds; time += every) {
			const channel = channels[count % channels.length]!, text = `r${count++}`;
			taken.set(channel, [...taken.get(channel) ?? [], text]);
			stage.takeOn(channel, text);
			session.pump();
			clock.advance(every);
			if (stage.missing)
				throw new Error(`after ${text} ${stage.missing} readings are nowhere`);
		}
	};
	session.start();
	clock.advance(10);
	return { broker, clock, flow, outbox, random, session, stage, taken };
}

describe("a broker that ends the connection at a topic", () => {
	test("gets everything else, in order and within seconds of the proof; the topic is named", () => {
		const { broker, flow, outbox, stage, taken } = setUp();
		broker.refused.add("t/0");
		flow(5 * MINUTE, 500, 0, 1, 2);
		expect(broker.arrivals.get("t/1")).toEqual(taken.get(1)!.slice(0, broker.arrivals.get("t/1")!.length));
		expect(outbox.waiting).toBeLessThanOrEqual(10);
		expect(outbox.refused).toBeGreaterThan(0);
		expect(stage.lines.filter(line => /ERROR the broker refuses t\/0/.test(line))).toHaveLength(1);
		expect(JSON.parse(broker.status.get("p/status/failures")!)).toMatchObject({ refused: { "t/0": 1 } });
	});
	test("gets the last eight, and all that comes, once it takes the topic again", () => {
		const { broker, flow, outbox, stage, taken } = setUp();
		broker.refused.add("t/0");
		flow(5 * MINUTE, 500, 0, 1);
		broker.refused.clear();
		const { refused } = outbox;
		flow(10 * MINUTE, 30_000, 0, 1);
		const own = taken.get(0)!;
		expect(broker.arrivals.get("t/0")).toEqual(own.slice(-broker.arrivals.get("t/0")!.length));
		expect(broker.arrivals.get("t/0")!.length).toBeGreaterThan(15);
		expect(outbox.refused).toBeLessThanOrEqual(refused + 10);
		expect(stage.lines.find(line => /the broker takes t\/0 again/.test(line))).toBeDefined();
		expect(JSON.parse(broker.status.get("p/status/failures")!)).not.toHaveProperty("refused");
	});
	test("gets what was held back when it is time to ask again, though no other reading comes", () => {
		const { broker, clock, flow, taken } = setUp();
		broker.refused.add("t/0");
		flow(5 * MINUTE, 500, 0, 1);
		broker.refused.clear();
		clock.advance(2 * MINUTE);
		expect(broker.arrivals.get("t/0")!.at(-1)).toBe(taken.get(0)!.at(-1));
	});
	test("has ended two connections, and six more at the reading alone, when it is told", () => {
		const { broker, clock, flow, stage } = setUp();
		broker.refused.add("t/0");
		flow(1_000, 500, 0, 1);
		for (let step = 0; step < 6_000 && !stage.lines.some(line => line.includes("ERROR the broker refuses")); step++)
			clock.advance(10);
		expect(broker.connects).toBe(8);
		expect(stage.lines.filter(line => line.includes("what was in flight is sent one by one"))).toHaveLength(1);
	});
	test("is asked again more and more seldom, which costs one connection each time", () => {
		const { broker, flow } = setUp();
		broker.refused.add("t/0");
		flow(5 * MINUTE, 500, 0, 1);
		const before = broker.connects;
		flow(24 * 60 * MINUTE, 10_000, 0, 1);
		const again = broker.connects - before;
		expect(again).toBeGreaterThan(20);
		expect(again).toBeLessThan(30);
	});
	test("may refuse many topics", () => {
		const { broker, flow, outbox, taken } = setUp();
		for (const topic of ["t/0", "t/2", "t/3", "t/5"])
			broker.refused.add(topic);
		flow(15 * MINUTE, 1_000, 0, 1, 2, 3, 4, 5);
		for (const channel of [1, 4])
			expect(broker.arrivals.get(`t/${channel}`)!.length).toBeGreaterThan(taken.get(channel)!.length - 5);
		expect(outbox.waiting).toBeLessThanOrEqual(16);
	});
	test("without a journal the others flow, too, and do not find RAM full of what is held back", () => {
		for (const policy of ["drop oldest", "drop newest"] as const) {
			const { broker, flow, outbox, taken } = setUp({ mode: "never", policy });
			broker.refused.add("t/0");
			flow(5 * MINUTE, 4_000, 0, 1);
			const { queueFull } = outbox;
			flow(30 * MINUTE, 200, 0, 1, 1, 1);
			expect(outbox.queueFull).toBe(queueFull);
			expect(broker.arrivals.get("t/1")!.at(-1)).toBe(taken.get(1)!.at(-1));
		}
	});
	test("where it is the only topic, status is taken, and what is refused is dropped but for the last eight", () => {
		const { broker, flow, outbox } = setUp();
		broker.refused.add("t/0");
		flow(10 * MINUTE, 500, 0);
		expect(outbox.waiting).toBeLessThanOrEqual(9);
		expect(broker.status.get("p/status")).toBe("online");
	});
	test("that refuses the status, too, is told, and nothing is dropped", () => {
		const { broker, flow, outbox, stage } = setUp();
		broker.refused.add("t/0").add("p/status");
		flow(20 * MINUTE, 5_000, 0);
		expect(outbox.refused).toBe(0);
		expect(stage.lines.filter(line => /ERROR the broker ends the connection at p\/status, too.*"status".*"retain"/.test(line)).length).toBeGreaterThan(0);
	});
});

describe("with \"status\": false", () => {
	test.each([100, 500, 2_000, 10_000])("what is refused is dropped once other topics have proved it, with a reading each %d ms", every => {
		const { broker, flow, outbox, taken } = setUp({ status: false });
		broker.refused.add("t/0");
		flow(40 * MINUTE, every, 0, 1, 2);
		expect(outbox.refused).toBeGreaterThan(0);
		// but for what came since a connection ended
		expect(broker.arrivals.get("t/1")!.length).toBeGreaterThan(taken.get(1)!.length - 3 - 5_000 / every);
	});
	test("where nothing else is there to prove it, it waits", () => {
		const { broker, clock, flow, outbox, session, taken } = setUp({ status: false });
		broker.refused.add("t/0");
		flow(20 * MINUTE, 5_000, 0);
		expect(outbox.refused).toBe(0);
		broker.refused.clear();
		clock.advance(60 * MINUTE);
		session.pump();
		clock.advance(MINUTE);
		expect(broker.arrivals.get("t/0")).toEqual(taken.get(0));
	});
});

describe("a network that breaks is not taken for a refusal", () => {
	test.each([0.1, 0.2, 0.3, 0.5])("at a PUBLISH with probability %d, in 20 lives", probability => {
		for (let seed = 1; seed <= 20; seed++) {
			const { broker, clock, flow, outbox, random, taken } = setUp({ seed });
			broker.breakAtRandom(random, probability);
			flow(10 * MINUTE, 3_100, 0, 1, 2);
			broker.breaks = () => false;
			clock.advance(5 * MINUTE);
			const all = [...taken.values()].flat().sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
			expect([seed, outbox.refused, outbox.waiting]).toEqual([seed, 0, 0]);
			expect(broker.order).toEqual(all);
		}
	}, 60_000);
	test("every second or two right after PUBLISH, in 20 lives", () => {
		for (let seed = 1; seed <= 20; seed++) {
			const { broker, clock, flow, outbox, random, taken } = setUp({ seed });
			broker.breakOften(random);
			flow(10 * MINUTE, 3_000, 0, 1, 2);
			broker.breaks = () => false;
			clock.advance(5 * MINUTE);
			expect([seed, outbox.refused, outbox.waiting]).toEqual([seed, 0, 0]);
			expect(broker.order).toHaveLength([...taken.values()].flat().length);
		}
	}, 60_000);
	test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("at PUBLISH %d of each connection", n => {
		const { broker, clock, flow, outbox } = setUp();
		broker.breakAt(n);
		flow(60 * MINUTE, 5_000, 0, 1, 2);
		broker.breaks = () => false;
		clock.advance(5 * MINUTE);
		expect([outbox.refused, outbox.waiting]).toEqual([0, 0]);
	});
	test.each([0.1, 0.2, 0.3, 0.5, 0.8])("at a PUBLISH with probability %d, where there is no status to compare with, in 20 lives", probability => {
		for (let seed = 1; seed <= 20; seed++) {
			const { broker, clock, flow, outbox, random, taken } = setUp({ seed, status: false });
			broker.breakAtRandom(random, probability);
			flow(60 * MINUTE, 3_100, 0, 1, 2);
			broker.breaks = () => false;
			clock.advance(10 * MINUTE);
			expect([seed, outbox.refused, outbox.waiting]).toEqual([seed, 0, 0]);
			expect(broker.order).toHaveLength([...taken.values()].flat().length);
		}
	}, 60_000);
	test("and breaks where a topic is refused: what is allowed arrives all the same, and nothing of it is dropped", () => {
		for (let seed = 1; seed <= 20; seed++) {
			const { broker, clock, flow, outbox, random, taken } = setUp({ seed });
			broker.refused.add("t/0");
			broker.breakAtRandom(random, 0.05);
			flow(30 * MINUTE, 3_000, 0, 1, 2);
			broker.breaks = () => false;
			clock.advance(10 * MINUTE);
			expect(broker.order.filter(text => !taken.get(0)!.includes(text)).sort()).toEqual([...taken.get(1)!, ...taken.get(2)!].sort());
			expect(outbox.refused).toBeGreaterThan(0);
			expect(outbox.queueFull + outbox.journalFull).toBe(0);
		}
	}, 60_000);
});
