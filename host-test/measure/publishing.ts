import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Mosquitto } from "../mosquitto";
import type { Settings } from "./app/host";
import type { BrokerChains } from "./broker-chain";
import type { Creation } from "./creation";
import { Engine } from "./engine";
import { USERS } from "./firmware-configuration";
import type { Measurable } from "./narrow-build";
import { processorTime } from "./processor-time";

/** Milliseconds between two looks at the socket, instead of the SDK's 20: those would be all that one measures. */
const POLL = "1";
/** The same for both, and ample: what is measured is not how often garbage must be collected. */
const ROOM: Creation = { chunks: 65_536, chunksGrow: 1_024, slots: 8_192, slotsGrow: 64, stack: 640 };
const PATIENCE = 120_000;
const WARMUP = 500;
/** Certificates that the broker sends: the SDK's own TLS refuses one that comes alone. */
const CHAIN = 2;

/** What published: the gateway, the MQTT client alone over its socket or over the SDK's, or the gateway from its journal. */
export type Publisher = "flood" | "bare" | "stock" | "drain";

export interface PublishingFigures {
	/** Acknowledged, a second. */
	readonly rate: number;
	/** Microseconds of processor time each. */
	readonly processor: number;
}

export interface StartFigures {
	/** Milliseconds from the start of the process to the first reading that the broker has acknowledged. */
	readonly first: number;
	/** Milliseconds from the start of TCP to the end of TLS, and of processor time in them. */
	readonly handshake: number;
	readonly handshakeProcessor: number;
}

/** Messages to a real mosquitto over TLS, QoS 1, eight in flight. */
export class Publishing {
	#measurables: Readonly<Record<"ours" | "stock", Measurable>>;
	#port: number;

	constructor(measurables: Readonly<Record<"ours" | "stock", Measurable>>, port: number) {
		this.#measurables = measurables;
		this.#port = port;
	}
	/** Lets `publisher` send `count` messages, and some before that do not count. */
	async measure(chains: BrokerChains, publisher: Publisher, count: number): Promise<PublishingFigures> {
		return this.#run(chains, publisher, { count, warmup: WARMUP }, [], async engine => {
			await engine.said(/^bench begin/, PATIENCE);
			const start = performance.now(), before = processorTime(engine.pid);
			await engine.said(/^bench end/, PATIENCE);
			const duration = performance.now() - start, spent = processorTime(engine.pid) - before;
			return { rate: count / duration * 1_000, processor: spent / count };
		});
	}
	/** The journal's backlog, as fast as the gateway gets rid of it; and what its recovery took, in milliseconds. */
	async drain(chains: BrokerChains, count: number): Promise<PublishingFigures & { readonly recovery: number }> {
		return this.#run(chains, "drain", { count, warmup: 0 }, [], async engine => {
			const recovered = /^recovered (\d+) in (\d+) ms/.exec(await engine.said(/^recovered /, PATIENCE))!;
			if (Number(recovered[1]) !== count)
				throw new Error(`${recovered[1]} of ${count} readings were recovered`);
			await engine.said(/^bench begin/, PATIENCE);
			await engine.said(/mqtt +connected/, PATIENCE);
			const start = performance.now(), before = processorTime(engine.pid);
			await engine.said(/^bench end/, PATIENCE);
			return { rate: count / (performance.now() - start) * 1_000, processor: (processorTime(engine.pid) - before) / count, recovery: Number(recovered[2]) };
		});
	}
	/** From the start of the process to the first acknowledged message of the gateway. */
	async start(chains: BrokerChains): Promise<StartFigures> {
		return this.#run(chains, "flood", { count: 1, warmup: 0 }, [], async engine => {
			await engine.said(/mqtt +connecting/, PATIENCE);
			const connecting = performance.now(), before = processorTime(engine.pid);
			await engine.said(/ tls /, PATIENCE);
			const handshake = performance.now() - connecting, handshakeProcessor = (processorTime(engine.pid) - before) / 1_000;
			await engine.said(/^bench end/, PATIENCE);
			return { first: performance.now() - engine.started, handshake, handshakeProcessor };
		});
	}
	/** Instructions a message: the difference between a short and a long run under callgrind. Throws if that does not work here. */
	async instructions(chains: BrokerChains, publisher: Publisher, short: number, long: number): Promise<number> {
		const counts: number[] = [];
		for (const count of [short, long]) {
			const folder = mkdtempSync(join(tmpdir(), "gattway-callgrind-")), out = join(folder, "out");
			try {
				const wrapper = ["valgrind", "--tool=callgrind", `--callgrind-out-file=${out}`];
				await this.#run(chains, publisher, { count, warmup: 50 }, wrapper, async engine => {
					await engine.said(/^bench end/, PATIENCE * 4);
					await engine.exit();
				});
				const total = /^(?:totals|summary): (\d+)/m.exec(readFileSync(out, "utf8"))?.[1];
				if (!total)
					throw new Error("callgrind has counted nothing");
				counts.push(Number(total));
			} finally {
				rmSync(folder, { recursive: true, force: true });
			}
		}
		return (counts[1]! - counts[0]!) / (long - short);
	}
	async #run<T>(chains: BrokerChains, run: Publisher, settings: Pick<Settings, "count" | "warmup">, wrapper: readonly string[], during: (engine: Engine) => Promise<T>): Promise<T> {
		const broker = await Mosquitto.start({ port: this.#port, users: USERS, identity: await chains.identity(CHAIN), settings: ["log_type none", "max_inflight_messages 0", "max_queued_messages 0"] });
		const engine = new Engine(this.#measurables[run === "stock" ? "stock" : "ours"], ROOM, { XS_POLL: POLL }, wrapper);
		try {
			await engine.start({ run, ...settings, anchors: [[...chains.anchor]], config: this.#config });
			return await during(engine);
		} finally {
			await engine.close();
			await broker.close();
		}
	}
	get #config(): Settings["config"] {
		return {
			ssid: "bench", broker: `mqtts://127.0.0.1:${this.#port}`, user: "gateway", pass: USERS.gateway, log: "info",
			// what waits between two looks of the radio that floods must fit into RAM
			journal: "never", queue: 16_384,
			peripherals: [{
				name: "flood", match: { name: "Flood" },
				values: [{ name: "count", service: "566bf9d7-c55a-45f8-91a6-e55e9b9b1325", characteristic: "5d96cf7f-265b-4da9-8f0c-26ef4243ed52", format: "uint32", topic: "bench/flood" }],
			}],
		};
	}
}
