import type { Random } from "../text/clock";

/**
 * Numbers that look random and are the same for the same seed: Mulberry32, by Tommy Ettinger, in the public domain.
 * @param seed an integer of 32 bits
 */
export function pseudoRandom(seed: number): Random {
	let state = seed | 0;
	return () => {
		state = state + 0x6d2b79f5 | 0;
		let mixed = Math.imul(state ^ state >>> 15, 1 | state);
		mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
		return ((mixed ^ mixed >>> 14) >>> 0) / 0x1_0000_0000;
	};
}

/** A seed of its own for whatever `name` names, so that what one draws does not move what another draws (FNV-1a). */
export function seedFor(seed: number, name: string): number {
	let hash = seed ^ 0x811c9dc5;
	for (let index = 0; index < name.length; index++)
		hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
	return hash | 0;
}
