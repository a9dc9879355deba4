import { findMisspelling } from "./misspelling";

/** One thing that is wrong in the configuration, for a person at the console. */
export interface ConfigurationMistake {
	/** Where: "ssid", "scan.interval", "peripherals[0].values[1].format". */
	readonly key: string;
	/** What is there, safe to show: secrets are `***` whatever their length. Undefined if nothing is there. */
	readonly value: string | undefined;
	/** What is wrong; reads on after the key. */
	readonly problem: string;
	/** What is right. */
	readonly example: string;
}

/** The mistake as one line for the console. */
export const formatMistake = (mistake: ConfigurationMistake): string => {
	const value = mistake.value === undefined ? "" : ` (${mistake.value})`;
	return `${mistake.key}${value} ${mistake.problem}. Right: ${mistake.example}`;
};

const SECRETS = Object.freeze(["password", "pass", "key"]);

/** Whether the value of `key` must not reach the console: "password", "pass", "key", what is called like them, and misspelled. */
export const isSecret = (key: string): boolean => {
	const lower = key.toLowerCase();
	return lower.includes("pass") || lower.includes("key") || findMisspelling(key, SECRETS) !== undefined;
};

const LONGEST = 60;

/** A value as the console may show it: one line, cut where it is long, without the credentials of a URL. */
export const showValue = (value: unknown): string | undefined => {
	switch (typeof value) {
		case "undefined":
			return undefined;
		case "string":
			return JSON.stringify(shorten(withoutCredentials(value)));
		case "number":
		case "boolean":
			return String(value);
		case "object":
			if (value === null)
				return "null";
			return Array.isArray(value) ? `a list of ${value.length}` : "an object";
		default:
			return `a ${typeof value}`;
	}
};

const shorten = (text: string): string => {
	return text.length <= LONGEST ? text : text.slice(0, LONGEST - 1) + "…";
};

const withoutCredentials = (text: string): string => {
	// The last one, for a password may hold the sign itself.
	const at = text.lastIndexOf("@");
	if (at < 0)
		return text;
	const scheme = text.indexOf("://");
	return (isScheme(text.slice(0, Math.max(scheme, 0))) ? text.slice(0, scheme + 3) : "") + "***" + text.slice(at);
};

/** Letters and "+", so that what stands before a password's "://" is not taken for one. */
const isScheme = (text: string): boolean => {
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i) | 0x20;
		if ((code < 0x61 || code > 0x7a) && text[i] !== "+")
			return false;
	}
	return text !== "";
};
