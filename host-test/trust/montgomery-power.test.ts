import { generateKeyPairSync, publicEncrypt, constants } from "node:crypto";
import { MontgomeryPower } from "../../modules/trust/montgomery-power";
import { randomBytes, seededRandom } from "../seeded-random";

/** By division, as it is written. */
function plainPower(base: bigint, exponent: number, modulus: bigint): bigint {
	let power = 1n;
	for (let bit = 31; bit >= 0; bit--) {
		power = power * power % modulus;
		if (exponent >>> bit & 1)
			power = power * base % modulus;
	}
	return power;
}

function powerOf(base: bigint, exponent: number, modulus: bigint): bigint {
	const power = new MontgomeryPower(modulus, modulus.toString(2).length);
	power.enter(base);
	power.raise(exponent);
	return power.leave(base);
}

const toNumber = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

function oddNumber(random: () => number, bits: number): bigint {
	const bytes = randomBytes(random, bits / 8);
	bytes[0]! |= 0x80;
	bytes[bytes.length - 1]! |= 1;
	return toNumber(bytes);
}

describe.each([2048, 2056, 3072, 4088, 4096])("MontgomeryPower modulo %i bits", bits => {
	const random = seededRandom(bits), modulus = oddNumber(random, bits);
	test.each([3, 5, 7, 17, 257, 65537, 0x10003, 0x80000001, 0xffffffff])("to the power of %i", exponent => {
		const base = toNumber(randomBytes(random, bits / 8)) % modulus;
		expect(powerOf(base, exponent, modulus)).toBe(plainPower(base, exponent, modulus));
	});
	test("of the first and of the last numbers there are", () => {
		for (const base of [0n, 1n, 2n, modulus - 2n, modulus - 1n])
			expect(powerOf(base, 65537, modulus)).toBe(plainPower(base, 65537, modulus));
	});
	test("modulo the least and the greatest number of that many bits", () => {
		for (const edge of [(1n << BigInt(bits - 1)) + 1n, (1n << BigInt(bits)) - 1n]) {
			for (const base of [2n, edge - 1n, edge >> 1n])
				expect(powerOf(base, 65537, edge)).toBe(plainPower(base, 65537, edge));
		}
	});
});

test("many of few bits", () => {
	const random = seededRandom(1);
	for (let i = 0; i < 300; i++) {
		const modulus = oddNumber(random, 16 + 8 * (i % 9)), base = toNumber(randomBytes(random, 10)) % modulus;
		expect(powerOf(base, 65537, modulus)).toBe(plainPower(base, 65537, modulus));
	}
});

test("OpenSSL's public operation of RSA", () => {
	const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 }), { n } = publicKey.export({ format: "jwk" });
	const modulus = toNumber(Buffer.from(n!, "base64url")), base = Buffer.alloc(256, 0x5a);
	base[0] = 0;
	expect(powerOf(toNumber(base), 65537, modulus)).toBe(toNumber(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, base)));
});
