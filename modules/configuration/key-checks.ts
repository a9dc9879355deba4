import { isHexadecimal } from "../text/digits";
import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";
import { parseBrokerURL } from "./broker-url";
import type { Problem } from "./key";
import { findMisspelling } from "./misspelling";
import { topicProblem } from "./mqtt-topic";
import { parsePins } from "./pin";
import { VALUE_FORMATS } from "./value-format";

/*
 * What keys can't say by their numbers: each tells what is wrong with a value, undefined if nothing is.
 */

export const COMMAND = "mcconfig -d -m -p esp32 ";
/** Scale and offset beyond it, or a scale below its inverse, are no unit of anything and would overflow. */
const LARGEST_FACTOR = 1e12;
/** Entries of `values`. */
const MOST_VALUES = 16;

export function ssidProblem(text: string): string | undefined {
	const length = utf8Length(text);
	if (length === 0)
		return "is empty: the name of the Wi-Fi network";
	return length > 32 ? `has ${length} bytes; the name of a network has at most 32` : undefined;
}

/** IEEE 802.11 annex J.4: a passphrase is printable ASCII, a key 256 bits. */
export function passwordProblem(text: string): string | undefined {
	if (text === "" || (text.length === 64 ? isHexadecimal(text, 64) : text.length >= 8 && text.length < 64 && isPrintableASCII(text)))
		return undefined;
	return "is not 8 to 63 ASCII characters or 64 hexadecimal digits (empty for an open network)";
}

function isPrintableASCII(text: string): boolean {
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x20 || code > 0x7e)
			return false;
	}
	return true;
}

export function brokerProblem(text: string): Problem | undefined {
	const result = parseBrokerURL(text);
	return "address" in result ? undefined : { problem: result.problem, example: COMMAND + result.example };
}

export function pinProblem(text: string): string | undefined {
	return text === "" || parsePins(text) ? undefined :
		"is not the SHA-256 of a public key in 64 hexadecimal digits, or several parted by commas (npm run certificate tells it)";
}

export function prefixProblem(text: string): string | undefined {
	if (text.endsWith("/"))
		return "ends with a slash; one follows by itself";
	// The longest topic that is always made of it.
	return topicProblem(text) ?? (topicProblem(text + "/status") && "leaves no room for /status in a topic of 128 bytes");
}

/** The name of a peripheral as it advertises it: a legacy advertisement has 31 bytes, two of which the name's header takes. */
export function advertisedNameProblem(name: string): string | undefined {
	const length = utf8Length(name);
	if (length === 0)
		return "is empty";
	return length > 29 ? `has ${length} bytes; an advertisement has room for 29` : textProblem(name);
}

/** Little-endian needs no ending here; by its letters, "uint16le" is nearer to the very opposite. */
export function formatProblem(text: string): Problem | undefined {
	const formats = Object.keys(VALUE_FORMATS);
	if (formats.includes(text))
		return undefined;
	const lower = text.toLowerCase(), meant = findMisspelling(lower.endsWith("le") ? text.slice(0, -2) : text, formats);
	return { problem: `is none of ${formats.join(", ")}`, example: `"format": "${meant ?? "uint16"}"` };
}

export function scaleProblem(value: number): string | undefined {
	if (value === 0)
		return "makes every value 0";
	const size = Math.abs(value);
	return size <= LARGEST_FACTOR && size >= 1 / LARGEST_FACTOR ? undefined : "is not between 10⁻¹² and 10¹²";
}

/** In the value's unit. */
export function deadBandProblem(value: number): string | undefined {
	return value >= 0 && value <= LARGEST_FACTOR ? undefined : "is not between 0 and 10¹²";
}

export function offsetProblem(value: number): string | undefined {
	return Math.abs(value) <= LARGEST_FACTOR ? undefined : "is not between -10¹² and 10¹²";
}

/** One name or a list of some; which there are the library knows. */
export function deviceProblem(value: unknown): string | undefined {
	const names: unknown[] = Array.isArray(value) ? value : [value];
	return names.length > 0 && names.every(name => typeof name === "string") ? undefined : "is neither a text in quotes nor a list of some";
}

export function valuesProblem(value: unknown): string | undefined {
	if (Array.isArray(value))
		return value.length >= 1 && value.length <= MOST_VALUES ? undefined : `does not have 1 to ${MOST_VALUES} entries`;
	return typeof value === "object" ? undefined : "is not a list";
}
