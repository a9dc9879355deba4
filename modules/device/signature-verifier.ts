/// <reference path="./cryptography.d.ts" />
import { Digest } from "crypt";
import Curve from "curve";
import ECPoint from "ecp";
import Modular from "modular";
import { readEcdsaSignature } from "../trust/ecdsa-signature";
import { MontgomeryPower } from "../trust/montgomery-power";
import { isPaddedDigest } from "../trust/rsa-padding";
import { keyFault, type EcKey, type RsaKey } from "../trust/public-key";
import type { HashName, SignatureAlgorithm } from "../trust/signature-algorithm";
import type { SignatureVerifier } from "../trust/signature-verifier";

/**
 * The mathematics of signatures by the SDK's big numbers. It uses the layer below the SDK's `pkcs1_5` and `ecdsa`,
 * because those take what isn't a signature (SDK 8.2.3, modules/crypt):
 * - etc/pkcs1_5.js, emsaDecode: any number of FF, any hash identifier, and anything behind the digest pass, which
 *   with an exponent of 3 is Bleichenbacher's forgery of 2006. Here the whole block is compared.
 * - etc/pkcs1_5.js, verify: neither the signature's length nor that it is below the modulus is checked.
 * - etc/ecdsa.js, _verify: r and s are taken as they come; arith/xsBigIntEx.c, fxBigInt_mod_mulinv_general never
 *   returns for s = 0. R is not checked for infinity, where arith/xsBigIntEx.c, fxBigInt_ec_norm leaves any coordinates.
 * - etc/ecdsa.js, _verify: the digest isn't cut to the size of the order (FIPS 186-5 §6.4.2), so SHA-384 or SHA-512
 *   with P-256 never verifies; and R.x isn't reduced by it.
 * - ssl/ssl_cert.js, _verify: r and s are joined without padding, so one in 128 good signatures is refused.
 * - arith/ecp.js, fromOctetString: no check that the point is on the curve.
 * The power modulo an RSA modulus is our own (`MontgomeryPower`), for want of chunks.
 */
export class DeviceSignatures implements SignatureVerifier {
	verify(algorithm: SignatureAlgorithm, key: RsaKey | EcKey, message: Uint8Array, signature: Uint8Array): boolean {
		const digest = this.digest(algorithm.hash, message);
		return key.kind === "RSA" ? verifyRsa(algorithm.hash, key, digest, signature) : verifyEcdsa(key, digest, signature);
	}
	digest(hash: HashName, message: Uint8Array): Uint8Array {
		const digest = new Digest(hash);
		digest.write(message as unknown as ArrayBuffer);		// takes views (digest/modCrypt.c), whatever its typing says
		return new Uint8Array(digest.close());
	}
}

/** RFC 8017 §8.2.2. Where the numbers are chunks of 512 bytes, none is held for longer than it is needed. */
function verifyRsa(hash: HashName, key: RsaKey, digest: Uint8Array, signature: Uint8Array): boolean {
	const size = key.modulus.length;
	if (signature.length !== size || keyFault(key) || !isBelow(signature, key.modulus))
		return false;
	const power = new MontgomeryPower(toNumber(key.modulus), key.bits);
	power.enter(toNumber(signature));
	power.raise(Number(toNumber(key.exponent)));
	const block = ArrayBuffer.fromBigInt(power.leave(toNumber(signature)), size);
	return isPaddedDigest(new Uint8Array(block), hash, digest);
}

/** Both of one length, most significant byte first. */
function isBelow(a: Uint8Array, b: Uint8Array): boolean {
	let i = 0;
	while (i < a.length && a[i] === b[i])
		i++;
	return i < a.length && a[i]! < b[i]!;
}

/** FIPS 186-5 §6.4.2. Few variables live while the points are multiplied, which takes some fifty slots of stack. */
function verifyEcdsa(key: EcKey, digest: Uint8Array, signature: Uint8Array): boolean {
	const numbers = readEcdsaSignature(signature), curve = new Curve(key.curve === "P-256" ? "secp256r1" : "secp384r1");
	const publicPoint = pointOf(key, curve);
	if (!numbers || !publicPoint || numbers.r.length > curve.orderSize || numbers.s.length > curve.orderSize)
		return false;
	const r = toNumber(numbers.r);
	let s = toNumber(numbers.s);
	if (r >= curve.n || s >= curve.n)
		return false;
	s = new Modular(curve.n).mulinv(s);
	const point = curve.ec.mul2(curve.G, toNumber(digest.subarray(0, curve.orderSize)) * s % curve.n, publicPoint, r * s % curve.n);
	return !point.isZero() && point.X % curve.n === r;
}

/** The point of a public key, or undefined where it is not on the curve (SEC 1 §3.2.2.1). */
function pointOf({ point }: EcKey, { orderSize, ec: { a, b, m } }: Curve): ECPoint | undefined {
	const x = toNumber(point.subarray(1, 1 + orderSize)), y = toNumber(point.subarray(1 + orderSize));
	return x < m && y < m && (y * y - (x * x + a) * x - b) % m === 0n ? new ECPoint(x, y) : undefined;
}

function toNumber(bytes: Uint8Array): bigint {
	return BigInt.fromArrayBuffer(bytes.slice().buffer);
}
