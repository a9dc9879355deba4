import { DecimalNumber } from "./decimal-number";

/** Whole numbers up to here are exact, and divided by a power of ten still have their own shortest text. */
const LIMIT = 1e15;
const DIGITS = 15;
const ZEROS = "000000000";
const MOST_PLACES = 20;
/** Powers of ten that binary floating point holds exactly. */
const POWERS = Object.freeze([
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);

/** `number` × 10 to the `power`, or NaN if that is not exact. */
const shifted = (number: number, power: number): number => {
	if (number === 0)
		return 0;
	const product = power < POWERS.length ? number * POWERS[power]! : NaN;
	return Math.abs(product) <= LIMIT ? product : NaN;
};

/** number × scale + offset, as data; `decimalFormula` makes it. A power of ten is left to the exponent, so that it is exact. */
export interface DecimalFormula {
	/** Not 0. */
	readonly scale: number;
	readonly offset: number;
	/** Digits after the point, 0 to 9; a half is rounded away from zero. Undefined for as many as needed. */
	readonly decimals: number | undefined;
	/** Scale and offset as whole numbers × 10 to an exponent. */
	readonly scaleMantissa: number;
	readonly scaleExponent: number;
	readonly offsetMantissa: number;
	readonly offsetExponent: number;
}

/** @param scale not 0 */
export const decimalFormula = (scale: number, offset: number, decimals: number | undefined): DecimalFormula => {
	const decimal = new DecimalNumber();
	decimal.set(scale);
	const { mantissa: scaleMantissa, exponent: scaleExponent } = decimal;
	decimal.set(offset);
	return { scale, offset, decimals, scaleMantissa, scaleExponent, offsetMantissa: decimal.mantissa, offsetExponent: decimal.exponent };
};

/**
 * What the formula makes of the number `mantissa` × 10 to the `exponent`, both whole, as decimal text. It calculates in
 * decimal as long as 15 digits suffice, so that 1,719 × 0.1 is 171.9; beyond that in binary, rounded to 15 digits. Plain
 * digits below 10²¹ and for up to 20 decimals, else with an exponent as in JSON ("1.5e-30"); never "-0".
 * @param zeros where no `decimals` are set: true keeps zeros at the end (the exponent states how fine the measurement
 * is), false cuts them
 */
export const formulaText = (formula: DecimalFormula, mantissa: number, exponent: number, zeros: boolean): string => {
	const { decimals, offsetMantissa, scale } = formula;
	// What most values are.
	if (scale === 1 && offsetMantissa === 0 && decimals === undefined && exponent === 0 && Math.abs(mantissa) <= LIMIT)
		return String(mantissa);
	let number = shifted(mantissa * formula.scaleMantissa, 0);
	let places = -exponent - formula.scaleExponent;
	if (offsetMantissa !== 0) {
		const common = Math.max(places, -formula.offsetExponent);
		number = shifted(number, common - places) + shifted(offsetMantissa, common + formula.offsetExponent);
		places = common;
	}
	if (places < 0) {
		number = shifted(number, -places);
		places = 0;
	}
	if (decimals !== undefined) {
		if (places > decimals) {
			number = divided(number, places - decimals);
			places = decimals;
		}
	}
	else if (!zeros) {
		for (; places > 0 && number % 10 === 0; places--)
			number /= 10;
	}
	// Written so that NaN fails too.
	if (!(Math.abs(number) <= LIMIT) || places > MOST_PLACES)
		return approximate(formula, mantissa, exponent);
	// (0): a sum or product may be -0.
	return padded(number === 0 ? (0).toFixed(places) : (number / POWERS[places]!).toFixed(places), places, decimals);
};

const approximate = ({ decimals, offset, scale }: DecimalFormula, mantissa: number, exponent: number): string => {
	const power = Math.abs(exponent) < POWERS.length ? POWERS[Math.abs(exponent)]! : 10 ** Math.abs(exponent);
	const number = (exponent < 0 ? mantissa / power : mantissa * power) * scale + offset;
	const size = Math.abs(number);
	if (decimals === undefined || size >= LIMIT)
		return String(Number(number.toPrecision(DIGITS)));
	let places = DIGITS;
	for (let power = 0; POWERS[power]! <= size; power++)
		places--;
	places = Math.min(places, decimals);
	const text = number.toFixed(places);
	return padded(number < 0 && Number(text) === 0 ? text.slice(1) : text, places, decimals);
};

const padded = (text: string, places: number, decimals: number | undefined): string => {
	if (decimals === undefined || places >= decimals)
		return text;
	return (places === 0 ? text + "." : text) + ZEROS.slice(places, decimals);
};

/** `number` / 10 to the `power`, to the nearest whole number, a half away from zero. */
const divided = (number: number, power: number): number => {
	if (power >= POWERS.length)
		return Number.isNaN(number) ? NaN : 0;
	const divisor = POWERS[power]!;
	const size = Math.abs(number);
	const rest = size % divisor;
	const quotient = (size - rest) / divisor + (rest * 2 >= divisor ? 1 : 0);
	return number < 0 ? -quotient : quotient;
};
