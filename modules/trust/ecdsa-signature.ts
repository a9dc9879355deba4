import { DerError, DerReader, INTEGER, SEQUENCE } from "./der-reader";

/** The two numbers of an ECDSA signature, most significant byte first without leading zeros; views. */
export interface EcdsaSignature {
	readonly r: Uint8Array;
	readonly s: Uint8Array;
}

/**
 * Reads Ecdsa-Sig-Value (RFC 3279 §2.2.3) strictly. That r and s are below the order of the curve is left to
 * whoever knows the order.
 * @returns undefined where it is malformed, or r or s is not positive
 */
export const readEcdsaSignature = (der: Uint8Array): EcdsaSignature | undefined => {
	try {
		const reader = new DerReader(der);
		const outer = reader.enter(SEQUENCE);
		const r = reader.readPositive(), s = reader.readPositive();
		reader.leave(outer);
		return reader.more ? undefined : { r, s };
	}
	catch (error) {
		if (error instanceof DerError)
			return undefined;
		throw error;
	}
};

/**
 * Writes Ecdsa-Sig-Value.
 * @param r positive, as `s`: most significant byte first without leading zeros, 33 bytes at most
 */
export const writeEcdsaSignature = (r: Uint8Array, s: Uint8Array): Uint8Array => {
	// an INTEGER is signed: a zero goes before a first bit that is set
	const before = r[0]! >> 7, beforeS = s[0]! >> 7, length = 4 + before + r.length + beforeS + s.length;
	const der = new Uint8Array(2 + length);
	der.set([SEQUENCE, length, INTEGER, before + r.length]);
	der.set(r, 4 + before);
	der.set([INTEGER, beforeS + s.length], 4 + before + r.length);
	der.set(s, 2 + length - s.length);
	return der;
};
