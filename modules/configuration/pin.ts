import { hexadecimalValue } from "../text/hexadecimal";

const DIGITS = 64;

/**
 * Pins (RFC 7469 §2.4) as in the configuration: SHA-256 in 64 hexadecimal digits each, several parted by commas.
 * @returns undefined if the text is not that
 */
export const parsePins = (text: string): Uint8Array[] | undefined => {
	const pins: Uint8Array[] = [];
	for (const part of text.split(",")) {
		const digits = part.trim();
		if (digits.length !== DIGITS)
			return undefined;
		const pin = new Uint8Array(DIGITS / 2);
		for (let i = 0; i < DIGITS; i++) {
			const value = hexadecimalValue(digits.charCodeAt(i));
			if (!(value >= 0))
				return undefined;
			pin[i >> 1] = pin[i >> 1]! << 4 | value;
		}
		pins.push(pin);
	}
	return pins;
};
