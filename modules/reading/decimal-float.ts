/**
 * Writes a decimal number as SFLOAT (2 bytes) or FLOAT (4 bytes) of IEEE 11073-20601, little-endian, and keeps as many
 * decimals as the text has, if they fit.
 * @param text a number as `isNumber` takes it
 * @param scale exponent of the power of ten that is to be taken off
 * @returns false if it is too large
 */
export function writeDecimalFloat(text: string, scale: number, small: boolean, into: Uint8Array, at: number): boolean {
	const largest = small ? 0x7ff : 0x7fffff, lowest = small ? -8 : -128, highest = small ? 7 : 127;
	const [digits = "", power = "0"] = text.toLowerCase().split("e"), [whole = "", fraction = ""] = digits.split(".");
	let mantissa = Number(whole + fraction), exponent = mantissa === 0 ? Math.max(lowest, -fraction.length) : Number(power) - fraction.length - scale;
	if (!(Math.abs(mantissa) < 1e300 && Math.abs(exponent) < 1_000))
		return false;
	// where the text has no point, zeros at its end say nothing about how fine the measurement is
	for (; exponent < 0 && fraction === "" && mantissa !== 0 && mantissa % 10 === 0; exponent++)
		mantissa /= 10;
	// with the exponent 0, the largest have other meanings
	for (; mantissa > largest || mantissa < -largest - 1 || exponent === 0 && Math.abs(mantissa) > largest - 2 || exponent < lowest; exponent++)
		mantissa = Math.round(mantissa / 10);
	for (; exponent > 0 && Math.abs(mantissa * 10) <= largest; exponent--)
		mantissa *= 10;
	if (exponent > highest)
		return false;
	writeMantissa(mantissa, exponent, small, into, at);
	return true;
}

/** Writes mantissa and exponent as they are; with the exponent 0 some mantissas are no numbers. */
export function writeMantissa(mantissa: number, exponent: number, small: boolean, into: Uint8Array, at: number): void {
	into[at] = mantissa & 0xff;
	if (small) {
		into[at + 1] = mantissa >> 8 & 0x0f | (exponent & 0x0f) << 4;
		return;
	}
	into[at + 1] = mantissa >> 8 & 0xff;
	into[at + 2] = mantissa >> 16 & 0xff;
	into[at + 3] = exponent & 0xff;
}
