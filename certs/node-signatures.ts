import { createHash, createPublicKey, verify, type JsonWebKey, type KeyObject } from "node:crypto";
import type { EcKey, RsaKey } from "../modules/trust/public-key";
import type { HashName, SignatureAlgorithm } from "../modules/trust/signature-algorithm";
import type { SignatureVerifier } from "../modules/trust/signature-verifier";

/** The mathematics of signatures by OpenSSL, for the host. It counts what it is asked to do. */
export class NodeSignatures implements SignatureVerifier {
	verified = 0;

	verify(algorithm: SignatureAlgorithm, key: RsaKey | EcKey, message: Uint8Array, signature: Uint8Array): boolean {
		this.verified++;
		let imported: KeyObject;
		try {
			imported = createPublicKey({ key: webKey(key), format: "jwk" });
		}
		catch {
			return false;		// a point that is not on the curve
		}
		return verify(algorithm.hash, message, imported, signature);
	}
	digest(hash: HashName, message: Uint8Array): Uint8Array {
		return createHash(hash).update(message).digest();
	}
}

function webKey(key: RsaKey | EcKey): JsonWebKey {
	if (key.kind === "RSA")
		return { kty: "RSA", n: text(key.modulus), e: text(key.exponent) };
	const size = (key.point.length - 1) / 2;
	return { kty: "EC", crv: key.curve, x: text(key.point.subarray(1, 1 + size)), y: text(key.point.subarray(1 + size)) };
}

function text(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("base64url");
}
