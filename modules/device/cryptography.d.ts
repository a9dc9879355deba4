/*
 * The parts of the SDK's cryptography that signature-verifier.ts and block-cipher.ts use, and SDK 8.2.3 has no typings for. Declared
 * from modules/crypt/etc/curve.js, arith/ec.js, arith/ecp.js, arith/modular.js and xs/sources/xsBigInt.c.
 */
declare module "ecp" {
	export default class ECPoint {
		constructor(x: bigint, y: bigint);
		readonly X: bigint;
		readonly Y: bigint;
		/** The point at infinity; its coordinates mean nothing. */
		isZero(): boolean;
	}
}

declare module "curve" {
	import type ECPoint from "ecp";

	export default class Curve {
		constructor(name: "secp256r1" | "secp384r1");
		readonly G: ECPoint;
		/** Order of G. */
		readonly n: bigint;
		/** Of n, in bytes. */
		readonly orderSize: number;
		/** y² = x³ + ax + b modulo m. */
		readonly ec: {
			readonly a: bigint;
			readonly b: bigint;
			readonly m: bigint;
			/** k · p */
			mul(p: ECPoint, k: bigint): ECPoint;
			/** k1 · p1 + k2 · p2 */
			mul2(p1: ECPoint, k1: bigint, p2: ECPoint, k2: bigint): ECPoint;
		};
	}
}

declare module "modular" {
	export default class Modular {
		constructor(modulus: bigint);
		/** Never returns for 0. */
		mulinv(value: bigint): bigint;
	}
}

declare module "bin" {
	const Bin: {
		/** 0 where the first `length` bytes are the same. */
		comp(first: ArrayBuffer, second: Uint8Array, length: number): number;
		xor(first: ArrayBuffer, second: ArrayBuffer): ArrayBuffer;
	};
	export default Bin;
}

/** Beside what the SDK's typings/crypt.d.ts has: modules/crypt/digest/crypt.js. */
declare module "crypt" {
	export class BlockCipher {
		/** The key is copied. */
		constructor(cipher: "AES", key: ArrayBuffer);
		/** One block, into a buffer of that size. */
		encrypt(block: ArrayBuffer, result: ArrayBuffer): void;
		/** One block, in a new buffer. */
		encrypt(block: ArrayBuffer): ArrayBuffer;
	}
	export class Mode {
		constructor(mode: "CTR", cipher: BlockCipher);
		/** The first counter; it is copied. */
		setIV(counter: ArrayBuffer): void;
		/** Into `result`, which may be `data`, or a new buffer. */
		encrypt(data: Uint8Array, result: null): ArrayBuffer;
		decrypt(data: Uint8Array, result: Uint8Array | null): ArrayBuffer | Uint8Array;
	}
	export class GHASH {
		constructor(subkey: ArrayBuffer, additional: ArrayBuffer);
		/** Begins anew. */
		_init(subkey: ArrayBuffer, additional: ArrayBuffer): void;
		update(data: ArrayBuffer | Uint8Array): void;
		close(): ArrayBuffer;
	}
}

interface BigIntConstructor {
	/** Unsigned, most significant byte first. Throws for an empty buffer. */
	fromArrayBuffer(buffer: ArrayBuffer): bigint;
}

interface ArrayBuffer {
	concat(...buffers: ArrayBuffer[]): ArrayBuffer;
}

interface ArrayBufferConstructor {
	/** Unsigned, most significant byte first, with zeros in front as far as `minimum` bytes ask for them. */
	fromBigInt(value: bigint, minimum?: number): ArrayBuffer;
}
