/**
 * Whether an uncompressed point (0x04, X, Y) is on its curve, as a key share must be (RFC 8422 §5.11, SEC 1 §3.2.2.1);
 * the SDK multiplies whatever comes.
 */
export const isOnCurve = (point: Uint8Array, curve: "P-256" | "P-384"): boolean => {
	const size = curve === "P-256" ? 32 : 48;
	const prime = curve === "P-256" ? 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn :
		0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn;
	const b = curve === "P-256" ? 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn :
		0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn;
	const x = numberOf(point, 1, size), y = numberOf(point, 1 + size, size);
	return point.length === 1 + 2 * size && x < prime && y < prime && (y * y - (x * x - 3n) * x - b) % prime === 0n;
};

/** Big end first; what is beyond the end counts as zeros. */
const numberOf = (bytes: Uint8Array, start: number, size: number): bigint => {
	let value = 0n;
	for (let i = start; i < start + size; i++)
		value = value << 8n | BigInt(bytes[i] ?? 0);
	return value;
};
