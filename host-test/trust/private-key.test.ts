import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { isKeyOf, readPrivateKey } from "../../modules/trust/private-key";
import { readPublicKey } from "../../modules/trust/public-key";
import { DerReader } from "../../modules/trust/der-reader";
import { element, identifier, integer, octets, sequence } from "./der-writer";
import { seededRandom } from "../seeded-random";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const [ec, other] = [generateKeyPairSync("ec", { namedCurve: "P-256" }), generateKeyPairSync("ec", { namedCurve: "P-256" })];
const P256 = identifier("1.2.840.10045.3.1.7"), SECRET = new Uint8Array(32).fill(7);

function der(key: KeyObject, type: "pkcs8" | "sec1" = "pkcs8"): Uint8Array {
	return new Uint8Array(key.export({ format: "der", type } as never) as unknown as Buffer);
}

function known(key: KeyObject) {
	return readPublicKey(new DerReader(new Uint8Array(key.export({ format: "der", type: "spki" }))));
}

describe("readPrivateKey", () => {
	test("takes RSA in PKCS #8, and knows its certificate", () => {
		const { key } = readPrivateKey(der(rsa.privateKey));
		expect(key?.kind).toBe("RSA");
		expect(isKeyOf(key!, known(rsa.publicKey))).toBe(true);
		expect(isKeyOf(key!, known(ec.publicKey))).toBe(false);
	});
	test.each(["pkcs8", "sec1"] as const)("takes EC on P-256 in %s, and knows its certificate", type => {
		const { key } = readPrivateKey(der(ec.privateKey, type));
		expect(key?.kind === "EC" && Buffer.from(key.secret).toString("base64url")).toBe(ec.privateKey.export({ format: "jwk" }).d);
		expect(isKeyOf(key!, known(ec.publicKey))).toBe(true);
		expect(isKeyOf(key!, known(other.publicKey))).toBe(false);
		expect(isKeyOf(key!, known(rsa.publicKey))).toBe(false);
	});
	test("a key that does not say its public key may belong to any certificate on its curve", () => {
		const { key } = readPrivateKey(sequence(integer(1), octets(SECRET), element(0xa0, P256)));
		expect(isKeyOf(key!, known(ec.publicKey))).toBe(true);
	});
	test.each<[string, () => Uint8Array, RegExp]>([
		["Ed25519", () => der(generateKeyPairSync("ed25519").privateKey), /neither an RSA nor an EC key/],
		["P-384 in PKCS #8", () => der(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey), /another curve than P-256/],
		["P-384 in SEC 1", () => der(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey, "sec1"), /another curve than P-256/],
		["an EC key that does not say its curve", () => sequence(integer(1), octets(SECRET)), /does not say its curve/],
		["an EC key of 31 bytes", () => sequence(integer(1), octets(SECRET.subarray(1)), element(0xa0, P256)), /not a private key/],
		["an EC key of zeros", () => sequence(integer(1), octets(new Uint8Array(32)), element(0xa0, P256)), /not a private key/],
		["a public key", () => new Uint8Array(ec.publicKey.export({ format: "der", type: "spki" })), /not a private key/],
		["one that is encrypted", () => new Uint8Array(createPrivateKey(ec.privateKey.export({ format: "pem", type: "pkcs8" }))
			.export({ format: "der", type: "pkcs8", cipher: "aes-128-cbc", passphrase: "x" })), /not a private key/],
		["PEM", () => Uint8Array.from(Buffer.from("-----BEGIN EC PRIVATE KEY-----")), /not a private key/],
	])("refuses %s", (_what, bytes, problem) => {
		expect(readPrivateKey(bytes()).problem).toMatch(problem);
	});
	test("throws nothing, whatever is damaged", () => {
		const random = seededRandom(15);
		for (const good of [der(rsa.privateKey), der(ec.privateKey), der(ec.privateKey, "sec1")])
			for (let round = 0; round < 2_000; round++) {
				const bytes = good.slice(0, random() < 0.2 ? Math.floor(random() * good.length) : good.length);
				bytes[Math.floor(random() * Math.min(bytes.length, 60))] = Math.floor(random() * 256);
				expect(() => readPrivateKey(bytes)).not.toThrow();
			}
	});
});
