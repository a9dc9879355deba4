import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority } from "../authority";
import { MessageRecorder } from "../message-recorder";
import { Mosquitto } from "../mosquitto";
import { Relay } from "../relay";
import { type BuildKind, buildForLinux } from "./build";
import type { OverlayOptions } from "./overlay";
import { makeLoader } from "./loader";
import { CACHE } from "./project";
import { type RunResult, runOnXS } from "./run";
import type { Sdk } from "./sdk";

export interface GatewayRun {
	/** Over that of `bench.config`. */
	readonly config?: Readonly<Record<string, unknown>>;
	/** Paths of the trust anchors; the authority of the broker unless given. */
	readonly anchors?: readonly string[];
	readonly kind?: BuildKind;
	/** As in `OverlayOptions`. */
	readonly main?: string;
	readonly modules?: readonly string[];
	readonly client?: OverlayOptions["client"];
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
	#sdk: Sdk;
	#folder: string;

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
		this.#sdk = sdk;
		this.authority = authority;
		this.broker = broker;
		this.relay = relay;
		this.subscriber = subscriber;
		this.#folder = mkdtempSync(join(tmpdir(), "gattway-bench-"));
		writeFileSync(this.anchor, authority.der);
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
	/** Builds the gateway, if this configuration was not built yet, and runs it. What was received before is forgotten. */
	async run({ config = {}, anchors = [this.anchor], client, kind = "debug", main, modules, duration, during }: GatewayRun): Promise<RunResult> {
		const library = await this.build({ config: { ...this.config, ...config }, anchors, client, main, modules }, kind);
		const lines: string[] = [], ending = new AbortController();
		this.subscriber.received.length = 0;
		const running = runOnXS({ loader: makeLoader(this.#sdk), library, duration, onLine: line => lines.push(line), signal: ending.signal });
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
		return running;
	}
	async build(overlay: OverlayOptions, kind: BuildKind): Promise<string> {
		const key = createHash("sha256").update(JSON.stringify([overlay, kind])).digest("hex").slice(0, 16);
		const library = join(this.#folder, `${key}.so`);
		if (!existsSync(library)) {
			mkdirSync(CACHE, { recursive: true });
			copyFileSync(await buildForLinux(this.#sdk, { output: join(CACHE, "build"), kind, ...overlay }), library);
		}
		return library;
	}
	async close(): Promise<void> {
		await this.subscriber.close();
		await this.relay.cut();
		await this.broker.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
