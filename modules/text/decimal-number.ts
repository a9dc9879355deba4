const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** A number as `mantissa` × 10 to the `exponent`, both whole: exact where a binary fraction is not. */
export class DecimalNumber {
	mantissa = 0;
	exponent = 0;

	/**
	 * Takes the number that the shortest text of `value` shows: 0.1 is 1 × 10⁻¹. The mantissa is exact up to 15 digits.
	 * @param value finite
	 */
	set(value: number): void {
		const text = String(value);
		this.mantissa = 0;
		this.exponent = 0;
		let fraction = false;
		let index = value < 0 ? 1 : 0;
		for (; index < text.length; index++) {
			const code = text.charCodeAt(index);
			if (code >= DIGIT_0 && code <= DIGIT_9) {
				this.mantissa = this.mantissa * 10 + code - DIGIT_0;
				if (fraction)
					this.exponent--;
			}
			else if (text[index] === ".")
				fraction = true;
			else {
				this.exponent += Number(text.slice(index + 1));
				break;
			}
		}
		if (value < 0)
			this.mantissa = -this.mantissa;
	}
}
