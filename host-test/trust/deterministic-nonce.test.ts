import { createHash } from "node:crypto";
import { deterministicNonce } from "../../modules/trust/deterministic-nonce";
import { NodeSignatures } from "../../certs/node-signatures";

/** Order of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

// RFC 6979 §A.2.5, with SHA-256
test.each([
	["sample", 0xa6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60n],
	["test", 0xd16b6ae827f17175e040871a1c7ec3500192c4c92677336ec2537acaee0008e0n],
])("the nonce for %p is that of the standard", (message, nonce) => {
	const key = Uint8Array.from(Buffer.from("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", "hex"));
	const digest = new Uint8Array(createHash("sha256").update(message).digest());
	expect(deterministicNonce(key, digest, ORDER, new NodeSignatures())).toBe(nonce);
});
test("a digest that is not below the order is reduced, and the nonce stays below it", () => {
	const nonce = deterministicNonce(new Uint8Array(32).fill(9), new Uint8Array(32).fill(255), ORDER, new NodeSignatures());
	expect(nonce > 0n && nonce < ORDER).toBe(true);
	const reduced = new Uint8Array(Buffer.from((2n ** 256n - 1n - ORDER).toString(16).padStart(64, "0"), "hex"));
	expect(deterministicNonce(new Uint8Array(32).fill(9), reduced, ORDER, new NodeSignatures())).toBe(nonce);
});
test("candidates that are not below the order are passed over", () => {
	// an order so small that 15 of 16 candidates are beyond it
	expect(deterministicNonce(new Uint8Array(32).fill(3), new Uint8Array(32).fill(4), 2n ** 252n, new NodeSignatures()) < 2n ** 252n).toBe(true);
});
