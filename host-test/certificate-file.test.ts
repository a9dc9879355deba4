import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority, type Identity } from "./authority";
import { readCertificates, readIdentity } from "./certificate-file";

// making an RSA key takes seconds on a busy machine
jest.setTimeout(30_000);

let folder: string, rsa: Identity, ec: Identity;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "gattway-identity-"));
	const authority = await Authority.create();
	[rsa, ec] = [await authority.issue({ names: ["gateway"], key: "RSA" }), await authority.issue({ names: ["gateway"] })];
});
afterAll(() => rmSync(folder, { recursive: true }));

/** @returns its path */
function file(name: string, content: Uint8Array | string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

const keyOf = ({ key }: Identity): KeyObject => createPrivateKey(key);
const derOf = (key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1") => new Uint8Array(key.export({ type: type as "pkcs8", format: "der" }));

function read(certificate: Uint8Array | string, key: Uint8Array | string) {
	return readIdentity({ certificate: file("client", certificate), key: file("client-key", key) });
}

describe("a certificate and its key are refused:", () => {
	test.each<[string, () => [Uint8Array | string, Uint8Array | string], RegExp]>([
		["the key of another", () => [rsa.certificate, ec.key], /^--key .*client-key: is not the key of the certificate in .*client; give the two that belong together$/],
		["the key of another of the same kind", () => [ec.certificate, generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }) as string], /is not the key of the certificate/],
		["a key on P-384", () => [ec.certificate, generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({ type: "pkcs8", format: "pem" }) as string], /is a key for the curve secp384r1, with which the gateway can't sign; take an RSA or an EC P-256 key/],
		["an Ed25519 key", () => [ec.certificate, generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }) as string], /is a key for ed25519/],
		["an encrypted key", () => [ec.certificate, keyOf(ec).export({ type: "pkcs8", format: "pem", cipher: "aes-128-cbc", passphrase: "x" }) as string], /is encrypted, and the chip knows no passphrase; openssl pkcs8 -topk8 -nocrypt/],
		["the certificate as the key", () => [ec.certificate, ec.certificate], /^--key .*: has no private key; give PEM/],
		["the key as the certificate", () => [ec.key, ec.key], /^--cert .*: has no certificate; give certificates in PEM/],
		["more certificates than one", () => [`${ec.certificate}\n${rsa.certificate}`, ec.key], /--cert .*: has 2 certificates, and the firmware has room for 1; leave only the gateway's own/],
		["nothing", () => ["", ""], /^--cert .*: has no certificate/],
		["a damaged certificate", () => [ec.der.subarray(0, 100), ec.key], /--cert .*malformed/],
	])("%s", (_, input, message) => {
		expect(() => read(...input())).toThrow(message);
	});
	test("without a word of the key", () => {
		const secret = keyOf(ec).export({ format: "jwk" }).d!;
		for (const key of [ec.key, Buffer.from(secret)]) {
			try {
				read(rsa.certificate, key);
			}
			catch (error) {
				expect((error as Error).message).not.toContain(secret);
			}
		}
		expect.assertions(2);
	});
});
test.each<[string, () => [Identity, Uint8Array | string, Uint8Array | string]]>([
	["PEM, RSA", () => [rsa, rsa.certificate, rsa.key]], ["PEM, EC", () => [ec, ec.certificate, ec.key]],
	["PEM as OpenSSL once wrote it", () => [ec, ec.certificate, keyOf(ec).export({ type: "sec1", format: "pem" }) as string]],
	["DER, PKCS #8", () => [ec, ec.der, derOf(keyOf(ec), "pkcs8")]], ["DER, SEC 1", () => [ec, ec.der, derOf(keyOf(ec), "sec1")]],
	["DER, PKCS #1", () => [rsa, rsa.der, derOf(keyOf(rsa), "pkcs1")]],
])("a certificate and its key in %s become what the firmware has in flash", (_, input) => {
	const [identity, certificate, key] = input();
	expect(read(certificate, key)).toEqual({ certificate: identity.der, key: derOf(keyOf(identity), "pkcs8") });
});
describe("authorities", () => {
	test("come in PEM and in DER", () => {
		expect(readCertificates("--ca", file("ca.pem", `${rsa.certificate}\n${ec.certificate}`), 2)).toEqual([rsa.der, ec.der]);
		expect(readCertificates("--ca", file("ca.der", ec.der), 2)).toEqual([ec.der]);
	});
	test("are not passed over where they are damaged", () => {
		const damaged = new X509Certificate(ec.der).toString().replace(/\n[^\n]{20}/, "\n");
		expect(() => readCertificates("--ca", file("damaged.pem", rsa.certificate + "\n" + damaged), 2)).toThrow(/--ca .*damaged\.pem: has something that can't be used: .*certificate 2 is malformed/);
	});
	test("are no more than the firmware has room for", () => {
		expect(() => readCertificates("--ca", file("three.pem", [rsa, ec, rsa].map(({ certificate }) => certificate).join("\n")), 2)).toThrow(/has 3 certificates, and the firmware has room for 2; leave only the broker's authority in it/);
	});
});
