import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** What all keys of a chain are. */
export type ChainKey = "EC P-256" | "RSA 2048" | "RSA 4096";

export const CHAIN_KEYS: readonly ChainKey[] = ["EC P-256", "RSA 2048", "RSA 4096"];

/** Certificates that a broker sends at most, here. */
export const LONGEST_CHAIN = 4;

const DAY = 86_400_000;
/** Bytes of what public authorities put into a broker's certificate beside the rest: two signed certificate timestamps. */
const TIMESTAMPS = 242;

const rsa = (modulusLength: number) => ({ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1), modulusLength });
const ALGORITHMS: Readonly<Record<ChainKey, webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams>> = {
	"EC P-256": { name: "ECDSA", namedCurve: "P-256" },
	"RSA 2048": rsa(2048),
	"RSA 4096": rsa(4096),
};

interface Link {
	readonly certificate: x509.X509Certificate;
	readonly keys: webcrypto.CryptoKeyPair;
}

/** A root, and brokers' chains of each length under it, with all that certificates of public authorities have. */
export class BrokerChains {
	readonly key: ChainKey;
	#links: readonly Link[];

	/** Makes the root and the authorities below it, for 127.0.0.1. */
	static async create(key: ChainKey): Promise<BrokerChains> {
		const links: Link[] = [];
		for (let depth = 0; depth < LONGEST_CHAIN; depth++)
			links.push(await authority(key, depth, links.at(-1)));
		return new BrokerChains(key, links);
	}
	private constructor(key: ChainKey, links: readonly Link[]) {
		this.key = key;
		this.#links = links;
	}
	/** The trust anchor as PEM. */
	get anchor(): string {
		return this.#links[0]!.certificate.toString("pem");
	}
	/** A broker that sends `length` certificates: its own and those of the authorities between, without the root. */
	async identity(length: number): Promise<{ certificate: string; key: string }> {
		const between = this.#links.slice(1, length).reverse(), issuer = between[0] ?? this.#links[0]!;
		const keys = await generate(this.key);
		const leaf = await sign(this.key, "broker", keys, issuer, [
			new x509.BasicConstraintsExtension(false, undefined, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
			new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
			new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "broker.example.com" }, { type: "ip", value: "127.0.0.1" }]),
			new x509.Extension("1.3.6.1.4.1.11129.2.4.2", false, Buffer.concat([Buffer.of(0x04, 0x81, TIMESTAMPS), Buffer.alloc(TIMESTAMPS)]) as never),
		]);
		const secret = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
		return {
			certificate: [leaf, ...between.map(({ certificate }) => certificate)].map(each => each.toString("pem")).join("\n"),
			key: x509.PemConverter.encode(secret, "PRIVATE KEY"),
		};
	}
}

function generate(key: ChainKey): Promise<webcrypto.CryptoKeyPair> {
	return webcrypto.subtle.generateKey(ALGORITHMS[key], true, ["sign", "verify"]) as Promise<webcrypto.CryptoKeyPair>;
}

async function authority(key: ChainKey, depth: number, issuer: Link | undefined): Promise<Link> {
	const keys = await generate(key);
	const certificate = await sign(key, depth ? `Gattway measured authority ${depth}` : "Gattway measured root", keys, issuer, [
		new x509.BasicConstraintsExtension(true, undefined, true),
		new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
	]);
	return { certificate, keys };
}

async function sign(key: ChainKey, name: string, keys: webcrypto.CryptoKeyPair, issuer: Link | undefined, extensions: x509.Extension[]): Promise<x509.X509Certificate> {
	const subject = `CN=${name}, O=Gattway measurements, C=XX`;
	return x509.X509CertificateGenerator.create({
		subject,
		issuer: issuer?.certificate.subject ?? subject,
		publicKey: keys.publicKey,
		signingKey: (issuer?.keys ?? keys).privateKey,
		signingAlgorithm: key === "EC P-256" ? { name: "ECDSA", hash: "SHA-256" } : ALGORITHMS[key] as never,
		notBefore: new Date(Date.now() - DAY),
		notAfter: new Date(Date.now() + 60 * DAY),
		extensions: [
			...extensions,
			new x509.AuthorityInfoAccessExtension({ caIssuers: "http://authority.example.com/root.der" }),
			new x509.CRLDistributionPointsExtension(["http://authority.example.com/list.crl"]),
			new x509.CertificatePolicyExtension(["2.23.140.1.2.1"]),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
			await x509.AuthorityKeyIdentifierExtension.create((issuer?.keys ?? keys).publicKey),
		],
	}, webcrypto as never);
}
