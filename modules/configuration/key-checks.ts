import { isHexadecimal } from "../text/digits";
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
