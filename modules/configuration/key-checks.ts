import { isHexadecimal } from "../text/digits";
import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";
import { parseBrokerURL } from "./broker-url";
import type { Problem } from "./key";
import { parsePins } from "./pin";

/*
 * What settings can't say by their numbers: each tells what is wrong with a value, undefined if nothing is.
 */

export const COMMAND = "mcconfig -d -m -p esp32 ";

export const ssidProblem = (text: string): string | undefined => {
	const length = utf8Length(text);
	if (length === 0)
		return "is empty: the name of the Wi-Fi network";
	return length > 32 ? `has ${length} bytes; the name of a network has at most 32` : undefined;
};

/** IEEE 802.11 annex J.4: a passphrase is printable ASCII, a key 256 bits. */
export const passwordProblem = (text: string): string | undefined => {
	if (text === "" || (text.length === 64 ? isHexadecimal(text, 64) : text.length >= 8 && text.length < 64 && isPrintableASCII(text)))
		return undefined;
	return "is not 8 to 63 ASCII characters or 64 hexadecimal digits (empty for an open network)";
};

const isPrintableASCII = (text: string): boolean => {
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x20 || code > 0x7e)
			return false;
	}
	return true;
};

export const brokerProblem = (text: string): Problem | undefined => {
	const result = parseBrokerURL(text);
	return "address" in result ? undefined : { problem: result.problem, example: COMMAND + result.example };
};

export const pinProblem = (text: string): string | undefined => {
	return text === "" || parsePins(text) ? undefined :
		"is not the SHA-256 of a public key in 64 hexadecimal digits, or several parted by commas (npm run certificate tells it)";
};

/** Longest beginning of the topics to which Home Assistant listens. */
const DISCOVERY_LENGTH = 32;

export const discoveryProblem = (value: unknown): string | undefined => {
	if (typeof value === "boolean" || value === "true" || value === "false")
		return undefined;
	if (typeof value !== "string" || value === "")
		return "is neither true nor false nor a text";
	const length = utf8Length(value);
	if (length > DISCOVERY_LENGTH)
		return `has ${length} bytes; ${DISCOVERY_LENGTH} are allowed`;
	return value.endsWith("/") ? "ends with a slash; one follows by itself" : value.includes("+") || value.includes("#") ? "has a wildcard (+ or #) in it" : textProblem(value);
};

/** @param value without a problem @returns what the topics begin with; "" for none */
export const discoveryOf = (value: unknown): string => value === true || value === "true" ? "homeassistant" : value === false || value === "false" ? "" : value as string;
