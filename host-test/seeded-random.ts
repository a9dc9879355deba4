import { pseudoRandom } from "../modules/simulator/pseudo-random";

/** Numbers from 0 to before 1 that are the same at every run. */
export const seededRandom = pseudoRandom;

export function randomBytes(random: () => number, length: number): Uint8Array {
	return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}
