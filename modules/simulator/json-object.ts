import type { Mistake } from "./scenario-error";

/** How a value of any kind is shown: short, and as JSON. */
function show(value: unknown): string {
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 60 ? text.slice(0, 57) + "…" : text;
}

/** What a number must be. */
export interface NumberBounds {
	readonly minimum: number;
	readonly maximum: number;
	/** Taken where the key is absent; without it the key is required. */
	readonly otherwise?: number;
	readonly fraction?: boolean;
	readonly example: string;
}

/**
 * An object of parsed JSON, read key by key. Each mistake is noted in a list that all objects of one text share, and
 * reading goes on with a value that does no harm. `finish` notes the keys that nobody asked for.
 */
export class JsonObject {
	readonly path: string;
	#members: Readonly<Record<string, unknown>>;
	#mistakes: Mistake[];
	#asked: string[] = [];

	/** A `value` that is no object is noted, and read as an empty one whose keys are not asked for. */
	constructor(value: unknown, path: string, mistakes: Mistake[], example: string) {
		this.path = path;
		this.#mistakes = mistakes;
		if (typeof value !== "object" || value === null || Array.isArray(value)) {
			this.#members = {};
			this.#mistakes = [];
			mistakes.push({ path: path || "the scenario", problem: `${show(value)} is not an object`, example });
		}
		else
			this.#members = value as Record<string, unknown>;
	}
	pathOf(key: string): string {
		return this.path === "" ? key : `${this.path}.${key}`;
	}
	mistake(key: string, problem: string, example: string): void {
		this.#mistakes.push({ path: key === "" ? this.path : this.pathOf(key), problem, example });
	}
	/** Notes that the value of `key` is not what it should be. */
	wrong(key: string, expected: string, example: string): void {
		this.mistake(key, this.has(key) ? `${show(this.#members[key])} is not ${expected}` : "is missing", example);
	}
	has(key: string): boolean {
		this.#asked.push(key);
		return this.#members[key] !== undefined;
	}
	get(key: string): unknown {
		this.#asked.push(key);
		return this.#members[key];
	}
	object(key: string, example: string): JsonObject {
		return new JsonObject(this.get(key) ?? {}, this.pathOf(key), this.#mistakes, example);
	}
	/** The members of an array of objects. */
	objects(key: string, example: string, required = false): JsonObject[] {
		return this.list(key, example, required)
			.map((value, index) => new JsonObject(value, `${this.pathOf(key)}[${index}]`, this.#mistakes, example));
	}
	list(key: string, example: string, required = false): readonly unknown[] {
		const value = this.get(key);
		if (Array.isArray(value) && (value.length > 0 || !required))
			return value;
		if (value !== undefined || required)
			this.wrong(key, required ? "a list with at least one member" : "a list", `[${example}]`);
		return [];
	}
	number(key: string, { minimum, maximum, otherwise, fraction, example }: NumberBounds): number {
		const value = this.get(key);
		if (value === undefined && otherwise !== undefined)
			return otherwise;
		if (typeof value === "number" && value >= minimum && value <= maximum && (fraction || Number.isInteger(value)))
			return value;
		this.wrong(key, `a${fraction ? "" : " whole"} number from ${minimum} to ${maximum}`, example);
		return otherwise ?? minimum;
	}
	boolean(key: string, otherwise: boolean): boolean {
		const value = this.get(key);
		if (typeof value === "boolean")
			return value;
		if (value !== undefined)
			this.wrong(key, "true or false", String(otherwise));
		return otherwise;
	}
	text(key: string, expected: string, example: string): string | undefined {
		const value = this.get(key);
		if (typeof value === "string" && value !== "")
			return value;
		this.wrong(key, expected, example);
		return undefined;
	}
	/** One of the texts of `choices`; `otherwise` where the key is absent, or, without it, required. */
	choice<T extends string>(key: string, choices: readonly T[], otherwise: T | undefined, example: string): T | undefined {
		const value = this.get(key);
		if (value === undefined && otherwise !== undefined)
			return otherwise;
		if (choices.includes(value as T))
			return value as T;
		this.wrong(key, `one of ${choices.join(", ")}`, example);
		return otherwise;
	}
	/** Reads text with `parse`, which gives undefined for what is wrong. */
	parsed<T>(key: string, parse: (text: string) => T | undefined, expected: string, example: string): T | undefined {
		const value = this.get(key);
		const result = typeof value === "string" ? parse(value) : undefined;
		if (result === undefined)
			this.wrong(key, expected, example);
		return result;
	}
	finish(): void {
		for (const key of Object.keys(this.#members)) {
			if (!this.#asked.includes(key))
				this.mistake(key, "is not known here", [...new Set(this.#asked)].join(", "));
		}
	}
}
