import { setTimeout } from "node:timers/promises";
import type { Creation } from "../measure/creation";
import { Engine, GOOD_END } from "../measure/engine";
import type { Measurable } from "../measure/narrow-build";
import type { Sample } from "../measure/sample";

export interface RunOptions extends Measurable {
	/** In place of the manifest's. */
	readonly creation?: Creation;
	/** The run ends after this sample. */
	readonly lastSample?: string;
	/** Milliseconds from one sample to the next, which are named by numbers; none unless given. */
	readonly sampleEvery?: number | undefined;
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

/** Allocations between two garbage collections, for peaks that exact. */
const COLLECT_EVERY = 256;
/** Milliseconds for the sample at the end. */
const PATIENCE = 3_000;
/** The sample at the end, and what the loader calls the one of an engine that aborts. */
export const END_SAMPLES = ["end", "abort"];

/** Runs an application in the XS engine, without a display, until its time is over; then it is killed, as by a loss of power. */
export async function runOnXS({ creation, lastSample, sampleEvery, duration, onLine, signal, ...measurable }: RunOptions): Promise<RunResult> {
	const engine = new Engine(measurable, creation, { XS_COLLECT: String(COLLECT_EVERY), ...lastSample !== undefined && { XS_LAST_SAMPLE: lastSample } });
	engine.onLine = onLine;
	let taken = 0;
	const sampling = sampleEvery === undefined ? undefined : setInterval(() => void engine.sample(String(taken++), PATIENCE).catch(() => {}), sampleEvery);
	const over = new AbortController(), early = AbortSignal.any(signal ? [signal, over.signal] : [over.signal]);
	await Promise.race([engine.ended, setTimeout(duration, undefined, { signal: early }).catch(() => {})]);
	over.abort();
	clearInterval(sampling);
	// what aborts in the last moment has aborted all the same
	await engine.sample("end", PATIENCE).catch(() => {});
	const failure = await engine.close();
	return { lines: engine.lines, samples: engine.samples, failure: lastSample !== undefined && failure === GOOD_END ? undefined : failure };
}
