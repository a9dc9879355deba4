import type { SignatureVerifier } from "./signature-verifier";

/** Of SHA-256's input blocks, in bytes. */
const BLOCK = 64;
const SIZE = 32;

/**
 * The nonce of an ECDSA signature on P-256 with SHA-256, made of the key and the digest (RFC 6979 §3.2), so that no
 * weakness of a random number generator gives the key away: the SDK's is an RC4 that is seeded once, with 16 bytes
 * (modules/crypt/etc/rng.c), and its ECDSA throws for one nonce in 2³².
 * @param key 32 bytes, most significant first, as the digest
 * @param order of the curve
 */
export const deterministicNonce = (key: Uint8Array, digest: Uint8Array, order: bigint, hashes: Pick<SignatureVerifier, "digest">): bigint => {
	// bits2octets: the digest is as long as the order, whose first bit is set
	let reduced = numberOf(digest);
	if (reduced >= order)
		reduced -= order;
	const secret = new Uint8Array(2 * SIZE);
	secret.set(key);
	for (let i = 2 * SIZE - 1; i >= SIZE; i--, reduced >>= 8n)
		secret[i] = Number(reduced & 0xffn);
	let v: Uint8Array = new Uint8Array(SIZE).fill(1), k: Uint8Array = new Uint8Array(SIZE);
	for (let round = 0; round < 2; round++) {
		k = authenticate(k, hashes, v, Uint8Array.of(round), secret);
		v = authenticate(k, hashes, v);
	}
	for (;;) {
		v = authenticate(k, hashes, v);
		const nonce = numberOf(v);
		if (nonce > 0n && nonce < order)
			return nonce;
		k = authenticate(k, hashes, v, Uint8Array.of(0));
		v = authenticate(k, hashes, v);
	}
};

/** HMAC with SHA-256 (RFC 2104) under a key of 32 bytes. */
const authenticate = (key: Uint8Array, hashes: Pick<SignatureVerifier, "digest">, ...parts: readonly Uint8Array[]): Uint8Array => {
	return hashes.digest("SHA256", padded(key, 0x5c, hashes.digest("SHA256", padded(key, 0x36, ...parts))));
};

/** A block with the key and the padding, and the parts behind it. */
const padded = (key: Uint8Array, padding: number, ...parts: readonly Uint8Array[]): Uint8Array => {
	let length = BLOCK;
	for (const part of parts)
		length += part.length;
	const bytes = new Uint8Array(length).fill(padding, 0, BLOCK);
	for (let i = 0; i < key.length; i++)
		bytes[i]! ^= key[i]!;
	let position = BLOCK;
	for (const part of parts) {
		bytes.set(part, position);
		position += part.length;
	}
	return bytes;
};

const numberOf = (bytes: Uint8Array): bigint => {
	let value = 0n;
	for (const byte of bytes)
		value = value << 8n | BigInt(byte);
	return value;
};
