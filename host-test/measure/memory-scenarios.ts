import { connectAsync } from "mqtt";
import { Mosquitto } from "../mosquitto";
import { pause } from "../patience";
import { CHARACTERISTIC_BYTES } from "./bad-day";
import type { BrokerChains } from "./broker-chain";
import { ROOM } from "./creation";
import { Engine } from "./engine";
import { makeSetup, type SetupOptions, USERS } from "./firmware-configuration";
import { type MemoryRow, RunFigures } from "./memory-rows";
import type { Measurable } from "./narrow-build";
import type { ClassCount } from "./sample";

/** Of 100 readings from each peripheral that is connected: more than the queue holds. */
const BURSTS = 5;
/** Certificates that most brokers on the internet send. */
const USUAL_LENGTH = 3;
/** What a run takes with a garbage collection at each allocation may be long. */
const PATIENCE = 120_000;

interface Run {
	readonly engine: Engine;
	readonly broker: Mosquitto;
}

/** The situations in which memory is measured. Each starts an engine of its own, and a mosquitto with TLS. */
export class MemoryScenarios {
	#measurable: Measurable;
	#port: number;

	/** `port` of the loopback interface is the broker's. */
	constructor(measurable: Measurable, port: number) {
		this.#measurable = measurable;
		this.#port = port;
	}
	/** One peripheral, connected, a value a second. */
	async rest(chains: BrokerChains): Promise<{ rows: MemoryRow[]; classes: readonly ClassCount[]; aliases: number; keys: number }> {
		return this.#run(chains, USUAL_LENGTH, { stress: true }, async ({ engine }) => {
			await engine.said(/mqtt +connected/, PATIENCE);
			await engine.said(/subscribed/, PATIENCE);
			await pause(4_000);
			const settled = await engine.sample("settled");
			await pause(6_000);
			await engine.sample("rest");
			const classes = subtract(await engine.classes("rest"), await engine.classes("modules")), figures = new RunFigures(engine.samples);
			return {
				rows: [
					figures.inUse("modules", "the engine, nothing of the firmware constructed"),
					figures.inUse("composed", "the gateway constructed, nothing started"),
					figures.peak("modules", "composed", "reading the configuration and constructing, peak"),
					figures.inUse("rest", "at rest: one peripheral, connected"),
					figures.peak("settled", "rest", "a value a second, peak"),
				],
				classes, aliases: settled.aliases, keys: settled.keys,
			};
		});
	}
	/** From the first byte of TLS to CONNACK, with a broker that sends `length` certificates. */
	async handshake(chains: BrokerChains, length: number): Promise<MemoryRow> {
		return this.#run(chains, length, { stress: true }, async ({ engine }) => {
			await engine.said(/mqtt +connecting/, PATIENCE);
			await engine.sample("connecting");
			await engine.said(/mqtt +connected/, PATIENCE);
			await engine.sample("connected");
			return new RunFigures(engine.samples).peak("connecting", "connected", `TLS handshake, ${chains.key}, ${length} ${length === 1 ? "certificate" : "certificates"}`);
		});
	}
	/**
	 * Eight peripherals in the configuration, each with `values` spread over `characteristics`, as many of them connected as
	 * the radio allows, and the broker gone for long.
	 */
	async full(chains: BrokerChains, journal: "never" | "outage", values = 1, characteristics = 1): Promise<MemoryRow[]> {
		const each = values === 1 ? "" : ` of ${values} values in ${characteristics} ${characteristics === 1 ? "characteristic" : "characteristics"}`, what = `8 peripherals${each}, 3 connected, ${journal === "never" ? "queue full" : "journal in use"}`;
		return this.#run(chains, USUAL_LENGTH, { setup: { peripherals: 8, values, characteristics, every: 2_000, config: { journal } } }, async ({ broker, engine }) => {
			await engine.said(/mqtt +connected/, PATIENCE);
			await engine.until(() => engine.lines.filter(line => /subscribed/.test(line)).length >= 3 * characteristics, PATIENCE, "all subscriptions of three peripherals");
			await broker.kill();
			// in bursts, since with a collection at each allocation a steady flood would pile up in the simulator
			for (let round = 0; round < BURSTS; round++) {
				for (let number = 1; number <= 8; number++)
					engine.perform({ do: "burst", peripheral: `Voltmeter ${number}`, characteristic: CHARACTERISTIC_BYTES, count: 100 });
				await pause(2_500);
			}
			await pause(3_000);
			engine.stress(true);
			await engine.sample("full");
			await pause(4_000);
			await engine.sample("fuller");
			const since = engine.lines.length;
			await broker.restart();
			await engine.said(/mqtt +connected/, PATIENCE, since);
			await pause(4_000);
			await engine.sample("drained");
			const figures = new RunFigures(engine.samples);
			return [
				figures.inUse("composed", `8 peripherals${each} configured, nothing started`), figures.inUse("full", what), figures.peak("full", "fuller", `${what}, taking readings, peak`), figures.peak("fuller", "drained", `${what}, reconnecting (${chains.key}) and sending, peak`),
			];
		});
	}
	/** Eight peripherals with four values each, three of them held, three visited and two on demand, of which none is asked for. */
	async links(chains: BrokerChains): Promise<MemoryRow[]> {
		const visit = { every: 10, stay: 2 }, links = ["hold", "hold", "hold", visit, visit, visit, "onDemand", "onDemand"], what = "8 peripherals of 4 values, 3 held, 3 visited, 2 on demand";
		return this.#run(chains, USUAL_LENGTH, { setup: { peripherals: 8, values: 4, characteristics: 4, every: 2_000, links } }, async ({ engine }) => {
			await engine.said(/mqtt +connected/, PATIENCE);
			await engine.until(() => [4, 5, 6].every(number => engine.lines.some(line => line.includes(`voltmeter${number} is let go`))), PATIENCE, "a visit of each");
			engine.stress(true);
			await engine.sample("visiting");
			await pause(60_000);
			await engine.sample("visited");
			const figures = new RunFigures(engine.samples);
			return [figures.inUse("composed", `${what}: configured, nothing started`), figures.inUse("visiting", what), figures.peak("visiting", "visited", `${what}, peak`)];
		});
	}
	/** Home Assistant is told of eight peripherals with two values each; and a handshake after that. How many values there are makes no difference. */
	async discovery(chains: BrokerChains): Promise<MemoryRow[]> {
		const what = "8 peripherals of 2 values";
		return this.#run(chains, USUAL_LENGTH, { setup: { peripherals: 8, values: 2, characteristics: 2, every: 60_000, config: { discovery: true } } }, async ({ broker, engine }) => {
			await engine.said(/mqtt +connected/, PATIENCE);
			engine.stress(true);
			await engine.sample("untold");
			await engine.said(/Home Assistant is told of 9 devices/, 3 * PATIENCE);
			await engine.sample("told");
			const since = engine.lines.length;
			await broker.kill();
			await broker.restart();
			await engine.said(/mqtt +connected/, PATIENCE, since);
			await engine.sample("again");
			const figures = new RunFigures(engine.samples);
			return [figures.inUse("untold", what), figures.peak("untold", "told", `${what}, told to Home Assistant, peak`), figures.peak("told", "again", `${what}, the connection after that (${chains.key}), peak`)];
		});
	}
	/** Three peripherals connected, as many others in the air as are told of, and somebody asks who is there. */
	async scan(chains: BrokerChains): Promise<MemoryRow[]> {
		const what = "3 peripherals connected, 32 others in the air";
		return this.#run(chains, USUAL_LENGTH, { setup: { peripherals: 3, bystanders: 32, every: 1_000 } }, async ({ engine }) => {
			await engine.said(/mqtt +connected/, PATIENCE);
			await engine.until(() => engine.lines.filter(line => /subscribed/.test(line)).length >= 3, PATIENCE, "all subscriptions of three peripherals");
			const somebody = await connectAsync(`mqtts://127.0.0.1:${this.#port}`, { rejectUnauthorized: false, username: "gateway", password: USERS.gateway, protocolVersion: 4 });
			const devices = new Set<string>();
			let whole = false;
			somebody.on("message", (_topic, payload) => {
				const { part, parts, value } = JSON.parse(payload.toString()) as { part: number; parts: number; value: { address: string }[] };
				value.forEach(({ address }) => devices.add(address));
				whole ||= part === parts;
			});
			try {
				await somebody.subscribeAsync("esp32/gateway/command/result");
				engine.stress(true);
				await engine.sample("before");
				await somebody.publishAsync("esp32/gateway/command/scan", "20");
				for (const end = performance.now() + PATIENCE; !whole && performance.now() < end;)
					await pause(50);
			} finally {
				await somebody.endAsync(true);
			}
			await engine.sample("scanned");
			const figures = new RunFigures(engine.samples);
			return [figures.inUse("before", what), figures.peak("before", "scanned", `${what}, a scan that tells ${devices.size} of them, peak`)];
		});
	}
	/** In use before and after `outages` of the broker. */
	async outages(chains: BrokerChains, outages: number): Promise<MemoryRow[]> {
		return this.#run(chains, USUAL_LENGTH, {}, async ({ broker, engine }) => {
			await engine.said(/subscribed/, PATIENCE);
			await engine.said(/mqtt +connected/, PATIENCE);
			await pause(2_000);
			await engine.sample("before");
			for (let count = 0; count < outages; count++)
				await this.#outage({ broker, engine });
			await pause(5_000);
			await engine.sample("after");
			const figures = new RunFigures(engine.samples);
			return [figures.inUse("before", "before outages"), figures.inUse("after", `after ${outages} outages`)];
		});
	}
	async #outage({ broker, engine }: Run): Promise<void> {
		const since = engine.lines.length;
		await broker.kill();
		await engine.said(/mqtt +WARNING/, PATIENCE, since);
		await broker.restart();
		await engine.said(/mqtt +connected/, PATIENCE, since);
	}
	async #run<T>(chains: BrokerChains, length: number, { setup, stress = false }: { setup?: Partial<SetupOptions>; stress?: boolean }, during: (run: Run) => Promise<T>): Promise<T> {
		const broker = await Mosquitto.start({ port: this.#port, users: USERS, identity: await chains.identity(length) });
		const engine = new Engine(this.#measurable, ROOM, { XS_OWN: "1" });
		try {
			try {
				await engine.start({
					run: "firmware", stress, anchors: [[...chains.anchor]],
					...makeSetup({ port: this.#port, peripherals: 1, connections: 3, every: 1_000, ...setup }),
				});
			} catch (error) {
				if (!engine.failure)
					throw error;
			}
			return await during({ broker, engine });
		} finally {
			await engine.close();
			await broker.close();
		}
	}
}

/** What there is more of than before. */
function subtract(now: readonly ClassCount[], before: readonly ClassCount[]): ClassCount[] {
	return now.map(({ chunks, instances, name, slots }) => {
		const known = before.find(each => each.name === name);
		return { name, instances: instances - (known?.instances ?? 0), slots: slots - (known?.slots ?? 0), chunks: chunks - (known?.chunks ?? 0) };
	}).filter(({ chunks, slots }) => slots !== 0 || chunks !== 0).sort((a, b) => b.slots - a.slots);
}
