import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { jestExpect } from "@jest/expect";
import type { Circus } from "@jest/types";
import * as circus from "jest-circus";
import { fn, spyOn } from "jest-mock";
import { functionsOf, type Mutant } from "./mutants";
import { ModuleLoader } from "./module-loader";

/*
 * A process that runs tests on mutants: within Jest's own machinery for tests (circus, expect), but without what Jest
 * does around it for each file, which takes longer than nearly all tests. It is told the order, and tells what came of
 * each mutant; one that does not end is its parent's to end.
 */

/** One test: how long it takes in milliseconds, and the functions of the room that it enters. */
export interface TestRecord {
	readonly duration: number;
	readonly entered: readonly string[];
	/** It, or one before it in its file, needs more of Jest than there is here. */
	readonly isLeftOut: boolean;
}

/** One file of tests. */
export interface FileRecord {
	readonly path: string;
	/** Functions that are entered outside of tests. */
	readonly entered: readonly string[];
	/** In the order of the file. */
	readonly tests: readonly TestRecord[];
	/** Files of the room that it imports. */
	readonly below: readonly string[];
}

export interface Order {
	readonly root: string;
	readonly tests: readonly string[];
	readonly sources: readonly string[];
	/** Undefined: they are to be made first. */
	readonly records: readonly FileRecord[] | undefined;
	readonly mutants: readonly { readonly path: string; readonly mutant: Mutant }[];
	/** Milliseconds of tests for one mutant. */
	readonly budget: number;
}

export type Answer = { readonly records: readonly FileRecord[] } | { readonly cost: number } | { readonly noticed: string | undefined } | { readonly broken: string };

/** Milliseconds, as the machine may be busy; the parent has a limit of its own. */
const TIMEOUT = 60_000;

const scope = globalThis as unknown as { enter(name: string): void };
let entered = new Set<string>();
scope.enter = name => void entered.add(name);
Object.assign(globalThis, { ...circus, expect: jestExpect, jest: { fn, spyOn } });

function testsOf(block: Circus.DescribeBlock): Circus.TestEntry[] {
	return block.children.flatMap(child => child.type === "test" ? [child] : testsOf(child));
}

/** Runs the tests of a file, all or those chosen, until one fails. */
async function runFile(loader: ModuleLoader, path: string, isChosen: (index: number) => boolean): Promise<{ tests: Circus.TestEntry[]; outside: Set<string>; inside: Set<string>[] }> {
	const outside = entered = new Set<string>(), inside: Set<string>[] = [];
	circus.resetState();
	const state = circus.getState();
	state.testTimeout = TIMEOUT;
	loader.forget(path);
	circus.beforeEach(() => {
		entered = new Set();
	});
	circus.afterEach(() => {
		const { currentlyRunningTest, rootDescribeBlock } = circus.getState(), tests = testsOf(rootDescribeBlock);
		inside[tests.indexOf(currentlyRunningTest!)] = entered;
		entered = outside;
		if (currentlyRunningTest!.errors.length)
			tests.forEach(test => test.mode = "skip");
	});
	loader.load(path);
	const tests = testsOf(state.rootDescribeBlock);
	tests.forEach((test, index) => {
		if (!isChosen(index))
			test.mode = "skip";
	});
	await circus.run();
	return { tests, outside, inside };
}

const hasFailed = ({ errors }: Circus.TestEntry): boolean => errors.length > 0;

const isLeftOut = ({ errors }: Circus.TestEntry): boolean => errors.some(error => /jest\.\w+ is not a function/.test(String(error)));

/** The source with a call at the beginning of each function. */
function probed(path: string, text: string): string {
	const inserts = functionsOf(path, text).flatMap(({ end, isBlock, start }) => {
		const call = `globalThis.enter(${JSON.stringify(`${path}:${start}`)})`;
		return isBlock ? [{ at: start + 1, text: `${call};` }] : [{ at: start, text: `(${call}, (` }, { at: end, text: "))" }];
	});
	return inserts.sort((a, b) => b.at - a.at).reduce((made, insert) => made.slice(0, insert.at) + insert.text + made.slice(insert.at), text);
}

async function makeRecords(loader: ModuleLoader, { sources, tests }: Order): Promise<FileRecord[]> {
	for (const path of sources)
		loader.change(path, probed(path, readFileSync(path, "utf8")));
	const records: FileRecord[] = [];
	for (const path of tests) {
		const { inside, outside, tests: run } = await runFile(loader, path, () => true), failed = run.find(test => hasFailed(test) && !isLeftOut(test));
		if (failed)
			throw new Error(`${path}: "${failed.name}" fails without a mutant: ${String(failed.errors[0])}`);
		records.push({
			path, entered: [...outside], below: sources.filter(source => loader.isBelow(source, path)),
			tests: run.map(({ duration }, index) => ({ duration: duration ?? 0, entered: [...inside[index] ?? []], isLeftOut: run.slice(0, index + 1).some(hasFailed) })),
		});
	}
	for (const path of sources)
		loader.change(path, undefined);
	return records;
}

interface Choice {
	readonly record: FileRecord;
	readonly indices: Set<number>;
	cost: number;
}

/** Which tests may notice the mutant, file by file: the quickest, within the budget. */
function choose(records: readonly FileRecord[], path: string, { within }: Mutant, budget: number): Choice[] {
	const name = `${path}:${within}`, choices: Choice[] = records.map(record => ({ record, indices: new Set(), cost: 0 }));
	const tests = choices.flatMap(choice => {
		const { below, entered, tests } = choice.record, everywhere = below.includes(path) && (within < 0 || entered.includes(name));
		return tests.flatMap(({ duration, entered, isLeftOut }, index) => !isLeftOut && (everywhere || entered.includes(name)) ? [{ choice, duration, index }] : []);
	});
	let spent = 0;
	for (const { choice, duration, index } of tests.sort((a, b) => a.duration - b.duration)) {
		spent += duration;
		// one at least, however long it takes
		if (spent > budget && spent > duration)
			break;
		choice.indices.add(index);
		choice.cost += duration;
	}
	return choices.filter(({ indices }) => indices.size > 0).sort((a, b) => a.cost - b.cost);
}

/** @returns the name of a test that notices the mutant */
async function whoNotices(loader: ModuleLoader, choices: readonly Choice[], path: string, mutant: Mutant): Promise<string | undefined> {
	const text = readFileSync(path, "utf8");
	try {
		loader.change(path, text.slice(0, mutant.start) + mutant.replacement + text.slice(mutant.end));
		for (const { indices, record } of choices) {
			const failed = (await runFile(loader, record.path, index => indices.has(index))).tests.find(hasFailed);
			if (failed)
				return `${basename(record.path)}: ${failed.name}`;
		}
		return undefined;
	}
	catch (error) {
		// a test's file that is loaded runs what it tests
		return `not loaded: ${String(error)}`;
	}
	finally {
		loader.change(path, undefined);
	}
}

process.on("unhandledRejection", () => {});
process.on("message", async (order: Order) => {
	const tell = (answer: Answer): unknown => process.send!(answer);
	try {
		const { jest } = JSON.parse(readFileSync(join(order.root, "package.json"), "utf8")) as { jest: { moduleNameMapper: Record<string, string> } };
		const loader = new ModuleLoader(order.root, jest.moduleNameMapper), records = order.records ?? await makeRecords(loader, order);
		if (!order.records)
			tell({ records });
		for (const { mutant, path } of order.mutants) {
			const choices = choose(records, path, mutant, order.budget);
			tell({ cost: choices.reduce((sum, { cost }) => sum + cost, 0) });
			tell({ noticed: await whoNotices(loader, choices, path, mutant) });
		}
	}
	catch (error) {
		tell({ broken: error instanceof Error ? error.stack ?? error.message : String(error) });
	}
});
