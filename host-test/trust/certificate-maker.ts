import "reflect-metadata";
import { KeyObject, sign, webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { NULL, bits, commonName, element, extension, identifier, integer, sequence } from "./der-writer";

x509.cryptoProvider.set(webcrypto as never);		// its types are a browser's

/** The time of all tests. */
export const NOW = Date.UTC(2026, 5, 1, 12);
export const DAY = 86_400_000;

const ALGORITHMS = {
	"P-256": { name: "ECDSA", namedCurve: "P-256" },
	"P-384": { name: "ECDSA", namedCurve: "P-384" },
	"P-521": { name: "ECDSA", namedCurve: "P-521" },
	"Ed25519": { name: "Ed25519" },
	"RSA": { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 },
	"RSA-4096": { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 4096 },
	"RSA-3": { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(3), modulusLength: 2048 },
	"RSA-1024": { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 1024 },
	"PSS": { name: "RSA-PSS", hash: "SHA-256", saltLength: 32, publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 },
};

/** A kind of key, or that and a number: "RSA", "RSA 2". Each is made once. */
export type KeyName = keyof typeof ALGORITHMS | `${keyof typeof ALGORITHMS} ${number}`;

const pool = new Map<KeyName, Promise<webcrypto.CryptoKeyPair>>();

export function keysOf(name: KeyName): Promise<webcrypto.CryptoKeyPair> {
	const kind = name.split(" ")[0] as keyof typeof ALGORITHMS;
	if (!pool.has(name))
		pool.set(name, webcrypto.subtle.generateKey(ALGORITHMS[kind], true, ["sign", "verify"]) as Promise<webcrypto.CryptoKeyPair>);
	return pool.get(name)!;
}

/** A private key of the pool: PKCS #8, PEM. */
export async function keyPemOf(name: KeyName): Promise<string> {
	return KeyObject.from((await keysOf(name)).privateKey).export({ type: "pkcs8", format: "pem" }) as string;
}

/** A certificate that the tests made. */
export interface Made {
	readonly der: Uint8Array;
	readonly key: KeyName;
	/** Subject, as DER. */
	readonly subject: Uint8Array;
}

export interface Order {
	/** As in "CN=Broker, O=Test"; or its parts, whatever is in them. */
	readonly subject?: string | x509.JsonName;
	/** Signed by itself unless given. */
	readonly issuer?: Made;
	/** Says another issuer, or is signed by another key, than `issuer`. */
	readonly issuerName?: string;
	readonly signer?: KeyName;
	/** A new P-256 key unless given. */
	readonly key?: KeyName;
	readonly hash?: string;
	/** basicConstraints: a path length, or whether it is a CA; undefined: none, and the defaults of a leaf. */
	readonly ca?: boolean | number;
	/** subjectAltName. A leaf is for broker.test unless given; empty: without. */
	readonly names?: readonly string[];
	readonly addresses?: readonly string[];
	/** keyUsage: digitalSignature or keyCertSign unless given; 0: without. */
	readonly usage?: number;
	/** extendedKeyUsage: none for a CA, serverAuth for a leaf unless given; empty: without. */
	readonly purposes?: readonly string[];
	/** From 30 days before NOW to 365 after unless given. */
	readonly notBefore?: number;
	readonly notAfter?: number;
	/** Key identifiers, unless false; a hexadecimal text stands for that of another issuer. */
	readonly identifiers?: boolean | string;
	readonly extra?: readonly x509.Extension[];
}

let count = 0;

/** PEM. */
export function pemOf({ der }: Made): string {
	return new X509Certificate(der).toString();
}

/** Makes a certificate with the library. */
export async function make(order: Order): Promise<Made> {
	const key = order.key ?? `P-256 ${++count}`;
	const keys = await keysOf(key), signerName = order.signer ?? order.issuer?.key ?? key;
	const signer = await keysOf(signerName), hash = order.hash ?? (signerName.startsWith("P-384") ? "SHA-384" : "SHA-256"), isCa = order.ca === true || typeof order.ca === "number";
	const certificate = await x509.X509CertificateGenerator.create({
		serialNumber: (0x1000 + ++count).toString(16),
		subject: order.subject ?? "CN=Broker",
		issuer: order.issuerName ?? (order.issuer ? new x509.Name(order.issuer.subject as never) : order.subject ?? "CN=Broker"),
		notBefore: new Date(order.notBefore ?? NOW - 30 * DAY),
		notAfter: new Date(order.notAfter ?? NOW + 365 * DAY),
		publicKey: keys.publicKey,
		signingKey: await withHash(signer.privateKey, hash),
		signingAlgorithm: { ...ALGORITHMS[signerName.split(" ")[0] as keyof typeof ALGORITHMS], hash } as never,
		extensions: [
			...order.ca === undefined ? [] : [new x509.BasicConstraintsExtension(isCa, typeof order.ca === "number" ? order.ca : undefined, true)],
			...order.usage === 0 ? [] : [new x509.KeyUsagesExtension(
				order.usage ?? (isCa ? x509.KeyUsageFlags.keyCertSign : x509.KeyUsageFlags.digitalSignature), true)],
			...purposesOf(order, isCa),
			...namesOf(order, isCa),
			...order.identifiers === false ? [] : [
				await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
				typeof order.identifiers === "string" ? new x509.AuthorityKeyIdentifierExtension(order.identifiers) :
					await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
			],
			...order.extra ?? [],
		],
	});
	return { der: new Uint8Array(certificate.rawData), key, subject: new Uint8Array(certificate.subjectName.toArrayBuffer()) };
}

/** WebCrypto ties an RSA key to one hash. */
async function withHash(key: webcrypto.CryptoKey, hash: string): Promise<webcrypto.CryptoKey> {
	return key.algorithm.name.startsWith("RSA") && hash !== "SHA-256" ?
		webcrypto.subtle.importKey("pkcs8", await webcrypto.subtle.exportKey("pkcs8", key), { name: key.algorithm.name, hash }, true, ["sign"]) : key;
}

function purposesOf({ purposes }: Order, isCa: boolean): x509.Extension[] {
	const list = purposes ?? (isCa ? [] : [x509.ExtendedKeyUsage.serverAuth]);
	return list.length ? [new x509.ExtendedKeyUsageExtension([...list])] : [];
}

function namesOf({ names, addresses }: Order, isCa: boolean): x509.Extension[] {
	const dns = names ?? (isCa || addresses ? [] : ["broker.test"]);
	const list = [...dns.map(value => ({ type: "dns" as const, value })), ...(addresses ?? []).map(value => ({ type: "ip" as const, value }))];
	return list.length ? [new x509.SubjectAlternativeNameExtension(list)] : [];
}

/** Parts of a certificate written by hand; each replaces what a good leaf has. */
export interface Parts {
	readonly version: Uint8Array;
	readonly serial: Uint8Array;
	readonly inner: Uint8Array;
	readonly issuer: Uint8Array;
	readonly validity: Uint8Array;
	readonly subject: Uint8Array;
	readonly keyInfo: Uint8Array;
	/** Between the key and the extensions. */
	readonly between: Uint8Array;
	/** Extensions, wrapped unless `rawExtensions` is given. */
	readonly extensions: readonly Uint8Array[];
	readonly rawExtensions: Uint8Array;
	readonly outer: Uint8Array;
	/** Changes the BIT STRING's content. */
	readonly signature: (signature: Uint8Array) => Uint8Array;
	readonly unused: number;
	readonly hash: string;
	readonly key: KeyName;
}

export const ECDSA_SHA256 = sequence(identifier("1.2.840.10045.4.3.2"));
export const RSA_SHA256 = sequence(identifier("1.2.840.113549.1.1.11"), NULL);
export const SERVER_NAMES = extension("2.5.29.17", false, sequence(element(0x82, "broker.test")));
export const AUTHORITY = extension("2.5.29.19", true, sequence(element(1, "\xff")));
const VALIDITY = sequence(element(0x17, "260101000000Z"), element(0x17, "270101000000Z"));

/** SubjectPublicKeyInfo of a key of the pool. */
export async function keyInfoOf(name: KeyName): Promise<Uint8Array> {
	return new Uint8Array(await webcrypto.subtle.exportKey("spki", (await keysOf(name)).publicKey));
}

/** A certificate written by hand and signed by `issuer`'s key (its own if undefined) with node:crypto. */
export async function handmade(issuer: Made | undefined, parts: Partial<Parts> = {}): Promise<Made> {
	const key = parts.key ?? "P-256", signer = issuer?.key ?? key;
	const subject = parts.subject ?? commonName("Handmade"), algorithm = signer.startsWith("RSA") ? RSA_SHA256 : ECDSA_SHA256;
	const tbs = sequence(
		parts.version ?? element(0xa0, integer(2)), parts.serial ?? integer(++count & 0x7f | 1), parts.inner ?? algorithm,
		parts.issuer ?? issuer?.subject ?? subject, parts.validity ?? VALIDITY, subject, parts.keyInfo ?? await keyInfoOf(key),
		parts.between ?? new Uint8Array(0),
		parts.rawExtensions ?? element(0xa3, sequence(...parts.extensions ?? [SERVER_NAMES])),
	);
	const privateKey = KeyObject.from((await keysOf(signer)).privateKey);
	const signature = new Uint8Array(sign(parts.hash ?? (signer.startsWith("Ed") ? null : "SHA256"), tbs, privateKey));
	const der = sequence(tbs, parts.outer ?? parts.inner ?? algorithm, bits(parts.signature?.(signature) ?? signature, parts.unused));
	return { der, key, subject };
}

/** A hand-made value as an extension for the library. */
export function rawExtension(oid: string, critical: boolean, value: Uint8Array): x509.Extension {
	return new x509.Extension(oid, critical, value as never);
}


export { x509 };
