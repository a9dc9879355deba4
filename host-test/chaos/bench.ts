import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Transform } from "node:stream";
import type { Random } from "../../modules/text/clock";
import type { Account } from "../../modules/gateway/account";
import type { Authority, Identity } from "../authority";
import { pause } from "../patience";
import { seededRandom } from "../seeded-random";
import { BreakableBroker, PASSWORD, USER } from "./breakable-broker";
import { RUN } from "./capture-order";
import type { Conduct } from "./conducts";
import { counterConfiguration, counterScenario } from "./counters";
import { FaultyBroker } from "./faulty-broker";
import { GatewayProcess } from "./gateway-process";
import { Ledger } from "./ledger";
import { readReading } from "./reading";
import { Requester, RESULT } from "./requester";

export interface BenchOptions {
	/** Path of a `GatewayProgram`; flash is kept beside it. */
	readonly program: string;
	readonly authority: Authority;
	/** Of the broker, for localhost. */
	readonly identity: Identity;
	/** The short version, for tests. */
	readonly quick: boolean;
	readonly seed: number;
}

export interface GatewayOptions {
	/** Five unless given. */
	readonly peripherals?: number;
	/** Over the configuration. */
	readonly config?: Readonly<Record<string, unknown>>;
}

/** Milliseconds between two values of a peripheral. */
const EVERY = 50;
/** What the gateway draws as random is no more: it waits for 1.0 s after a first failure, and for 1.0 to 1.6 s after many. */
const HASTE = 0.01;
/** Milliseconds between two looks at the gateway's account. */
const LOOK = 50;
/** Milliseconds that everything may take to arrive once nothing is broken any more. */
const PATIENCE = { quick: 20_000, full: 120_000 };

/** One fault's place of work: brokers, the gateway and the ledger, all gone with `close`. */
export class Bench {
	readonly ledger = new Ledger();
	/** Asks the gateway for something all the time. */
	readonly requester = new Requester((topic, payload) => this.#publish(topic, payload));
	readonly quick: boolean;
	readonly random: Random;
	/** What went wrong that is no matter of the ledger. */
	readonly complaints: string[] = [];
	/** How often the gateway was connected with a broker. */
	connections = 0;
	/** As the gateway told it last. */
	account: Account | undefined;
	#options: BenchOptions;
	#runs = 0;
	/** Why the gateway's process ended, if it did by itself. */
	#failure: string | undefined;
	/** When the account was told last, and by how much that was too late at most, in milliseconds. */
	#looked: number | undefined;
	#lateness = 0;
	#gateway: GatewayProcess | undefined;
	#port = 0;
	#gatewayOptions: GatewayOptions = {};
	#folder: string;
	/** To whoever has subscribed at the broker that was opened last. */
	#publish: (topic: string, payload: string) => void = () => {};
	#closers: (() => Promise<unknown>)[] = [];

	constructor(options: BenchOptions) {
		this.#options = options;
		this.quick = options.quick;
		this.#folder = mkdtempSync(join(dirname(options.program), "bench-"));
		this.random = seededRandom(options.seed);
	}
	/** A good one. */
	async openBroker(through?: () => Transform): Promise<BreakableBroker> {
		const broker = await BreakableBroker.open(this.#options.identity, (topic, payload, connection) => {
			if (topic === RESULT)
				return this.requester.onResult(payload);
			if (topic.endsWith("/set"))
				return;
			const reading = readReading(payload);
			if (reading && topic !== "test/status")
				this.ledger.receive({ source: topic, ...reading, time: Date.now(), connection, kept: true });
		}, through);
		this.#publish = (topic, payload) => broker.publish(topic, payload);
		this.#closers.push(() => broker.close());
		return broker;
	}
	async openFaultyBroker(conducts: readonly Conduct[]): Promise<FaultyBroker> {
		const broker = new FaultyBroker(this.#options.identity, conducts, {
			onPublish: ({ payload, topic }, connection) => {
				if (topic === RESULT)
					return this.requester.onResult(payload.toString());
				const reading = readReading(payload.toString());
				if (reading)
					this.ledger.receive({ source: topic, ...reading, time: Date.now(), connection, kept: false });
				else
					this.expect(topic === "test/status", `the broker got ${topic} ${payload.toString()}`);
			},
			onAcknowledged: ({ payload, topic }) => {
				const reading = topic === RESULT ? undefined : readReading(payload.toString());
				if (reading)
					this.ledger.keep({ source: topic, ...reading }, Date.now());
			},
		});
		await broker.start();
		this.#publish = (topic, payload) => broker.publish(topic, payload);
		this.#closers.push(() => broker.close());
		return broker;
	}
	/** Starts the gateway's process, which connects to `port`. Resolves when it takes readings. */
	async startGateway(port: number, options: GatewayOptions = {}): Promise<void> {
		this.#port = port;
		this.#gatewayOptions = options;
		this.#closers.push(async () => this.#gateway?.end());
		await this.restartGateway();
	}
	/** Starts it as before, after `killGateway`. */
	async restartGateway(): Promise<void> {
		const { peripherals = 5, config } = this.#gatewayOptions, { authority, program, seed } = this.#options;
		const before = this.ledger.taken, start = this.#runs * RUN;
		this.account = undefined;
		this.#lateness = 0;
		this.#looked = undefined;
		this.#gateway = new GatewayProcess(program, {
			seed: seed + this.#runs++,
			haste: HASTE,
			anchor: Buffer.from(authority.der).toString("base64"),
			scenario: counterScenario({ peripherals, every: EVERY, start }),
			look: LOOK,
			flash: join(this.#folder, "flash"),
			config: { ...counterConfiguration(peripherals), broker: `mqtts://localhost:${this.#port}`, user: USER, pass: PASSWORD, ...config },
		}, {
			onTaken: (source, counter) => this.ledger.take(source, counter, Date.now()),
			onWritten: value => this.requester.onWritten(value),
			onConnected: () => this.connections++,
			onAccount: account => this.#onAccount(account),
			onFailed: text => this.#failure = text,
		});
		await this.until(() => this.ledger.taken > before, "a first reading");
		this.requester.begin(start);
	}
	/**
	 * A power cut, for the gateway.
	 * @param unwritten readings of the last so many milliseconds may be lost, if no broker has them; and those of as many
	 *   more as a busy machine was seen to let the gateway wait
	 */
	async killGateway(unwritten = 0): Promise<void> {
		this.#noteLateness();
		const now = Date.now();
		await this.#gateway!.kill();
		this.requester.pause();
		this.ledger.cut(Date.now());
		if (unwritten)
			this.ledger.excuse(now - unwritten - this.#lateness, Date.now());
	}
	/** Waits for readings to be taken and received. */
	async flow(count: number): Promise<void> {
		const { kept, taken } = this.ledger;
		await this.until(() => this.ledger.taken >= taken + count && this.ledger.kept >= kept + count, `${count} more readings`);
	}
	/** A whole number of milliseconds, between two bounds. */
	between(least: number, most: number): number {
		return Math.round(least + this.random() * (most - least));
	}
	/** Waits for `condition`, within what a fault may take to be over. @throws Error with the gateway's console */
	async until(condition: () => boolean, what: string): Promise<void> {
		const patience = this.quick ? PATIENCE.quick : PATIENCE.full;
		for (const end = performance.now() + patience; !condition(); await pause(5)) {
			if (this.#failure !== undefined)
				throw new Error(this.#failure);
			if (performance.now() > end)
				throw new Error([`${what} did not come within ${patience / 1_000} s`, ...this.#gateway?.lines.slice(-10) ?? []].join("\n"));
		}
	}
	/** Something that the fault is to have brought about, or that is to hold at every moment; the first complaint of its kind is enough. */
	expect(holds: boolean, complaint: string, detail?: object): void {
		if (!holds && !this.complaints.some(former => former.startsWith(complaint)))
			this.complaints.push(detail ? `${complaint}: ${JSON.stringify(detail)}` : complaint);
	}
	/** Nothing is broken any more: lets no more be taken, and what was taken arrive. */
	async settle(): Promise<void> {
		this.requester.end();
		await this.until(() => this.requester.idle, "an answer to what was asked last");
		this.requester.check();
		this.#gateway!.quiet();
		let taken = -1;
		// what the last connection intervals brought is taken first
		for (let still = 0; still < 5; still = this.ledger.taken === taken ? still + 1 : 0) {
			({ taken } = this.ledger);
			await pause(50);
		}
		await this.until(() => this.account?.waiting === 0 && this.ledger.balance.lost === 0, "what waits");
	}
	/** Ends all of it, the gateway first. */
	async close(): Promise<void> {
		this.requester.pause();
		for (const close of this.#closers.splice(0).reverse())
			await close();
		rmSync(this.#folder, { recursive: true, force: true });
	}
	#noteLateness(): void {
		const now = performance.now();
		this.#lateness = Math.max(this.#lateness, now - (this.#looked ?? now) - LOOK);
		this.#looked = now;
	}
	#onAccount(account: Account): void {
		this.account = account;
		this.#noteLateness();
		const { acknowledged, corrupt, journalFull, malformed, queueFull, recovered, refused, taken, tooLarge, waiting, withheld } = account;
		const dropped = queueFull + journalFull + corrupt + malformed + tooLarge + refused + withheld;
		this.expect(taken + recovered === acknowledged + waiting + dropped, "the account does not come out", account);
		this.expect(dropped === 0, "the gateway dropped readings", account);
	}
}
