import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority } from "../authority";
import { type Creation, readCreation, ROOM } from "../measure/creation";
import { type Measurable, NarrowBuild } from "../measure/narrow-build";
import { MessageRecorder } from "../message-recorder";
import { Mosquitto } from "../mosquitto";
import { Relay } from "../relay";
import { formatUse, type MemoryUse, type Share, useOf } from "./memory-use";
import type { OverlayOptions } from "./overlay";
import { type RunResult, runOnXS } from "./run";
import type { Sdk } from "./sdk";

/** Applications that are the firmware in the simulator: what the desktop has beside it is measured, and comes on top of the limits. */
const FIRMWARE = "host-test/xs/app/limited", VARIANTS = [FIRMWARE, "host-test/xs/app/impatient", "host-test/xs/app/simulated-radio"];
/** For applications that are tests and not the firmware: emulated flash and a record of what must be found are in the heap. */
export const TEST_ROOM: Creation = { chunks: 65_536, chunksGrow: 0, slots: 4_096, slotsGrow: 0, stack: 640 };
/** Milliseconds that the simulator takes to begin, at most. */
const PATIENCE = 20_000;

export interface GatewayRun {
	/** Over that of `bench.config`. */
	readonly config?: Readonly<Record<string, unknown>>;
	/** Paths of the trust anchors; the authority of the broker unless given. */
	readonly anchors?: readonly string[];
	/** As in `OverlayOptions`; the firmware unless given. */
	readonly main?: string;
	readonly modules?: readonly string[];
	readonly client?: OverlayOptions["client"];
	readonly simulatedRadio?: boolean;
	/** In place of what the manifest gives the firmware on the ESP32; whoever says so says why. */
	readonly creation?: Creation;
	/** As in `RunOptions`. */
	readonly sampleEvery?: number;
	/** Milliseconds; a run that ends by itself before is in `failure`. */
	readonly duration: number;
	/** Happens beside the run, which ends early when it is done. */
	readonly during?: (lines: readonly string[]) => Promise<void>;
}

/**
 * What a run of the gateway on XS needs beside it: a real mosquitto with TLS and a password file, a relay to break the
 * connection to it, and a subscriber that takes down what arrives.
 */
export class Bench {
	readonly authority: Authority;
	readonly broker: Mosquitto;
	/** Between the gateway and the broker. */
	readonly relay: Relay;
	readonly subscriber: MessageRecorder;
	/** What the runs had of XS's memory, one after the other; whoever reads it may empty it. */
	readonly memory: MemoryUse[] = [];
	#narrow: NarrowBuild;
	#folder: string;
	#built = new Map<string, Measurable>();
	#shares = new Map<Measurable, Share>();

	static async open(sdk: Sdk): Promise<Bench> {
		const authority = await Authority.create({ name: "Gattway test authority" });
		const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
		const broker = await Mosquitto.start({ identity, users: { gateway: "secret", subscriber: "secret" } });
		const relay = new Relay(broker.port);
		const subscriber = new MessageRecorder({ port: broker.port, ca: authority.certificate, user: "subscriber", password: "secret" });
		const bench = new Bench(sdk, authority, broker, relay, subscriber);
		try {
			await relay.open();
			await subscriber.ready();
		} catch (error) {
			await bench.close();
			throw error;
		}
		return bench;
	}
	private constructor(sdk: Sdk, authority: Authority, broker: Mosquitto, relay: Relay, subscriber: MessageRecorder) {
		this.#narrow = new NarrowBuild(sdk, "instrumented");
		this.authority = authority;
		this.broker = broker;
		this.relay = relay;
		this.subscriber = subscriber;
		this.#folder = mkdtempSync(join(tmpdir(), "gattway-bench-"));
		writeFileSync(this.anchor, authority.der);
	}
	/** Undefined if the heaps are as on the ESP32 and have its limits; otherwise why they do not. */
	get unlimited(): string | undefined {
		return this.#narrow.bits === 32 ? undefined : "the C compiler makes no 32-bit programs (gcc-multilib is missing), so nothing holds the firmware to the ESP32's memory";
	}
	/** Path of the authority's root certificate. */
	get anchor(): string {
		return join(this.#folder, "ca.der");
	}
	/** What makes the gateway find the broker. An address, as the SDK's resolver on Linux finds no IPv4 for "localhost". */
	get config(): Record<string, unknown> {
		return { ssid: "bench", broker: `mqtts://127.0.0.1:${this.relay.port}`, user: "gateway", pass: "secret" };
	}
	/** Kills the broker, starts it again after `pause` milliseconds, and lets the gateway in once the subscriber is back. */
	async restartBroker(pause: number): Promise<void> {
		await this.relay.cut();
		await this.broker.kill();
		await new Promise(resolve => setTimeout(resolve, pause));
		await this.broker.restart();
		await this.subscriber.ready();
		await this.relay.open();
	}
	/**
	 * Builds the gateway, if this configuration was not built yet, and runs it with heaps of fixed size: what the
	 * manifest gives it on the ESP32, and the desktop's share. What was received before is forgotten.
	 */
	async run({ config = {}, anchors = [this.anchor], client, creation = readCreation(), simulatedRadio = false, main = FIRMWARE, modules = [], sampleEvery, duration, during }: GatewayRun): Promise<RunResult> {
		const firmware = VARIANTS.includes(main);
		const measurable = await this.#build({
			config: { ...this.config, ...config }, anchors, client, simulatedRadio, main,
			modules: [...modules, ...firmware ? [FIRMWARE, "host-test/measure/app/host"] : []],
		});
		const share = firmware ? await this.#shareOf(measurable) : { slots: 0, chunks: 0 };
		const heaps = this.unlimited ? undefined : { ...creation, slots: creation.slots + share.slots, chunks: creation.chunks + share.chunks };
		const lines: string[] = [], ending = new AbortController();
		this.subscriber.received.length = 0;
		const running = runOnXS({ ...measurable, creation: heaps, sampleEvery, duration, onLine: line => lines.push(line), signal: ending.signal }).then(result => {
			const use = this.unlimited ? undefined : useOf(result.samples, creation, share);
			if (use)
				this.memory.push(use);
			const refused = result.lines.findLast(line => /^# .* failed/.test(line));
			return { ...result, failure: result.failure && [result.failure, ...refused ? [refused.slice(2)] : [], ...use ? [formatUse(use)] : []].join("; ") };
		});
		if (!during)
			return running;
		const ended = running.then(({ failure }) => {
			throw new Error(failure ? `the gateway ended by itself: ${failure}` : `the gateway's ${duration} ms are over`);
		});
		try {
			await Promise.race([during(lines), ended]);
		} catch (error) {
			throw new Error(`${(error as Error).message}. The console said:\n${lines.join("\n")}`);
		} finally {
			ended.catch(() => {});
			ending.abort();
			await running;
		}
		const { failure } = await running;
		if (failure)
			throw new Error(`the gateway ended by itself: ${failure}`);
		return running;
	}
	async #build(overlay: OverlayOptions): Promise<Measurable> {
		const key = createHash("sha256").update(JSON.stringify(overlay)).digest("hex").slice(0, 16);
		const built = this.#built.get(key) ?? await this.#narrow.build(overlay, join(this.#folder, key));
		this.#built.set(key, built);
		return built;
	}
	/** What the desktop has beside the firmware, in a build: measured when the firmware is about to begin. */
	async #shareOf(measurable: Measurable): Promise<Share> {
		let share = this.#shares.get(measurable);
		if (!share) {
			const { lines, samples } = await runOnXS({ ...measurable, creation: ROOM, lastSample: "modules", duration: PATIENCE });
			const [engine, modules] = ["engine", "modules"].map(name => samples.find(sample => sample.name === name));
			if (!engine || !modules)
				throw new Error(`the desktop's share of the memory could not be measured. The console said:\n${lines.join("\n")}`);
			share = { slots: modules.slots - engine.slots, chunks: modules.chunks - engine.chunks };
			this.#shares.set(measurable, share);
		}
		return share;
	}
	async close(): Promise<void> {
		await this.subscriber.close();
		await this.relay.cut();
		await this.broker.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
