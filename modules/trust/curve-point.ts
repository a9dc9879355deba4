/**
 * Whether an uncompressed point (0x04, X, Y) is on P-256, as a key share must be (RFC 8422 §5.11, SEC 1 §3.2.2.1); the
 * SDK multiplies whatever comes.
 */
export function isOnP256(point: Uint8Array): boolean {
	const prime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
	const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
	const x = numberOf(point, 1), y = numberOf(point, 33);
	return x < prime && y < prime && (y * y - (x * x - 3n) * x - b) % prime === 0n;
}

/** 32 bytes, big end first. */
function numberOf(bytes: Uint8Array, start: number): bigint {
	let value = 0n;
	for (let i = start; i < start + 32; i++)
		value = value << 8n | BigInt(bytes[i]!);
	return value;
}
