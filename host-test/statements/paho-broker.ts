import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { accepts, freePort } from "../mosquitto";
import { until } from "../patience";

const PROGRAM = "interoperability/startbroker.py";
/** Milliseconds until it listens. */
const PATIENCE = 15_000;

/**
 * The broker of eclipse/paho.mqtt.testing, in clear on the loopback interface. It checks what clients send against the
 * statements of MQTT 3.1.1, and logs each that is exercised, once a process.
 */
export class PahoBroker {
	readonly port: number;
	#program: string;
	#folder = mkdtempSync(join(tmpdir(), "gattway-paho-"));
	#child: ChildProcess | undefined;

	/** @param clone of the repository; why it can't be used, or undefined */
	static problem(clone: string | undefined): string | undefined {
		if (!clone)
			return "PAHO does not name a clone of https://github.com/eclipse/paho.mqtt.testing";
		return existsSync(join(clone, PROGRAM)) ? undefined : `there is no ${PROGRAM} in ${clone}`;
	}
	static async make(clone: string): Promise<PahoBroker> {
		return new PahoBroker(clone, await freePort());
	}
	private constructor(clone: string, port: number) {
		this.#program = join(clone, PROGRAM);
		this.port = port;
		writeFileSync(join(this.#folder, "broker.conf"), `loglevel debug\nlistener ${port} 127.0.0.1\n`);
	}
	/** Starts a new process, which has forgotten everything. Resolves when it listens. @param onLine gets its log */
	async start(onLine: (line: string) => void): Promise<void> {
		const child = this.#child = spawn("python3", ["-u", this.#program, "-c", join(this.#folder, "broker.conf")], { stdio: ["ignore", "pipe", "pipe"] });
		let failure: Error | undefined;
		child.once("error", error => failure = error);
		for (const stream of [child.stdout, child.stderr])
			createInterface(stream).on("line", onLine);
		process.once("exit", this.#stop);
		let listens = false;
		void (async () => {
			while (!listens && child.exitCode === null && !failure)
				listens = await accepts(this.port);
		})();
		await until(() => listens || failure !== undefined || child.exitCode !== null, PATIENCE);
		if (!listens)
			throw failure ?? new Error(`the broker of Paho ended with ${child.exitCode}`);
	}
	/** Ends it without a word, as a power failure would. Idempotent. */
	async kill(): Promise<void> {
		const child = this.#child;
		this.#child = undefined;
		process.off("exit", this.#stop);
		if (!child?.pid || child.exitCode !== null)
			return;
		const closed = new Promise(resolve => child.once("close", resolve));
		child.kill("SIGKILL");
		await closed;
	}
	async close(): Promise<void> {
		await this.kill();
		rmSync(this.#folder, { recursive: true, force: true });
	}
	#stop = (): void => void this.#child?.kill("SIGKILL");
}
