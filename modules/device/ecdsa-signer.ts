/// <reference path="./cryptography.d.ts" />
import Curve from "curve";
import Modular from "modular";
import { deterministicNonce } from "../trust/deterministic-nonce";
import { writeEcdsaSignature } from "../trust/ecdsa-signature";
import { DeviceSignatures } from "./signature-verifier";

/**
 * Signs a SHA-256 digest with a key on P-256 (FIPS 186-5 §6.4.1), by the SDK's big numbers.
 * @param secret 32 bytes, as the digest, most significant first
 * @returns the DER of r and s
 */
export function signDigest(secret: Uint8Array, digest: Uint8Array): Uint8Array {
	const curve = new Curve("secp256r1"), { n } = curve;
	const nonce = deterministicNonce(secret, digest, n, new DeviceSignatures());
	// always 257 bits: the SDK multiplies bit by bit, and its time would tell a nonce with zeros in front, which gives the key away bit by bit
	let scalar = nonce + n;
	if (scalar >> 256n === 0n)
		scalar += n;
	const r = curve.ec.mul(curve.G, scalar).X % n;
	const s = new Modular(n).mulinv(nonce) * (numberOf(digest) + r * numberOf(secret)) % n;
	if (r === 0n || s === 0n)		// of 2²⁵⁶ cases, hardly one
		throw new Error("no signature comes of this nonce");
	return writeEcdsaSignature(bytesOf(r), bytesOf(s));
}

function numberOf(bytes: Uint8Array): bigint {
	return BigInt.fromArrayBuffer(bytes.slice().buffer);
}

function bytesOf(value: bigint): Uint8Array {
	return new Uint8Array(ArrayBuffer.fromBigInt(value));
}
