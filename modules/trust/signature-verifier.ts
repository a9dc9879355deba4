import type { EcKey, RsaKey } from "./public-key";
import type { HashName, SignatureAlgorithm } from "./signature-algorithm";

/**
 * The mathematics of signatures, which this room leaves to others: the SDK's on the device, node:crypto on the host.
 * An implementation refuses whatever RFC 8017 §8.2.2 and FIPS 186-5 §6.4.2 refuse: a signature that isn't as long
 * as the modulus or not below it, a padding that is not exactly the expected one, r or s outside 1 … n - 1 or not
 * strict DER, a point that is not on the curve.
 */
export interface SignatureVerifier {
	/**
	 * @param key already found to be strong enough and of the algorithm's kind
	 * @param signature as in the BIT STRING: the number with RSA, the DER of r and s with ECDSA
	 */
	verify(algorithm: SignatureAlgorithm, key: RsaKey | EcKey, message: Uint8Array, signature: Uint8Array): boolean;
	/** @returns 32, 48 or 64 bytes */
	digest(hash: HashName, message: Uint8Array): Uint8Array;
}
