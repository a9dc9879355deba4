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

/** Beside what the SDK's typings/crypt.d.ts has: modules/crypt/digest/crypt.js. */
declare module "crypt" {
	export class BlockCipher {
		/** The key is copied. */
		constructor(cipher: "AES", key: ArrayBuffer);
		/** One block, into a buffer of that size. */
		encrypt(block: ArrayBuffer, result: ArrayBuffer): void;
	}
}

interface BigIntConstructor {
	/** Unsigned, most significant byte first. Throws for an empty buffer. */
	fromArrayBuffer(buffer: ArrayBuffer): bigint;
}

interface ArrayBufferConstructor {
	/** Unsigned, most significant byte first, with zeros in front as far as `minimum` bytes ask for them. */
	fromBigInt(value: bigint, minimum?: number): ArrayBuffer;
}
