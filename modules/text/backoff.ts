import type { Random } from "./clock";

/**
 * Exponential backoff with full jitter: the n-th delay is drawn evenly from `minimum` to the smaller of
 * `minimum` × 2ⁿ and `maximum`, so that gateways that lost the same broker do not come back in step.
 */
export class Backoff {
	#random: Random;
	#minimum: number;
	#maximum: number;
	#attempts = 0;

	/** Milliseconds; 0 < `minimum` ≤ `maximum`. */
	constructor(random: Random, minimum: number, maximum: number) {
		if (!(minimum > 0 && minimum <= maximum))
			throw new RangeError(`backoff from ${minimum} to ${maximum} ms`);
		this.#random = random;
		this.#minimum = minimum;
		this.#maximum = maximum;
	}
	/** The next delay in whole milliseconds. */
	next(): number {
		// 2³⁰ is beyond any maximum: stop counting there rather than overflow after months of failures
		this.#attempts = Math.min(this.#attempts + 1, 30);
		const ceiling = Math.min(this.#maximum, this.#minimum * 2 ** this.#attempts);
		return Math.round(this.#minimum + this.#random() * (ceiling - this.#minimum));
	}
	/** The next delay is a short one again. */
	reset(): void {
		this.#attempts = 0;
	}
}
