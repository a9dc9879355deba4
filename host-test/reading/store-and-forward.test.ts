import { BrokerSession } from "../../modules/broker/broker-session";
import { Log } from "../../modules/text/log";
import type { JournalMode } from "../../modules/configuration/configuration";
import { Journal } from "../../modules/journal/journal";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { FailingStore } from "./failing-store";
import { fakeLinks } from "../broker/fake-link";
import { OutboxStage } from "./outbox-stage";

const WINDOW = 8;

/** The session of that outbox, and its links. */
function sessionOf({ clock, outbox }: OutboxStage) {
	const { links, open } = fakeLinks();
	const session = new BrokerSession({
		clock, outbox, open,
		random: () => 0.5,
		log: new Log(clock, () => {}),
		link: { clientId: "c", keepAlive: 60_000, will: { topic: "s", message: "offline", retain: true } },
		broker: "mqtts://broker.example:8883",
		onTrusted: () => {},
		onHandshake: () => {},
	});
	return { links, session };
}

/**
 * A gateway's half with a broker that does anything: it takes readings down, acknowledges some, in any order, twice, or
 * with identifiers that nobody used, has no room, breaks connections. Everything is drawn from the seed.
 */
class Trial {
	/** Payloads in the order of first receipt. */
	readonly received: number[] = [];
	duplicates = 0;
	/** Times after which one window may come twice. */
	disturbances = 0;
	/** Taken before a loss of power by less than what the journal promises to keep. */
	readonly excused = new Set<number>();
	count = 0;
	readonly random: () => number;
	readonly flash: EmulatedFlash;
	#mode: JournalMode;
	/** Part of the steps that take a reading: so many that they pile up, or so few that RAM is often empty. */
	#load: number;
	#seen = new Set<number>();
	#ages = new Map<number, number>();
	#stage!: OutboxStage;
	#session!: BrokerSession;
	#links!: ReturnType<typeof fakeLinks>["links"];
	#unacknowledged: number[] = [];
	#read = 0;

	constructor(seed: number, mode: JournalMode) {
		this.random = seededRandom(seed);
		this.#mode = mode;
		this.#load = seed % 2 ? 0.45 : 0.2;
		this.flash = new EmulatedFlash({ blocks: 16, random: this.random });
		this.#start();
	}
	step(): void {
		const { clock } = this.#stage;
		const dice = this.random();
		if (dice < this.#load)
			this.#take();
		else if (dice < 0.75)
			this.#acknowledge();
		else if (dice < 0.85)
			clock.advance(Math.floor(this.random() * 1_500));
		else if (dice < 0.93)
			this.#link().injectWritable(Math.floor(this.random() * 20));
		else if (dice < 0.97)
			this.#reconnect(this.random() < 0.3 ? 5_000 : 0);
		else
			this.#restart(this.random() < 0.5);
		this.#listen();
		expect(this.#stage.missing).toBe(0);
	}
	/** Lets everything come that is to come. */
	settle(): void {
		this.#reconnect(0);
		for (let i = 0; i < 10_000 && this.#stage.outbox.waiting > 0; i++) {
			this.#link().injectWritable();
			this.#listen();
			this.#link().injectAcknowledged(...this.#unacknowledged.splice(0));
			expect(this.#stage.missing).toBe(0);
		}
		this.#listen();
	}
	#take(): void {
		this.#ages.set(this.count, this.#stage.clock.ticks);
		this.#stage.take(String(this.count++));
		this.#session.pump();
	}
	#link() {
		return this.#links.at(-1)!;
	}
	#start(stage?: OutboxStage): void {
		this.#stage = stage ?? new OutboxStage({ mode: this.#mode }, this.flash);
		const { links, session } = sessionOf(this.#stage);
		this.#links = links;
		this.#session = session;
		this.#session.start();
		this.#connected();
	}
	#connected(): void {
		this.#read = 0;
		this.#unacknowledged = [];
		this.disturbances++;
		this.#link().injectConnected();
	}
	#acknowledge(): void {
		const list = this.#unacknowledged;
		if (!list.length || this.random() < 0.05)
			return this.#link().injectAcknowledged(60_000 + Math.floor(this.random() * 5_000));
		const index = this.random() < 0.7 ? 0 : Math.floor(this.random() * list.length);
		const [id] = list.splice(index, 1) as [number];
		this.#link().injectAcknowledged(id, ...this.random() < 0.1 ? [id] : []);
	}
	#reconnect(pause: number): void {
		const { clock } = this.#stage;
		const before = this.#links.length;
		this.#link().injectError();
		clock.advance(pause);
		while (this.#links.length === before)
			clock.advance(500);
		if (this.random() < 0.5)
			this.#take();
		this.#connected();
	}
	#restart(orderly: boolean): void {
		const { clock } = this.#stage;
		this.#session.stop();
		if (!orderly && this.#mode === "outage") {
			for (const [number, taken] of this.#ages) {
				if (clock.ticks - taken <= 2_100)
					this.excused.add(number);
			}
		}
		this.#start(this.#stage.restart(orderly, { mode: this.#mode }));
		this.#ages.clear();
	}
	#listen(): void {
		const { published } = this.#link();
		for (; this.#read < published.length; this.#read++) {
			const { id, payload } = published[this.#read]!;
			if (!id)
				continue;
			const number = Number(payload);
			if (this.#seen.has(number))
				this.duplicates++;
			else
				this.received.push(number);
			this.#seen.add(number);
			this.#unacknowledged.push(id);
		}
		expect(this.#unacknowledged.length).toBeLessThanOrEqual(WINDOW);
	}
}

describe.each<JournalMode>(["outage", "always"])("outbox and session, journal %s", mode => {
	test("through 50 random lives of 300 steps nothing is lost, order is that of capture, and no more than a window comes twice", () => {
		for (let seed = 1; seed <= 50; seed++) {
			const trial = new Trial(seed, mode);
			for (let i = 0; i < 300; i++)
				trial.step();
			trial.settle();
			const { count, disturbances, duplicates, excused, received } = trial;
			const lost = Array.from({ length: count }, (_, number) => number).filter(number => !received.includes(number) && !excused.has(number));
			expect([seed, lost]).toEqual([seed, []]);
			expect([seed, received]).toEqual([seed, [...received].sort((a, b) => a - b)]);
			expect(duplicates).toBeLessThanOrEqual(disturbances * WINDOW);
		}
	}, 60_000);
});

describe("outbox and session", () => {
	/** A connection, and a run before it that has left `texts` in the journal. */
	function setUp(...texts: string[]) {
		const flash = new EmulatedFlash({ blocks: 8, random: seededRandom(1) });
		const store = new FailingStore();
		const first = new OutboxStage({}, flash);
		first.take(...texts);
		const stage = first.restart(true, { makeStore: store.before(policy => new Journal({ flash, policy })) });
		const { links, session } = sessionOf(stage);
		session.start();
		const link = () => links.at(-1)!;
		link().injectConnected();
		const take = (text: string) => {
			stage.take(text);
			session.pump();
		};
		return { flash, link, links, session, stage, store, take };
	}

	test("flash that fails at the first PUBACK of a run, before anything is taken, stops no reading", () => {
		const { flash, link, stage, take } = setUp("a", "b");
		flash.cutAfter(0);
		link().injectAcknowledged(1);
		take("c");
		take("d");
		expect(link().readings).toEqual(["1 a", "2 b", "3 c", "4 d"]);
		link().injectAcknowledged(2, 3, 4);
		expect(stage.missing).toBe(0);
	});
	test("what was in flight and went with the journal is not waited for", () => {
		const { link, links, stage, store } = setUp("a", "b");
		store.failing = "rewind";
		link().injectError();
		stage.clock.advance(60_000);
		link().injectConnected();
		const before = links.length;
		stage.clock.advance(3_600_000);
		expect(links).toHaveLength(before);
		expect(link().readings).toEqual([]);
	});
	test("with a full window in flight the store is left alone", () => {
		const { link, stage, store, take } = setUp(...Array.from({ length: 30 }, (_, i) => `r${i}`));
		expect(link().readings).toHaveLength(WINDOW);
		const before = store.peeks;
		for (let i = 0; i < 20; i++)
			take("new");
		link().injectWritable();
		expect(store.peeks).toBe(before);
		link().injectAcknowledged(1);
		expect(link().readings.at(-1)).toBe("9 r8");
		expect(stage.missing).toBe(0);
	});
});
