import { isSecret, showValue, type ConfigurationMistake } from "./configuration-mistake";
import { findMisspelling } from "./misspelling";
import { parseUUID } from "../text/uuid";

export type RawSection = Readonly<Record<string, unknown>>;

export function isRawSection(value: unknown): value is RawSection {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * One object of the raw configuration. It hands out checked values and notes a mistake for each that is not right; the
 * caller then gets undefined and goes on, so that all mistakes are found. `null` counts as not there.
 */
export class ConfigurationSection {
	#path: string;
	#raw: RawSection;
	#mistakes: ConfigurationMistake[];
	#numbersAsText: boolean;
	/** Keys that misspelled ones seem to be meant for. */
	#meant: string[] = [];

	/**
	 * @param path key of this object with a "." at its end; "" for the whole configuration
	 * @param mistakes where mistakes are added
	 * @param numbersAsText true where values may come from mcconfig's command line, which makes strings of numbers
	 */
	constructor(path: string, raw: RawSection, mistakes: ConfigurationMistake[], numbersAsText = false) {
		this.#path = path;
		this.#raw = raw;
		this.#mistakes = mistakes;
		this.#numbersAsText = numbersAsText;
	}
	/** The value as it is; undefined if it is not there. */
	get(key: string): unknown {
		return Object.hasOwn(this.#raw, key) ? this.#raw[key] ?? undefined : undefined;
	}
	has(key: string): boolean {
		return this.get(key) !== undefined;
	}
	/** Whether `key` is not there, nor a misspelled one that was noted already and seems to be meant for it. */
	lacks(key: string): boolean {
		return !this.has(key) && !this.#meant.includes(key);
	}
	/** Notes a mistake. `problem` reads on after the key and its value. */
	refuse(key: string, problem: string, example: string): void {
		this.note(key, key, this.get(key), problem, example);
	}
	/**
	 * A text.
	 * @param check what is wrong with it, undefined if nothing is
	 * @param needed what it is for, if it has to be there
	 * @returns undefined if it is not there or not right
	 */
	text(key: string, check: (text: string) => string | undefined, example: string, needed?: string): string | undefined {
		const value = this.get(key);
		if (value === undefined) {
			if (needed !== undefined && this.lacks(key))
				this.refuse(key, `is missing: ${needed}`, example);
			return undefined;
		}
		const problem = typeof value === "string" ? check(value) : "is not a text in quotes";
		if (problem === undefined)
			return value as string;
		this.refuse(key, problem, example);
		return undefined;
	}
	/**
	 * A finite number.
	 * @returns `fallback` if it is not there, undefined if it is not right
	 */
	number<Fallback>(key: string, check: (value: number) => string | undefined, example: string, fallback: Fallback): number | Fallback | undefined {
		const raw = this.get(key);
		if (raw === undefined)
			return fallback;
		let value: unknown = raw;
		if (this.#numbersAsText && typeof raw === "string" && /^-?\d{1,15}(\.\d{1,15})?$/.test(raw))
			value = Number(raw);
		let problem: string | undefined;
		if (typeof value !== "number" || !Number.isFinite(value))
			problem = typeof raw === "string" && !this.#numbersAsText ? "is a text; a number has no quotes" : "is not a number";
		else
			problem = check(value);
		if (problem === undefined)
			return value as number;
		this.refuse(key, problem, example);
		return undefined;
	}
	/** A whole number from `minimum` to `maximum`; otherwise as `number`. */
	whole<Fallback>(key: string, minimum: number, maximum: number, unit: string, example: string, fallback: Fallback): number | Fallback | undefined {
		return this.number(key, value => {
			if (Number.isInteger(value) && value >= minimum && value <= maximum)
				return undefined;
			return `is not a whole number from ${minimum} to ${maximum}${unit && " " + unit}`;
		}, example, fallback);
	}
	/** One of `choices`; `fallback` if it is not there, undefined if it is none of them. */
	choice<Choice extends string>(key: string, choices: readonly Choice[], fallback: Choice): Choice | undefined {
		if (!this.has(key))
			return fallback;
		return this.text(key, text => {
			return choices.includes(text as Choice) ? undefined : `is none of ${choices.join(", ")}`;
		}, this.#path ? `"${key}": "${fallback}"` : `${key}=${fallback.replaceAll(" ", "\\ ")}`) as Choice | undefined;
	}
	/** True or false; `fallback` if it is not there, undefined if it is neither. */
	flag(key: string, fallback: boolean): boolean | undefined {
		let value = this.get(key) ?? fallback;
		if (this.#numbersAsText && (value === "true" || value === "false"))
			value = value === "true";
		if (typeof value === "boolean")
			return value;
		this.refuse(key, "is neither true nor false", this.#path ? `"${key}": ${!fallback}` : `${key}=${!fallback}`);
		return undefined;
	}
	/** A UUID; otherwise as `text`. */
	uuid(key: string, example: string, needed?: string): Uint8Array | undefined {
		const text = this.text(key, value => {
			return parseUUID(value) ? undefined : "is not a UUID: that is 4 or 8 hexadecimal digits, or 32 with dashes";
		}, example, needed);
		return text === undefined ? undefined : parseUUID(text);
	}
	/** An object within this one; undefined if it is missing or none. */
	section(key: string, example: string, needed: string): ConfigurationSection | undefined {
		const value = this.get(key);
		if (isRawSection(value))
			return new ConfigurationSection(`${this.#path}${key}.`, value, this.#mistakes);
		if (value !== undefined)
			this.refuse(key, "is not an object", example);
		else if (this.lacks(key))
			this.refuse(key, `is missing: ${needed}`, example);
		return undefined;
	}
	/** The objects in a list that should have 1 to `most`; entries that are none are left out. */
	sections(key: string, most: number, example: string, needed: string): ConfigurationSection[] {
		const list = this.get(key);
		const sections: ConfigurationSection[] = [];
		if (!Array.isArray(list)) {
			if (list !== undefined)
				this.refuse(key, "is not a list", example);
			else if (this.lacks(key))
				this.refuse(key, `is missing: ${needed}`, example);
			return sections;
		}
		if (list.length < 1 || list.length > most)
			this.refuse(key, `does not have 1 to ${most} entries`, example);
		for (let index = 0; index < list.length; index++) {
			const entry: unknown = list[index];
			if (isRawSection(entry))
				sections.push(new ConfigurationSection(`${this.#path}${key}[${index}].`, entry, this.#mistakes));
			else
				this.note(`${key}[${index}]`, key, entry, "is not an object", example);
		}
		return sections;
	}
	/**
	 * Notes a mistake for each key that is not one of `known`. To be called before values are asked for: what a
	 * misspelled key is meant for does not count as missing then.
	 * @returns true if there was one
	 */
	refuseUnknown(known: readonly string[]): boolean {
		return this.refuseKeys(known, false);
	}
	/** The same for keys that seem to be meant for one of `known` only; others belong to somebody else. */
	refuseMisspelled(known: readonly string[]): boolean {
		return this.refuseKeys(known, true);
	}
	private refuseKeys(known: readonly string[], misspelledOnly: boolean): boolean {
		let refused = false;
		for (const key of Object.keys(this.#raw)) {
			if (known.includes(key))
				continue;
			const meant = findMisspelling(key, known);
			if (meant === undefined && misspelledOnly)
				continue;
			refused = true;
			if (meant !== undefined)
				this.#meant.push(meant);
			this.note(key, meant ?? key, this.#raw[key], "is an unknown key", meant ?? `one of ${known.join(", ")}`);
		}
		return refused;
	}
	/** @param meant what tells whether the value is a secret: a misspelled secret is one all the same */
	private note(key: string, meant: string, value: unknown, problem: string, example: string): void {
		const secret = value !== undefined && isSecret(meant);
		this.#mistakes.push({ key: this.#path + key, value: secret ? "***" : showValue(value), problem, example });
	}
}
