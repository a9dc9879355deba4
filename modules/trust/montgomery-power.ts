/** What is reached by doubling at most, before squaring goes on. */
const DOUBLINGS = 16;

/**
 * A power modulo an odd number, by Montgomery's multiplication (Menezes et al., Handbook of Applied Cryptography, §14.3.2):
 * with R = 2^bits, the product of a and b is a · b / R. Nothing is divided, and as a factor is taken in two halves, no number
 * in between is more than half as long again as the modulus: XS's remainder takes seven numbers beside the product, of which
 * four are twice as long, just when the certificates are in RAM. More parts would save little more, and each number that is
 * made brings the next collection of garbage nearer. Nothing here is secret.
 *
 * `enter`, `raise` and `leave` are to be called in this order. The base is given twice, so that it need not be held in between.
 */
export class MontgomeryPower {
	private _modulus: bigint;
	private _bits: number;
	/** Of a half. */
	private _shift: bigint;
	private _mask: bigint;
	/** -1 / modulus, modulo 2^shift. */
	private _inverse: bigint;
	/** Times R. */
	private _power = 0n;

	/** @param modulus odd, of exactly `bits` bits: an even number */
	constructor(modulus: bigint, bits: number) {
		this._modulus = modulus;
		this._bits = bits;
		const shift = this._shift = BigInt(bits / 2), mask = this._mask = (1n << shift) - 1n, low = modulus & mask;
		let inverse = 1n;
		// each turn doubles the bits that are right (Newton)
		for (let right = 1; right < bits / 2; right *= 2)
			inverse = inverse * (mask + 3n - (low * inverse & mask)) & mask;
		this._inverse = mask + 1n - inverse;
		this._power = this.square();
	}
	/** @param base below the modulus */
	enter(base: bigint): void {
		this._power = this.product(this._power, base);
	}
	/** @param exponent odd, from 3 to 2³² - 1 */
	raise(exponent: number): void {
		let bit = 31 - Math.clz32(exponent);
		// of 65537 there is nothing between the first bit and the last
		const factor = (exponent ^ 1 << bit ^ 1) === 0 ? 0n : this._power;
		while (--bit > 0) {
			this._power = this.product(this._power, this._power);
			if (exponent >>> bit & 1)
				this._power = this.product(this._power, factor);
		}
		this._power = this.product(this._power, this._power);
	}
	/** @returns the power, as the plain base, which is its last factor, takes R out of it */
	leave(base: bigint): bigint {
		return this.product(this._power, base);
	}
	/** R² modulo the modulus, as the product with it is that with R. */
	private square(): bigint {
		const modulus = this._modulus;
		let power = (1n << BigInt(this._bits)) - modulus, doublings = this._bits, squarings = 0;
		for (; doublings > DOUBLINGS && doublings % 2 === 0; doublings /= 2)
			squarings++;
		while (doublings-- > 0) {
			power <<= 1n;
			if (power >= modulus)
				power -= modulus;
		}
		while (squarings-- > 0)
			power = this.product(power, power);
		return power;
	}
	/** a · b / R, both below the modulus. */
	private product(a: bigint, b: bigint): bigint {
		const shift = this._shift, mask = this._mask, modulus = this._modulus, inverse = this._inverse;
		let sum = a * (b & mask);
		sum += ((sum & mask) * inverse & mask) * modulus;
		sum >>= shift;
		sum += a * (b >> shift);
		sum += ((sum & mask) * inverse & mask) * modulus;
		sum >>= shift;
		return sum < modulus ? sum : sum - modulus;
	}
}
