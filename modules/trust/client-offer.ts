import type { SignatureAlgorithm } from "./signature-algorithm";

export interface OfferedSignature extends SignatureAlgorithm {
	/** SignatureAndHashAlgorithm (RFC 5246 §7.4.1.4.1). */
	readonly number: number;
}

const signature = (number: number, scheme: "RSA" | "ECDSA", hash: OfferedSignature["hash"]): OfferedSignature => {
	return Object.freeze({ number, scheme, hash });
};

/**
 * signature_algorithms: all that is verified, as servers hold the chain that they choose to it (RFC 5246 §7.4.2). The
 * least work first.
 */
export const SIGNATURES = Object.freeze([
	signature(0x0403, "ECDSA", "SHA256"),
	signature(0x0401, "RSA", "SHA256"),
	signature(0x0503, "ECDSA", "SHA384"),
	signature(0x0501, "RSA", "SHA384"),
	signature(0x0603, "ECDSA", "SHA512"),
	signature(0x0601, "RSA", "SHA512"),
]);

/** supported_groups, for the key exchange and for the broker's key (RFC 8422 §5.1.1): secp256r1, and secp384r1, which takes about 1.7 times as long. */
export const CURVES = Object.freeze([23, 24]);

/**
 * max_fragment_length (RFC 6066 §4), in bytes: the most there is to ask for. A server that honours it sends no record
 * that the gateway has no room for.
 */
export const FRAGMENT_LENGTH = 4_096;

/** An algorithm that was offered, by its number. */
export const offeredSignature = (number: number): OfferedSignature | undefined => {
	return SIGNATURES.find(each => each.number === number);
};
