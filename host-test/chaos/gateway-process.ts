import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Account } from "../../modules/gateway/account";
import { readReading } from "./reading";

/** Milliseconds that it may take to end in order. */
const PATIENCE = 3_000;

/** What a process is started with. */
export interface GatewaySettings {
	readonly seed: number;
	/** From 0 to 1: what the gateway draws as random is no more. */
	readonly haste: number;
	/** DER as Base64. */
	readonly anchor: string;
	readonly config: Readonly<Record<string, unknown>>;
	readonly scenario: object;
	/** Milliseconds between two looks at the account. */
	readonly look: number;
	/** Path of the file that keeps the flash. */
	readonly flash: string;
}

export interface GatewayEvents {
	/** It took a reading. */
	onTaken(source: string, counter: number): void;
	/** A peripheral took a value that somebody had asked for. */
	onWritten?(value: number): void;
	/** It is connected with the broker. */
	onConnected(): void;
	onAccount(account: Account): void;
	/** It ended by itself, and should not have. */
	onFailed(text: string): void;
}

/** The firmware's main in a process of its own, which a test may kill as a power cut would. */
export class GatewayProcess {
	/** What the console said, without readings and times. */
	readonly lines: string[] = [];
	#events: GatewayEvents;
	#child: ChildProcess;
	#closed: Promise<void>;
	#ending = false;

	/** @param program path of a `GatewayProgram` */
	constructor(program: string, settings: GatewaySettings, events: GatewayEvents) {
		this.#events = events;
		this.#child = spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ["pipe", "pipe", "pipe"] });
		let complaint = "";
		this.#child.stdin!.on("error", () => {});
		this.#child.stderr!.on("data", text => complaint += text);
		this.#closed = new Promise(resolve => this.#child.once("close", code => {
			if (!this.#ending)
				events.onFailed(`the gateway ended with ${code}: ${complaint}`);
			resolve();
		}));
		createInterface(this.#child.stdout!).on("line", line => this.#onLine(line));
	}
	/** The peripherals go, so that nothing new is taken. */
	quiet(): void {
		this.#child.stdin!.write("quiet\n");
	}
	/** SIGKILL. Resolves when it is gone and all that it said was heard. */
	kill(): Promise<void> {
		this.#ending = true;
		this.#child.kill("SIGKILL");
		return this.#closed;
	}
	/** Lets it end in order, or else kills it. Idempotent. */
	async end(): Promise<void> {
		this.#ending = true;
		this.#child.stdin!.end();
		const limit = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
		await this.#closed;
		clearTimeout(limit);
	}
	#onLine(line: string): void {
		if (line.startsWith("account ")) {
			this.#events.onAccount(JSON.parse(line.slice("account ".length)) as Account);
			return;
		}
		if (line.startsWith("written "))
			return this.#events.onWritten?.(Number(line.slice("written ".length)));
		const [, area, text] = /^ *[\d.]+ (\w+) +(.*)$/.exec(line) ?? [];
		if (area === "value" && !text!.startsWith("WARNING")) {
			const [, topic, payload] = /^(\S+) (.*?)(?: \(\d+ wait for the broker\))?$/.exec(text!)!;
			const reading = readReading(payload!);
			if (reading)
				this.#events.onTaken(topic!, reading.counter);
			return;
		}
		this.lines.push(line);
		if (area === "mqtt" && text!.startsWith("connected to"))
			this.#events.onConnected();
	}
}
