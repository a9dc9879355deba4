import { readFileSync, statSync } from "node:fs";
import { formatMistake } from "../modules/configuration/configuration-mistake";
import { declarationParser } from "../modules/configuration/declaration-parser";
import { LIBRARY } from "../modules/devices/library";
import type { Scenario } from "../modules/simulator/scenario";
import { ScenarioError } from "../modules/simulator/scenario-error";
import { parseScenario } from "../modules/simulator/scenario-parser";
import { FileFlash } from "./journal/emulated-flash";
import { seededRandom } from "./seeded-random";
import { UsageError } from "../certs/usage-error";

type Config = Record<string, unknown>;

/** @throws UsageError naming the option that gave the path */
export function readText(option: string, path: string): string {
	return readBytes(option, path).toString();
}

/** @throws UsageError naming the option that gave the path */
export function readBytes(option: string, path: string): Buffer {
	try {
		return readFileSync(path);
	}
	catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		const reason = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "that is a folder" : `can't be read (${code})`;
		throw new UsageError(`${option} ${path}`, reason, "give the path of a file that is there and may be read");
	}
}

/** @throws UsageError, with every mistake in the scenario */
export function readScenario(path: string): Scenario {
	const text = readText("--peripherals", path);
	try {
		return parseScenario(text);
	}
	catch (error) {
		if (!(error instanceof ScenarioError))
			throw error;
		const mistakes = error.mistakes.map(mistake => "\n  " + formatMistake(mistake));
		throw new UsageError(`--peripherals ${path}`, `the scenario has mistakes:${mistakes.join("")}\n`, "modules/simulator/README.md describes scenarios");
	}
}

/** @throws UsageError */
export function readConfiguration(option: string, path: string): Config {
	const text = readText(option, path);
	let value: unknown;
	try {
		value = JSON.parse(text);
	}
	catch (error) {
		throw new UsageError(`${option} ${path}`, `is not JSON (${(error as Error).message})`, 'give an object, for example { "log": "debug" }');
	}
	if (!isObject(value))
		throw new UsageError(`${option} ${path}`, "is JSON, but not an object", 'for example { "log": "debug" }');
	return value;
}

/**
 * Checks what only a new build can change, as the linker does.
 * @throws UsageError with every mistake
 */
export function checkDeclarations(input: string, config: Config): void {
	const result = declarationParser.value.parseDeclarations(config, LIBRARY);
	if ("mistakes" in result)
		throw new UsageError(input, `a firmware like that can't be built:${result.mistakes.map(mistake => "\n  " + formatMistake(mistake)).join("")}\n`,
			"modules/configuration/README.md describes the keys");
}

/** The flash that a file keeps, which is made if there is none or an empty one. @throws UsageError */
export function openFlash(path: string): FileFlash {
	const refuse = (reason: string, mend: string) => new UsageError(`--flash ${path}`, reason, mend);
	try {
		// opening a pipe would wait for somebody to open its other end
		const found = statSync(path, { throwIfNoEntry: false });
		if (found && !found.isFile())
			throw refuse(found.isDirectory() ? "that is a folder" : "that is not a file", "give the path of a file, which is made if there is none");
		return new FileFlash(path, { random: seededRandom(0) });
	}
	catch (error) {
		if (error instanceof UsageError)
			throw error;
		if (error instanceof RangeError)
			throw refuse(`what is there is not the journal's flash (${error.message})`, "give the path of another file, which is made if there is none");
		const { code } = error as NodeJS.ErrnoException;
		throw refuse(code === "ENOENT" || code === "ENOTDIR" ? "there is no such folder" : `can't be read and written (${code})`,
			"give the path of a file that may be read and written, in a folder that is there");
	}
}

/** `over` laid over `base`: objects key by key, everything else as a whole. */
export function overlay(base: Config, over: Config): Config {
	const result = { ...base };
	for (const [key, value] of Object.entries(over)) {
		const former = result[key];
		result[key] = isObject(former) && isObject(value) ? overlay(former, value) : value;
	}
	return result;
}

function isObject(value: unknown): value is Config {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
