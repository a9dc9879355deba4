import { isHexadecimal } from "../text/digits";
import { LinkTime } from "../text/link-time";
import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";
import type { Problem } from "./key";
import { findMisspelling } from "./misspelling";
import { topicChecks } from "./mqtt-topic";
import { VALUE_FORMATS } from "./value-format";

/** Scale and offset beyond it, or a scale below its inverse, are no unit of anything and would overflow. */
const LARGEST_FACTOR = 1e12;
/** Entries of `values`. */
const MOST_VALUES = 16;
/** Texts of `options`, and bytes of each: all of them go into one part of a message. */
const MOST_OPTIONS = 16, LONGEST_OPTION = 32;

const prefixProblem = (text: string): string | undefined => {
	if (text.endsWith("/"))
		return "ends with a slash; one follows by itself";
	// The longest topic that is always made of it.
	return topicChecks.value.topicProblem(text) ?? (topicChecks.value.topicProblem(text + "/status") && "leaves no room for /status in a topic of 128 bytes");
};

/** The name of a peripheral as it advertises it: a legacy advertisement has 31 bytes, two of which the name's header takes. */
const advertisedNameProblem = (name: string): string | undefined => {
	const length = utf8Length(name);
	if (length === 0)
		return "is empty";
	return length > 29 ? `has ${length} bytes; an advertisement has room for 29` : textProblem(name);
};

/** Little-endian needs no ending here; by its letters, "uint16le" is nearer to the very opposite. */
const formatProblem = (text: string): Problem | undefined => {
	const formats = Object.keys(VALUE_FORMATS);
	if (formats.includes(text))
		return undefined;
	const lower = text.toLowerCase(), meant = findMisspelling(lower.endsWith("le") ? text.slice(0, -2) : text, formats);
	return { problem: `is none of ${formats.join(", ")}`, example: `"format": "${meant ?? "uint16"}"` };
};

const scaleProblem = (value: number): string | undefined => {
	if (value === 0)
		return "makes every value 0";
	const size = Math.abs(value);
	return size <= LARGEST_FACTOR && size >= 1 / LARGEST_FACTOR ? undefined : "is not between 10⁻¹² and 10¹²";
};

/** In the value's unit. */
const deadBandProblem = (value: number): string | undefined => {
	return value >= 0 && value <= LARGEST_FACTOR ? undefined : "is not between 0 and 10¹²";
};

const offsetProblem = (value: number): string | undefined => {
	return Math.abs(value) <= LARGEST_FACTOR ? undefined : "is not between -10¹² and 10¹²";
};

/** One name or a list of some; which there are the library knows. */
const deviceProblem = (value: unknown): string | undefined => {
	const names: unknown[] = Array.isArray(value) ? value : [value];
	return names.length > 0 && names.every(name => typeof name === "string") ? undefined : "is neither a text in quotes nor a list of some";
};

/** 128 bits; what MiBeacon 2 and 3 have is 96 bits, and proves nothing. */
const bindKeyProblem = (text: string): string | undefined => {
	return text.length === 32 && isHexadecimal(text, 32) ? undefined : `is not 32 hexadecimal digits, but ${text.length} characters`;
};

/** @param text without a problem */
const bindKeyOf = (text: string): Uint8Array => Uint8Array.from({ length: 16 }, (_byte, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16));

const valuesProblem = (value: unknown): string | undefined => {
	if (Array.isArray(value))
		return value.length >= 1 && value.length <= MOST_VALUES ? undefined : `does not have 1 to ${MOST_VALUES} entries`;
	return typeof value === "object" ? undefined : "is not a list";
};

function optionsProblem(value: unknown): string | undefined {
	if (!Array.isArray(value) || value.length < 1 || value.length > MOST_OPTIONS)
		return `is not a list of 1 to ${MOST_OPTIONS} texts`;
	const texts: readonly unknown[] = value;
	if (!texts.every(text => typeof text === "string" && text !== "" && utf8Length(text) <= LONGEST_OPTION && !textProblem(text)))
		return `has something other than a text of 1 to ${LONGEST_OPTION} bytes in it`;
	return new Set(texts).size === texts.length ? undefined : "has a text twice";
}

/** What declarations can't say by their numbers, when the firmware is linked: each tells what is wrong with a value, undefined if nothing is. */
export const declarationChecks = Object.freeze(new LinkTime(Object.freeze({
	advertisedNameProblem, bindKeyOf, bindKeyProblem, deadBandProblem, deviceProblem, formatProblem, offsetProblem, optionsProblem, prefixProblem, scaleProblem, valuesProblem,
})));
