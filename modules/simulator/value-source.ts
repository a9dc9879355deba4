import type { Random } from "../text/clock";
import { isIntegerFormat, numberBounds, numberBytes } from "./number-bytes";
import { pseudoRandom, seedFor } from "./pseudo-random";
import type { NumberFormat, ValueScenario } from "./scenario";

/** The values of a characteristic, one after the other; they go on across connections. */
export interface ValueSource {
	/** The value that `next` gave last, or, before that, the one it will give first. */
	readonly current: Uint8Array;
	next(): Uint8Array;
}

/** @param name what the values belong to; with `seed` it decides what looks random unless the scenario does */
export function createValueSource(value: ValueScenario, seed: number, name: string): ValueSource {
	switch (value.kind) {
		case "fixed":
			return new Sequence(() => value.bytes);
		case "list": {
			let at = 0;
			return new Sequence(() => value.values[at++ % value.values.length]!);
		}
		case "random": {
			const random = pseudoRandom(value.seed ?? seedFor(seed, name));
			return new Sequence(() => numberBytes(value.format, between(random, value.format, value.minimum, value.maximum)));
		}
		case "walk": {
			const random = pseudoRandom(value.seed ?? seedFor(seed, name));
			let at: number | undefined;
			return new Sequence(() => {
				at = at === undefined ? value.start : at + between(random, value.format, -value.step, value.step);
				at = Math.min(value.maximum, Math.max(value.minimum, at));
				return numberBytes(value.format, at);
			});
		}
		case "counter": {
			const { minimum, maximum } = numberBounds(value.format);
			const count = isIntegerFormat(value.format) ? maximum - minimum + 1 : 0;
			let at = value.start;
			return new Sequence(() => {
				const bytes = numberBytes(value.format, at);
				at += value.step;
				if (at > maximum)
					at -= count;
				else if (at < minimum)
					at += count;
				return bytes;
			});
		}
	}
}

class Sequence implements ValueSource {
	#draw: () => Uint8Array;
	#current: Uint8Array | undefined;
	#taken = false;

	constructor(draw: () => Uint8Array) {
		this.#draw = draw;
	}
	get current(): Uint8Array {
		return this.#current ??= this.#draw();
	}
	next(): Uint8Array {
		if (this.#taken || this.#current === undefined)
			this.#current = this.#draw();
		this.#taken = true;
		return this.#current;
	}
}

/** From `minimum` to `maximum`, both included; whole where the format is. */
function between(random: Random, format: NumberFormat, minimum: number, maximum: number): number {
	if (isIntegerFormat(format))
		return minimum + Math.floor(random() * (maximum - minimum + 1));
	return minimum + random() * (maximum - minimum);
}
