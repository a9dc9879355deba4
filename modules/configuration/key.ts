import { LinkTime } from "../text/link-time";

/** What is wrong with a value, for people, and what is right, where that depends on the value. */
export interface Problem {
	readonly problem: string;
	readonly example: string;
}

/** One key that people may use: a row of the table (`KEYS`). */
export interface Key<Value> {
	readonly kind: "text" | "number" | "whole number" | "choice" | "flag" | "object" | "list" | "several";
	/** What it is for; goes on after "is missing: ". */
	readonly text: string;
	/** Whether it must be there. */
	readonly needed: boolean;
	/** What counts where it is not there, as it would be written; undefined for nothing. */
	readonly otherwise: string | number | boolean | undefined;
	/** What counts then, for people, where `otherwise` does not say it. */
	readonly without: string;
	/** What is right, as it is written; undefined where its name and `otherwise` make it. */
	readonly example: string | undefined;
	/** Of a number, of the bytes of a text, of the entries of a list. Where `check` does more they are not asked. */
	readonly minimum: number;
	readonly maximum: number;
	readonly unit: string;
	readonly choices: readonly string[];
	/** What is allowed beyond minimum, maximum and choices, for people. */
	readonly bounds: string;
	/** What is wrong with a value of the right kind; undefined if nothing is. */
	readonly check: ((value: never) => string | Problem | undefined) | undefined;
	/** Makes of a right one what the firmware works with. */
	convert(value: unknown): Value;
}

/** What the rows of an object make of it. */
export type Values<Keys> = { readonly [Name in keyof Keys]: Keys[Name] extends Key<infer Value> ? Value : never };

type Row = Partial<Omit<Key<unknown>, "kind" | "text" | "convert">>;

const DEFAULTS: Omit<Key<unknown>, "kind" | "text" | "convert"> = Object.freeze({
	needed: false, otherwise: undefined, without: "none", example: undefined, minimum: 0, maximum: Infinity, unit: "", choices: Object.freeze([]), bounds: "", check: undefined,
});

/** A row that is made while the firmware runs, too. `convert` gets only what `check` lets through. */
export const keyOf = <Value>(kind: Key<unknown>["kind"], text: string, rest: Row, convert: (value: never) => Value): Key<Value> => {
	return Object.freeze({ ...DEFAULTS, kind, text, ...rest, convert: convert as Key<Value>["convert"] });
};

const same = <Value>(value: Value) => value;

/** A text; undefined if it may be missing, and is, or is "": the command line can only empty what a manifest sets. */
const optionalText = (text: string, rest: Row): Key<string | undefined> => {
	return keyOf("text", text, rest, (value: string) => value === "" ? undefined : value);
};

/** A text that is there, or has a default. */
const textKey = (text: string, rest: Row): Key<string> => {
	return keyOf("text", text, rest, same);
};

/** A text that says something else. `convert` gets only what `check` lets through. */
const meantText = <Value>(text: string, rest: Row, convert: (text: string) => Value): Key<Value> => {
	return keyOf("text", text, rest, convert);
};

const numberKey = (text: string, rest: Row & { otherwise: number }): Key<number> => {
	return keyOf("number", text, rest, same);
};

const wholeKey = (text: string, minimum: number, maximum: number, unit: string, rest: Row & { otherwise: number }): Key<number> => {
	return keyOf("whole number", text, { minimum, maximum, unit, ...rest }, same);
};

/** A whole number that may be missing. */
const optionalWhole = (text: string, minimum: number, maximum: number, unit: string, rest: Row): Key<number | undefined> => {
	return keyOf("whole number", text, { minimum, maximum, unit, ...rest }, same<number | undefined>);
};

/** A whole number of seconds; the firmware works with milliseconds. */
const secondsKey = (text: string, minimum: number, maximum: number, otherwise: number): Key<number> => {
	return keyOf("whole number", text, { minimum, maximum, unit: "seconds", otherwise }, (seconds: number) => seconds * 1_000);
};

/** One of several words, the first of them by default. */
const choiceKey = <Choice extends string>(text: string, choices: readonly Choice[], otherwise = choices[0]): Key<Choice> => {
	return keyOf("choice", text, { choices, otherwise }, same<Choice>);
};

/** The same without a default, where that is to be had from elsewhere. */
const optionalChoice = <Choice extends string>(text: string, choices: readonly Choice[], rest: Row): Key<Choice | undefined> => {
	return keyOf("choice", text, { choices, ...rest }, same<Choice | undefined>);
};

const flagKey = (text: string, otherwise: boolean): Key<boolean> => {
	return keyOf("flag", text, { otherwise }, same<boolean>);
};

/** What may be of several kinds; `convert` gets only what `check` lets through. */
const severalKey = <Value>(text: string, rest: Row & { check: Key<unknown>["check"] }, convert: (value: unknown) => Value): Key<Value> => {
	return keyOf("several", text, rest, convert);
};

/** An object with keys of its own. */
const objectKey = (text: string, example: string, rest: Row = {}): Key<unknown> => {
	return keyOf("object", text, { example, ...rest }, same);
};

/** A list of 1 to `maximum` objects. */
const listKey = (text: string, maximum: number, example: string): Key<unknown> => {
	return keyOf("list", text, { needed: true, minimum: 1, maximum, example }, same);
};

/** Rows of the table, for when the firmware is linked; they can't be had otherwise, so that they do not stay in flash. */
export const keys = Object.freeze(new LinkTime(Object.freeze({
	choiceKey, flagKey, listKey, meantText, numberKey, objectKey, optionalChoice, optionalText, optionalWhole, secondsKey, severalKey, textKey, wholeKey,
})));
