import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Settings } from "./app/host";
import { type Creation, creationSetting } from "./creation";
import { type ClassCount, parseInstruments, parseProbeLine, type Sample } from "./sample";
import type { Measurable } from "./narrow-build";

/** XS's exit statuses, from `xsDebuggerExit` on in xs.h; the loader adds 100. */
const STATUSES = [
	"left by the debugger", "memory full", "stack overflow", "fatal check", "dead strip (the linker removed a built-in that is used)",
	"unhandled exception", "no more keys", "too much computation", "unhandled rejection", "native stack overflow",
];

/** The "failure" of an engine that ended because it was through. */
export const GOOD_END = "exit 0";

function reason(code: number | null, signal: NodeJS.Signals | null): string {
	if (code === null)
		return `killed by ${signal}`;
	return code >= 100 ? `XS abort ${code - 100}: ${STATUSES[code - 100] ?? "unknown status"}` : `exit ${code}`;
}

/** The firmware as it runs in XS, in a process of its own that answers questions about its memory. */
export class Engine {
	/** What the console said, without the probe's answers. */
	readonly lines: string[] = [];
	/** Samples that the firmware itself or the host had taken, in order. */
	readonly samples: Sample[] = [];
	readonly pid: number;
	/** Of `performance.now()`. */
	readonly started = performance.now();
	/** Set when it ended by itself: why. */
	failure: string | undefined;
	/** Gets each of `lines` as it comes. */
	onLine: ((line: string) => void) | undefined;
	/** Resolves when it has ended, by itself or not. */
	readonly ended: Promise<void>;
	#child: ChildProcess;
	#classes = new Map<string, ClassCount[]>();
	#waiting = new Set<() => void>();
	/** Bytes. */
	#peakStack = 0;

	/** `environment` goes on top of the process's own. */
	constructor({ library, loader }: Measurable, creation?: Creation, environment: NodeJS.ProcessEnv = {}, wrapper: readonly string[] = []) {
		const words = [...wrapper, loader, library];
		const child = this.#child = spawn(words[0]!, words.slice(1), {
			env: { ...process.env, ...environment, ...creation && creationSetting(creation) },
			stdio: ["pipe", "pipe", "pipe"],
		});
		this.pid = child.pid ?? 0;
		child.stdin!.on("error", () => {});
		const kill = () => child.kill("SIGKILL");
		process.once("exit", kill);
		for (const stream of [child.stdout!, child.stderr!])
			createInterface(stream).on("line", line => this.#take(line));
		this.ended = new Promise(resolve => {
			child.once("error", error => {
				this.failure = error.message;
				resolve();
			});
			child.once("close", (code, signal) => {
				process.off("exit", kill);
				this.failure ??= reason(code, signal);
				this.#wake();
				resolve();
			});
		});
	}
	/** Says what is to run, to an application that waits for it. */
	async start(settings: Settings): Promise<void> {
		await this.said(/^ready$/);
		this.#child.stdin!.write(`${JSON.stringify(settings)}\n`);
	}
	/** Lets something happen in the simulator's world. */
	perform(deed: object): void {
		this.#child.stdin!.write(`${JSON.stringify(deed)}\n`);
	}
	/** Resolves when it has ended by itself, asked to do so; for profilers. */
	async exit(): Promise<void> {
		this.#child.stdin!.write("exit\n");
		await this.ended;
	}
	/** Collects garbage and tells what is in use. */
	async sample(name: string, patience = 60_000): Promise<Sample> {
		const before = this.samples.length;
		this.#child.stdin!.write(`sample ${name}\n`);
		await this.until(() => this.samples.slice(before).some(sample => sample.name === name), patience, `the sample ${name}`);
		return this.samples.slice(before).find(sample => sample.name === name)!;
	}
	async classes(name: string): Promise<readonly ClassCount[]> {
		this.#child.stdin!.write(`classes ${name}\n`);
		await this.until(() => this.#classes.has(name), 60_000, `the classes ${name}`);
		return this.#classes.get(name)!;
	}
	/** From now on, or no longer, garbage is collected at each allocation. */
	stress(on: boolean): void {
		this.#child.stdin!.write(`stress ${on ? 1 : 0}\n`);
	}
	/** Rejects if it ends before, or `condition` does not hold within `patience` milliseconds. */
	until(condition: () => boolean, patience: number, what: string): Promise<void> {
		return new Promise((resolve, reject) => {
			const finish = (error?: string) => {
				clearTimeout(timer);
				this.#waiting.delete(check);
				if (error === undefined)
					resolve();
				else
					reject(new Error(`${error}. The console said:\n${this.lines.slice(-40).join("\n")}`));
			};
			const check = () => {
				if (condition())
					finish();
				else if (this.failure)
					finish(`the engine ended (${this.failure}) before ${what}`);
			};
			const timer = setTimeout(() => finish(`${what} did not come within ${patience} ms`), patience);
			this.#waiting.add(check);
			check();
		});
	}
	/** Resolves when a line that matches comes, after the first `since` of them. */
	async said(pattern: RegExp, patience = 30_000, since = 0): Promise<string> {
		const find = () => this.lines.slice(since).find(line => pattern.test(line));
		await this.until(() => find() !== undefined, patience, `a line like ${pattern}`);
		return find()!;
	}
	/** Ends it. @returns why it had ended by itself, or undefined */
	async close(): Promise<string | undefined> {
		const { failure } = this;
		this.#child.kill("SIGKILL");
		await this.ended;
		return failure;
	}
	#take(line: string): void {
		if (line.startsWith("instruments"))
			return this.#onInstruments(line);
		const answer = parseProbeLine(line);
		if (!answer) {
			this.lines.push(line);
			this.onLine?.(line);
		}
		else if ("classes" in answer)
			this.#classes.set(answer.name, answer.classes);
		else if ("slots" in answer) {
			this.samples.push({ ...answer, peakStack: Math.max(answer.peakStack, Math.ceil(this.#peakStack / answer.slotSize)) });
			this.#peakStack = 0;
		}
		this.#wake();
	}
	/** Once a second, the platform tells its instruments and forgets the stack's peak. */
	#onInstruments(line: string): void {
		this.#peakStack = Math.max(this.#peakStack, parseInstruments(line) ?? 0);
	}
	#wake(): void {
		for (const check of [...this.#waiting])
			check();
	}
}
