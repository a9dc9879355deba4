import type { Random } from "./clock";

/** Milliseconds. */
const MINIMUM = 1_000, MAXIMUM = 60_000;

/**
 * Exponential backoff with full jitter: the n-th delay is drawn evenly from 1 s to the smaller of 1 s × 2ⁿ and 60 s, so
 * that gateways that lost the same broker do not come back in step. The bounds are the same for all: each peripheral has
 * one of these in RAM.
 */
export class Backoff {
	private _random: Random;
	private _attempts = 0;

	constructor(random: Random) {
		this._random = random;
	}
	/** The next delay in whole milliseconds. */
	next(): number {
		// 2³⁰ is beyond any maximum: stop counting there rather than overflow after months of failures
		this._attempts = Math.min(this._attempts + 1, 30);
		const ceiling = Math.min(MAXIMUM, MINIMUM * 2 ** this._attempts);
		return Math.round(MINIMUM + this._random() * (ceiling - MINIMUM));
	}
	/** The next delay is a short one again. */
	reset(): void {
		this._attempts = 0;
	}
}
