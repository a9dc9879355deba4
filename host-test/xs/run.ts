import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Creation, creationSetting } from "../measure/creation";
import type { Measurable } from "../measure/narrow-build";
import { parseInstruments, parseProbeLine, type Sample } from "../measure/sample";

export interface RunOptions extends Measurable {
	/** In place of the manifest's. */
	readonly creation?: Creation;
	/** The run ends after this sample. */
	readonly lastSample?: string;
	/** Milliseconds after which the run is ended. */
	readonly duration: number;
	/** Gets each line of the console as it comes. */
	readonly onLine?: (line: string) => void;
	/** Ends the run early, in good order. */
	readonly signal?: AbortSignal;
}

export interface RunResult {
	/** What the console said, without the lines of instruments and the probe's. */
	readonly lines: readonly string[];
	/** Those of the application, and of the end; the stack's peaks in them are whole. */
	readonly samples: readonly Sample[];
	/** Undefined if it ran until it was told to end; otherwise why it ended by itself. */
	readonly failure: string | undefined;
}

/** XS's exit statuses, from `xsDebuggerExit` on in xs.h; the loader adds 100. */
const STATUSES = [
	"left by the debugger", "memory full", "stack overflow", "fatal check", "dead strip (the linker removed a built-in that is used)",
	"unhandled exception", "no more keys", "too much computation", "unhandled rejection", "native stack overflow",
];

function reason(code: number | null, signal: NodeJS.Signals | null): string {
	if (code === null)
		return `killed by ${signal}`;
	return code >= 100 ? `XS abort ${code - 100}: ${STATUSES[code - 100] ?? "unknown status"}` : `exit ${code}`;
}

/** Allocations between two garbage collections, for peaks that exact. */
const COLLECT_EVERY = 256;
/** Milliseconds for the sample at the end. */
const PATIENCE = 3_000;
/** The sample at the end, and what the loader calls the one of an engine that aborts. */
export const END_SAMPLES = ["end", "abort"];

/** Runs an application in the XS engine, without a display, until its time is over; then it is killed, as by a loss of power. */
export function runOnXS({ loader, library, creation, lastSample, duration, onLine, signal }: RunOptions): Promise<RunResult> {
	return new Promise((resolve, reject) => {
		const lines: string[] = [], samples: Sample[] = [];
		let ended = false, peakStack = 0, patience: NodeJS.Timeout | undefined;
		const child = spawn(loader, [library], {
			env: { ...process.env, XS_COLLECT: String(COLLECT_EVERY), ...creation && creationSetting(creation), ...lastSample !== undefined && { XS_LAST_SAMPLE: lastSample } },
			stdio: ["pipe", "pipe", "pipe"],
		});
		child.stdin.on("error", () => {});
		const kill = (): void => void child.kill("SIGKILL");
		const end = (): void => {
			if (ended)
				return;
			ended = true;
			child.stdin.write("sample end\n");
			patience = setTimeout(kill, PATIENCE);
		};
		const onSample = (sample: Sample): void => {
			samples.push({ ...sample, peakStack: Math.max(sample.peakStack, Math.ceil(peakStack / sample.slotSize)) });
			peakStack = 0;
			if (sample.name === "end")
				kill();
		};
		const timer = setTimeout(end, duration);
		signal?.addEventListener("abort", end);
		if (signal?.aborted)
			end();
		for (const stream of [child.stdout, child.stderr])
			createInterface(stream).on("line", line => {
				if (line.startsWith("instruments"))
					return void (peakStack = Math.max(peakStack, parseInstruments(line) ?? 0));
				const answer = parseProbeLine(line);
				if (answer)
					return "slots" in answer ? onSample(answer) : undefined;
				lines.push(line);
				onLine?.(line);
			});
		process.once("exit", kill);
		child.once("error", reject);
		child.once("close", (code, signalName) => {
			clearTimeout(timer);
			clearTimeout(patience);
			signal?.removeEventListener("abort", end);
			process.off("exit", kill);
			// what aborts in the last moment has aborted all the same
			resolve({ lines, samples, failure: ended && code === null || lastSample !== undefined && code === 0 ? undefined : reason(code, signalName) });
		});
	});
}
