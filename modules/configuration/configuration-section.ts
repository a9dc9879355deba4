import { isDecimal } from "../text/digits";
import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";
import { isSecret, showValue, type ConfigurationMistake } from "./configuration-mistake";
import type { Key, Problem, Values } from "./key";
import { findMisspelling } from "./misspelling";

export type RawSection = Readonly<Record<string, unknown>>;
type Keys = Readonly<Record<string, Key<unknown>>>;

/** What was found of an object's keys; undefined where a mistake was noted. */
export type Found<Keys> = { readonly [Name in keyof Keys]: Values<Keys>[Name] | undefined };

export const isRawSection = (value: unknown): value is RawSection => {
	return typeof value === "object" && value !== null && !Array.isArray(value);
};

/**
 * One object of the raw configuration, read by the rows of the table for it. It notes a mistake for each value that is not
 * right, gives undefined for it and goes on, so that all mistakes are found. `null` counts as not there.
 */
export class ConfigurationSection {
	private _path: string;
	private _raw: RawSection;
	private _mistakes: ConfigurationMistake[];
	private _asText: boolean;
	/** Keys that misspelled ones seem to be meant for. */
	private _meant: string[] = [];

	/**
	 * @param path key of this object with a "." at its end; "" for the whole configuration
	 * @param mistakes where mistakes are added
	 * @param asText true where values may come from mcconfig's command line, which makes strings of numbers and flags
	 */
	constructor(path: string, raw: RawSection, mistakes: ConfigurationMistake[], asText = false) {
		this._path = path;
		this._raw = raw;
		this._mistakes = mistakes;
		this._asText = asText;
	}
	/** The value as it is; undefined if it is not there. */
	get(key: string): unknown {
		return Object.hasOwn(this._raw, key) ? this._raw[key] ?? undefined : undefined;
	}
	has(key: string): boolean {
		return this.get(key) !== undefined;
	}
	/** Whether `key` is not there, nor a misspelled one that was noted already and seems to be meant for it. */
	lacks(key: string): boolean {
		return !this.has(key) && !this._meant.includes(key);
	}
	/** Notes a mistake. `problem` reads on after the key and its value. "" is this object as a whole. */
	refuse(key: string, problem: string, example: string): void {
		this.note(key, key, this.get(key), problem, example);
	}
	/** What every key of `keys` says. */
	read<Table extends Keys>(keys: Table): Found<Table> {
		const found: Record<string, unknown> = {};
		for (const name of Object.keys(keys))
			found[name] = this.value(name, keys[name]!);
		return found as Found<Table>;
	}
	/** What one key says. */
	value<Value>(name: string, key: Key<Value>): Value | undefined {
		let value = this.get(name);
		if (value === undefined) {
			if (key.needed && this.lacks(name))
				this.refuse(name, `is missing: ${key.text}`, this.example(name, key));
			return key.otherwise === undefined ? undefined : key.convert(key.otherwise);
		}
		if (this._asText && typeof value === "string")
			value = fromText(value, key);
		const problem = kindProblem(value, key, this._asText) ?? boundsProblem(value as never, key);
		if (problem === undefined)
			return key.convert(value);
		if (typeof problem === "string")
			this.refuse(name, problem, this.example(name, key));
		else
			this.refuse(name, problem.problem, problem.example);
		return undefined;
	}
	/** An object within this one, which `read` has looked at; `absent` if it is missing, undefined if it is none. */
	section(name: string, absent?: RawSection): ConfigurationSection | undefined {
		const value = this.get(name) ?? absent;
		return isRawSection(value) ? new ConfigurationSection(`${this._path}${name}.`, value, this._mistakes) : undefined;
	}
	/** The objects in a list, which `read` has looked at; entries that are none are noted and left out. */
	sections(name: string, key: Key<unknown>): ConfigurationSection[] {
		const list = this.get(name), sections: ConfigurationSection[] = [];
		if (!Array.isArray(list))
			return sections;
		for (let index = 0; index < list.length; index++) {
			const entry: unknown = list[index];
			if (isRawSection(entry))
				sections.push(new ConfigurationSection(`${this._path}${name}[${index}].`, entry, this._mistakes));
			else
				this.note(`${name}[${index}]`, name, entry, "is not an object", this.example(name, key));
		}
		return sections;
	}
	/**
	 * Notes a mistake for each key that is not one of `names`. To be called before values are asked for: what a misspelled key
	 * is meant for does not count as missing then.
	 * @returns true if there was one
	 */
	refuseUnknown(names: readonly string[]): boolean {
		return this.refuseKeys(names, meant => meant ?? `one of ${names.join(", ")}`);
	}
	/**
	 * The same for those keys only that seem to be meant for one of `names`: others belong to somebody else, and those that
	 * seem to be meant for one of `others` are noted when these are read.
	 */
	refuseMisspelled(names: readonly string[], others: readonly string[]): void {
		this.refuseKeys([...names, ...others], meant => meant !== undefined && names.includes(meant) ? meant : undefined);
	}
	private refuseKeys(names: readonly string[], exampleFor: (meant: string | undefined) => string | undefined): boolean {
		let refused = false;
		for (const key of Object.keys(this._raw)) {
			if (names.includes(key))
				continue;
			const meant = findMisspelling(key, names), example = exampleFor(meant);
			if (example === undefined)
				continue;
			refused = true;
			if (meant !== undefined)
				this._meant.push(meant);
			this.note(key, key, this._raw[key], "is an unknown key", example);
		}
		return refused;
	}
	private example(name: string, { example, otherwise }: Key<unknown>): string {
		return example ?? (this._path ? `"${name}": ${JSON.stringify(otherwise)}` : `${name}=${String(otherwise).replaceAll(" ", "\\ ")}`);
	}
	/** @param name of the key, without the place in its list */
	private note(key: string, name: string, value: unknown, problem: string, example: string): void {
		const secret = value !== undefined && isSecret(name);
		this._mistakes.push({ key: key === "" ? this._path.slice(0, -1) : this._path + key, value: secret ? "***" : showValue(value), problem, example });
	}
}

/** What the command line means by a text. */
const fromText = (text: string, { kind }: Key<unknown>): unknown => {
	if (kind === "flag" && (text === "true" || text === "false"))
		return text === "true";
	return kind.endsWith("number") && isPlainNumber(text) ? Number(text) : text;
};

/** Digits with a point among them or none, and a minus before them or none. */
const isPlainNumber = (text: string): boolean => {
	const parts = (text.startsWith("-") ? text.slice(1) : text).split(".");
	return parts.length <= 2 && parts.every(part => isDecimal(part, 15));
};

const kindProblem = (value: unknown, { choices, kind }: Key<unknown>, asText: boolean): string | undefined => {
	switch (kind) {
		case "text":
			return typeof value === "string" ? undefined : "is not a text in quotes";
		case "choice":
			if (typeof value !== "string")
				return "is not a text in quotes";
			return choices.includes(value) ? undefined : `is none of ${choices.join(", ")}`;
		case "flag":
			return typeof value === "boolean" ? undefined : "is neither true nor false";
		case "object":
			return isRawSection(value) ? undefined : "is not an object";
		case "list":
			return Array.isArray(value) ? undefined : "is not a list";
		case "several":
			return undefined;
		default:
			if (typeof value === "number" && Number.isFinite(value))
				return undefined;
			return typeof value === "string" && !asText ? "is a text; a number has no quotes" : "is not a number";
	}
};

const boundsProblem = (value: never, { check, kind, maximum, minimum, unit }: Key<unknown>): string | Problem | undefined => {
	if (check)
		return check(value);
	switch (kind) {
		case "text": {
			const length = utf8Length(value);
			if (length < minimum)
				return "is empty";
			return length > maximum ? `has ${length} bytes; ${maximum} are allowed` : textProblem(value);
		}
		case "number":
			return value >= minimum && value <= maximum ? undefined : `is not a number from ${minimum} to ${maximum}`;
		case "whole number":
			if (Number.isInteger(value) && value >= minimum && value <= maximum)
				return undefined;
			return `is not a whole number from ${minimum} to ${maximum}${unit && " " + unit}`;
		case "list": {
			const { length } = value as readonly unknown[];
			return length >= minimum && length <= maximum ? undefined : `does not have ${minimum} to ${maximum} entries`;
		}
	}
	return undefined;
};
