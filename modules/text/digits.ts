import { hexadecimalValue } from "./hexadecimal";

/** Far beyond what a number means. */
const LONGEST = 400;

/** True for 1 to `most` decimal digits, and nothing else. */
export const isDecimal = (text: string, most: number): boolean => {
	if (text === "" || text.length > most)
		return false;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x30 || code > 0x39)
			return false;
	}
	return true;
};

/** True for 1 to `most` hexadecimal digits in either case, and nothing else. */
export const isHexadecimal = (text: string, most: number): boolean => {
	if (text === "" || text.length > most)
		return false;
	for (let i = 0; i < text.length; i++) {
		if (hexadecimalValue(text.charCodeAt(i)) < 0)
			return false;
	}
	return true;
};

/** True for a decimal number: a minus or none, digits, a point with digits after it or none, an exponent or none. */
export const isNumber = (text: string): boolean => {
	const [digits = "", exponent, more] = text.toLowerCase().split("e"), parts = (digits.startsWith("-") ? digits.slice(1) : digits).split(".");
	if (more !== undefined || parts.length > 2 || !parts.every(part => isDecimal(part, LONGEST)))
		return false;
	return exponent === undefined || isDecimal(exponent.startsWith("-") || exponent.startsWith("+") ? exponent.slice(1) : exponent, LONGEST);
};
