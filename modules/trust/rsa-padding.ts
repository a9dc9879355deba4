import type { HashName } from "./signature-algorithm";

/** DigestInfo up to the digest (RFC 8017 §9.2, note 1): SEQUENCE { SEQUENCE { hash, NULL }, OCTET STRING }. */
const PREFIXES = Object.freeze({
	SHA256: prefix(1, 32),
	SHA384: prefix(2, 48),
	SHA512: prefix(3, 64),
} satisfies Record<HashName, readonly number[]>);

function prefix(hash: number, size: number): readonly number[] {
	return Object.freeze([
		0x30, 17 + size, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, hash, 5, 0, 4, size,
	]);
}

/**
 * True where `block`, what the public key makes of a signature, is exactly the EMSA-PKCS1-v1_5 encoding of the
 * digest: 00 01 FF … FF 00 DigestInfo, filling the whole block (RFC 8017 §8.2.2 step 4 compares the same way).
 * Nothing is parsed, so there is nothing to slip forged bytes into (CVE-2006-4339 and its many heirs).
 * @param block as long as the modulus
 */
export const isPaddedDigest = (block: Uint8Array, hash: HashName, digest: Uint8Array): boolean => {
	const expected = PREFIXES[hash];
	const end = block.length - expected.length - digest.length;		// behind the 00 that ends the padding
	if (end < 11 || digest.length !== expected[expected.length - 1] || block[0] !== 0 || block[1] !== 1 || block[end - 1] !== 0)
		return false;
	for (let i = 2; i < end - 1; i++) {
		if (block[i] !== 0xff)
			return false;
	}
	for (let i = 0; i < expected.length; i++) {
		if (block[end + i] !== expected[i])
			return false;
	}
	for (let i = 0; i < digest.length; i++) {
		if (block[end + expected.length + i] !== digest[i])
			return false;
	}
	return true;
};
