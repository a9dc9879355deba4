import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { loadClientIdentity } from "../../modules/device/client-identity";
import { Authority } from "../authority";
import { forgetResources, registerResource } from "../moddable/resource";

interface Pair {
	readonly certificate: Uint8Array;
	readonly key: Uint8Array;
}

let rsa: Pair, other: Pair, ec: Pair;

async function make(kind: "RSA" | "EC"): Promise<Pair> {
	const authority = await Authority.create({ name: "CA", key: kind });
	const { certificate, key } = await authority.issue({ names: ["gateway"], key: kind });
	return {
		certificate: new Uint8Array(new X509Certificate(certificate).raw),
		key: new Uint8Array(createPrivateKey(key).export({ format: "der", type: "pkcs8" })),
	};
}

function load(certificate?: Uint8Array, key?: Uint8Array) {
	forgetResources();
	if (certificate)
		registerResource("client.der", certificate);
	if (key)
		registerResource("client-key.der", key);
	return loadClientIdentity();
}

beforeAll(async () => {
	[rsa, other, ec] = await Promise.all([make("RSA"), make("RSA"), make("EC")]) as [Pair, Pair, Pair];
});

describe("loadClientIdentity", () => {
	test("without client certificate there is none, and no mistake", () => {
		expect(load()).toEqual({ identity: undefined, mistakes: [] });
	});
	test("takes an RSA certificate and its key", () => {
		const { identity, mistakes } = load(rsa.certificate, rsa.key);
		expect(mistakes).toEqual([]);
		expect(identity).toEqual({ ...rsa, secret: undefined });
	});
	test.each([["PKCS #8", "pkcs8"], ["SEC 1", "sec1"]] as const)("takes an EC certificate and its key in %s, of which it knows the number", (_name, type) => {
		const key = createPrivateKey({ key: Buffer.from(ec.key), format: "der", type: "pkcs8" });
		const { identity, mistakes } = load(ec.certificate, new Uint8Array(key.export({ format: "der", type })));
		expect(mistakes).toEqual([]);
		expect(Buffer.from(identity!.secret!).toString("base64url")).toBe(key.export({ format: "jwk" }).d);
	});
	test.each<[string, () => [Uint8Array | undefined, Uint8Array | undefined], RegExp]>([
		["a certificate without its key", () => [rsa.certificate, undefined], /client-key\.der is missing/],
		["a key without its certificate", () => [undefined, rsa.key], /client\.der is missing/],
		["another certificate's key", () => [rsa.certificate, other.key], /client-key\.der is not the key of certs\/client\.der/],
		["an RSA key for an EC certificate", () => [ec.certificate, rsa.key], /client-key\.der is not the key of certs\/client\.der/],
		["another kind of key", () => [ec.certificate, new Uint8Array(generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }))], /client-key\.der is neither an RSA nor an EC key/],
		["a key that is PEM", () => [rsa.certificate, Uint8Array.from(Buffer.from("-----BEGIN PRIVATE KEY-----"))], /is not a private key in PKCS #8/],
		["a certificate that is none", () => [rsa.key, rsa.key], /client\.der is not a certificate in DER/],
	])("%s is a mistake with what is right", (_what, files, expected) => {
		const { identity, mistakes } = load(...files());
		expect(identity).toBeUndefined();
		expect(mistakes.join("\n")).toMatch(expected);
		expect(mistakes[0]).toMatch(/Right: openssl x509 .* openssl pkcs8/);
	});
});
