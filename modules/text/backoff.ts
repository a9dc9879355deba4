import type { Random } from "./clock";

/** Milliseconds. */
const MINIMUM = 1_000, MAXIMUM = 60_000;

/** Beyond any maximum: there it stops counting rather than overflow after months of failures. */
const MOST = 30;

/**
 * Exponential backoff with full jitter: the n-th delay, from 1, is drawn evenly from 1 s to the smaller of 1 s × 2ⁿ and 60 s,
 * so that gateways that lost the same broker do not come back in step. In whole milliseconds.
 */
export function backoffDelay(attempt: number, random: Random): number {
	const ceiling = Math.min(MAXIMUM, MINIMUM * 2 ** Math.min(attempt, MOST));
	return Math.round(MINIMUM + random() * (ceiling - MINIMUM));
}

/** That, and the count of attempts. */
export class Backoff {
	private _random: Random;
	private _attempts = 0;

	constructor(random: Random) {
		this._random = random;
	}
	/** The next delay in whole milliseconds. */
	next(): number {
		this._attempts = Math.min(this._attempts + 1, MOST);
		return backoffDelay(this._attempts, this._random);
	}
	/** The next delay is a short one again. */
	reset(): void {
		this._attempts = 0;
	}
}
