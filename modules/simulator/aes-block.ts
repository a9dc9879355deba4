import type { BlockCipher } from "../reading/block-cipher";

const BLOCK = 16, ROUNDS = 10, COLUMN = 4;
const POLYNOMIAL = 0x11b;

/** AES-128 of one block, forwards only (FIPS 197): the desktop's simulated senders encrypt by it. Slow, and never on the way of a secret. */
export class AesBlock implements BlockCipher {
	#box = substitutions();
	#keys: Uint8Array;

	/** @param key 16 bytes */
	constructor(key: Uint8Array) {
		const keys = this.#keys = new Uint8Array(BLOCK * (ROUNDS + 1));
		keys.set(key);
		let constant = 1;
		for (let at = BLOCK; at < keys.length; at += COLUMN) {
			const first = at % BLOCK === 0;
			for (let index = 0; index < COLUMN; index++) {
				const before = keys[first ? at - COLUMN + (index + 1) % COLUMN : at - COLUMN + index]!;
				keys[at + index] = keys[at - BLOCK + index]! ^ (first ? this.#box[before]! ^ (index === 0 ? constant : 0) : before);
			}
			if (first)
				constant = double(constant);
		}
	}
	encrypt(block: ArrayBuffer, result: ArrayBuffer): void {
		const state = new Uint8Array(result);
		state.set(new Uint8Array(block, 0, BLOCK));
		this.#addKey(state, 0);
		for (let round = 1; round <= ROUNDS; round++) {
			this.#shift(state);
			if (round < ROUNDS)
				mix(state);
			this.#addKey(state, round);
		}
	}
	#addKey(state: Uint8Array, round: number): void {
		for (let index = 0; index < BLOCK; index++)
			state[index]! ^= this.#keys[BLOCK * round + index]!;
	}
	/** SubBytes and ShiftRows. */
	#shift(state: Uint8Array): void {
		const before = state.slice();
		for (let index = 0; index < BLOCK; index++)
			state[index] = this.#box[before[(index + COLUMN * (index % COLUMN)) % BLOCK]!]!;
	}
}

function mix(state: Uint8Array): void {
	for (let column = 0; column < BLOCK; column += COLUMN) {
		const before = state.slice(column, column + COLUMN), all = before[0]! ^ before[1]! ^ before[2]! ^ before[3]!;
		for (let index = 0; index < COLUMN; index++)
			state[column + index]! ^= all ^ double(before[index]! ^ before[(index + 1) % COLUMN]!);
	}
}

function double(byte: number): number {
	const twice = byte << 1;
	return twice > 0xff ? twice ^ POLYNOMIAL : twice;
}

/** The S-box: inverses in the field, by the generator 3, and an affine map. */
function substitutions(): Uint8Array {
	const box = new Uint8Array(256), powers = new Uint8Array(255), logarithms = new Uint8Array(256);
	for (let exponent = 0, power = 1; exponent < 255; exponent++, power ^= double(power)) {
		powers[exponent] = power;
		logarithms[power] = exponent;
	}
	for (let byte = 0; byte < 256; byte++) {
		const inverse = byte === 0 ? 0 : powers[(255 - logarithms[byte]!) % 255]!, twice = inverse * 0x101;
		box[byte] = (inverse ^ twice >> 4 ^ twice >> 5 ^ twice >> 6 ^ twice >> 7 ^ 0x63) & 0xff;
	}
	return box;
}
