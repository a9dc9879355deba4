import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface RunOptions {
	/** Path of `xsrun`. */
	readonly loader: string;
	/** Path of mc.so. */
	readonly library: string;
	/** Milliseconds after which the run is ended. */
	readonly duration: number;
	/** Gets each line of the console as it comes. */
	readonly onLine?: (line: string) => void;
	/** Ends the run early, in good order. */
	readonly signal?: AbortSignal;
}

export interface RunResult {
	/** What the console said, without the debug build's lines of instruments. */
	readonly lines: readonly string[];
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

/** Runs an application in the XS engine, without a display, until its time is over. */
export function runOnXS({ loader, library, duration, onLine, signal }: RunOptions): Promise<RunResult> {
	return new Promise((resolve, reject) => {
		const lines: string[] = [];
		let ended = false;
		const child = spawn(loader, [library], { stdio: ["ignore", "pipe", "pipe"] });
		const end = (): void => {
			ended = true;
			child.kill("SIGKILL");
		};
		const timer = setTimeout(end, duration);
		signal?.addEventListener("abort", end);
		if (signal?.aborted)
			end();
		for (const stream of [child.stdout, child.stderr])
			createInterface(stream).on("line", line => {
				if (line.startsWith("instruments"))
					return;
				lines.push(line);
				onLine?.(line);
			});
		process.once("exit", end);
		child.once("error", reject);
		child.once("close", (code, signalName) => {
			clearTimeout(timer);
			signal?.removeEventListener("abort", end);
			process.off("exit", end);
			resolve({ lines, failure: ended ? undefined : reason(code, signalName) });
		});
	});
}
