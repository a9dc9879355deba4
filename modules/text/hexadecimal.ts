/** Character code of the lower-case hexadecimal digit for `nibble`, 0 to 15. */
export const hexadecimalDigit = (nibble: number): number => {
	return nibble < 10 ? 0x30 + nibble : 0x57 + nibble;
};

/** What the hexadecimal digit with this character code is worth, in either case; -1 for any other character. */
export const hexadecimalValue = (code: number): number => {
	if (code >= 0x30 && code <= 0x39)
		return code - 0x30;
	const lower = code | 0x20;
	return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};
