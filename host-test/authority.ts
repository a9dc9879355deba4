import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

export type KeyKind = "RSA" | "EC";

interface Validity {
	/** A day ago unless given, so that a clock which is a little behind does no harm. */
	readonly notBefore?: Date;
	/** In 30 days unless given. */
	readonly notAfter?: Date;
}

export interface AuthorityOptions extends Validity {
	/** Common name of the root certificate. */
	readonly name?: string;
	/** RSA 2048 or EC P-256 (the default). */
	readonly key?: KeyKind;
}

export interface IssueOptions extends Validity {
	/** Common name; the first of `names` or `addresses` unless given. */
	readonly subject?: string;
	/** DNS names. */
	readonly names?: readonly string[];
	/** IPv4 or IPv6 addresses. */
	readonly addresses?: readonly string[];
	/** RSA 2048 or EC P-256; the kind of the authority unless given. */
	readonly key?: KeyKind;
}

/** A certificate with its private key (PKCS #8), both as PEM. */
export interface Identity {
	readonly certificate: string;
	readonly key: string;
	/** The certificate as DER. */
	readonly der: Uint8Array;
}

const DAY = 86_400_000;

const algorithms = {
	RSA: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 },
	EC: { name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" },
};

function generate(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
	return webcrypto.subtle.generateKey(algorithms[kind], true, ["sign", "verify"]);
}

function validity({ notBefore, notAfter }: Validity): Required<Validity> {
	return { notBefore: notBefore ?? new Date(Date.now() - DAY), notAfter: notAfter ?? new Date(Date.now() + 30 * DAY) };
}

/** A certificate authority for one run: made in memory, never written by itself, trusted by nobody else. */
export class Authority {
	#root: x509.X509Certificate;
	#keys: webcrypto.CryptoKeyPair;
	#kind: KeyKind;

	private constructor(root: x509.X509Certificate, keys: webcrypto.CryptoKeyPair, kind: KeyKind) {
		this.#root = root;
		this.#keys = keys;
		this.#kind = kind;
	}
	static async create(options: AuthorityOptions = {}): Promise<Authority> {
		const kind = options.key ?? "EC";
		const keys = await generate(kind);
		const root = await x509.X509CertificateGenerator.createSelfSigned({
			name: [{ CN: [options.name ?? "Gattway test authority"] }],
			keys,
			signingAlgorithm: algorithms[kind],
			...validity(options),
			extensions: [
				new x509.BasicConstraintsExtension(true, undefined, true),
				new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
				await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
				await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
			],
		});
		return new Authority(root, keys, kind);
	}
	/** The root certificate as PEM. */
	get certificate(): string {
		return this.#root.toString("pem");
	}
	/** The root certificate as DER: what the firmware keeps as `ca.der`. */
	get der(): Uint8Array {
		return new Uint8Array(this.#root.rawData);
	}
	/** A server's certificate, signed by the root. */
	async issue(options: IssueOptions): Promise<Identity> {
		const names = options.names ?? [], addresses = options.addresses ?? [];
		const keys = await generate(options.key ?? this.#kind);
		const certificate = await x509.X509CertificateGenerator.create({
			subject: [{ CN: [options.subject ?? names[0] ?? addresses[0] ?? "unnamed"] }],
			issuer: this.#root.subjectName,
			publicKey: keys.publicKey,
			signingKey: this.#keys.privateKey,
			signingAlgorithm: algorithms[this.#kind],
			...validity(options),
			extensions: [
				new x509.BasicConstraintsExtension(false, undefined, true),
				new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
				new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
				new x509.SubjectAlternativeNameExtension([
					...names.map(value => ({ type: "dns" as const, value })),
					...addresses.map(value => ({ type: "ip" as const, value })),
				]),
				await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
				await x509.AuthorityKeyIdentifierExtension.create(this.#keys.publicKey),
			],
		});
		const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
		return {
			certificate: certificate.toString("pem"),
			key: x509.PemConverter.encode(key, "PRIVATE KEY"),
			der: new Uint8Array(certificate.rawData),
		};
	}
}
