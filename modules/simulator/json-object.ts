import { ConfigurationSection, isRawSection } from "../configuration/configuration-section";
import { keyOf } from "../configuration/key";

/** What a number must be. */
export interface NumberBounds {
	readonly minimum: number;
	readonly maximum: number;
	/** Taken where the key is absent; without it the key is required. */
	readonly otherwise?: number;
	readonly fraction?: boolean;
	readonly example: string;
}

const same = <Value>(value: Value) => value;

/**
 * An object of a scenario, read key by key as the configuration is. Reading goes on after a mistake, with a value that does
 * no harm. `finish` notes the keys that nobody asked for.
 */
export class JsonObject {
	#section: ConfigurationSection;
	#asked: string[] = [];

	constructor(section: ConfigurationSection) {
		this.#section = section;
	}
	mistake(key: string, problem: string, example: string): void {
		this.#section.refuse(key, problem, example);
	}
	has(key: string): boolean {
		return this.get(key) !== undefined;
	}
	get(key: string): unknown {
		this.#asked.push(key);
		return this.#section.get(key);
	}
	/** An object within this one; one without keys where it is absent, or no object, which is noted. */
	object(key: string, example: string): JsonObject {
		if (this.has(key) && !isRawSection(this.get(key)))
			this.mistake(key, "is not an object", example);
		return new JsonObject(this.#section.section(key, {}) ?? new ConfigurationSection("", {}, []));
	}
	/** The members of an array of objects. */
	objects(key: string, example: string, required = false): JsonObject[] {
		this.list(key, example, required);
		return this.#section.sections(key, keyOf("list", "", { example }, same)).map(section => new JsonObject(section));
	}
	list(key: string, example: string, required = false): readonly unknown[] {
		const value = this.get(key);
		if (Array.isArray(value) && (value.length > 0 || !required))
			return value;
		if (value !== undefined || required)
			this.mistake(key, value === undefined ? "is missing" : required ? "is not a list with at least one member" : "is not a list", `[${example}]`);
		return [];
	}
	number(key: string, { example, fraction, maximum, minimum, otherwise }: NumberBounds): number {
		this.#asked.push(key);
		const row = { minimum, maximum, example, otherwise: otherwise as number, needed: otherwise === undefined };
		return this.#section.value(key, keyOf<number>(fraction ? "number" : "whole number", fraction ? "a number" : "a whole number", row, same)) ?? otherwise ?? minimum;
	}
	boolean(key: string, otherwise: boolean): boolean {
		this.#asked.push(key);
		return this.#section.value(key, keyOf<boolean>("flag", "", { otherwise }, same)) ?? otherwise;
	}
	text(key: string, expected: string, example: string): string | undefined {
		this.#asked.push(key);
		return this.#section.value(key, keyOf<string>("text", expected, { needed: true, minimum: 1, example }, same));
	}
	/** One of the texts of `choices`; `otherwise` where the key is absent, or, without it, required. */
	choice<T extends string>(key: string, choices: readonly T[], otherwise: T | undefined, example: string): T | undefined {
		this.#asked.push(key);
		return this.#section.value(key, keyOf<T>("choice", `one of ${choices.join(", ")}`, { choices, otherwise, needed: otherwise === undefined, example }, same)) ?? otherwise;
	}
	/** Reads text with `parse`, which gives undefined for what is wrong. */
	parsed<T>(key: string, parse: (text: string) => T | undefined, expected: string, example: string): T | undefined {
		this.#asked.push(key);
		return this.#section.value(key, keyOf<T | undefined>("text", expected, {
			needed: true, example, check: (text: string) => parse(text) === undefined ? `is not ${expected}` : undefined,
		}, parse));
	}
	finish(): void {
		this.#section.refuseUnknown([...new Set(this.#asked)]);
	}
}
