import { DerError, DerReader, SEQUENCE } from "./der-reader";

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
export function readEcdsaSignature(der: Uint8Array): EcdsaSignature | undefined {
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
}
