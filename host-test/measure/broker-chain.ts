import { DAY, keyPemOf, make, type Made, type Order, pemOf, x509 } from "../trust/certificate-maker";

/** What all keys of a chain are. */
export type ChainKey = "EC P-256" | "RSA 2048" | "RSA 4096";

export const CHAIN_KEYS: readonly ChainKey[] = ["EC P-256", "RSA 2048", "RSA 4096"];

/** Certificates that a broker sends at most, here. */
export const LONGEST_CHAIN = 4;

/** Bytes of what public authorities put into a broker's certificate beside the rest: two signed certificate timestamps. */
const TIMESTAMPS = 242;
const KINDS = { "EC P-256": "P-256", "RSA 2048": "RSA", "RSA 4096": "RSA-4096" } as const;

/** A root, and brokers' chains of each length under it, with all that certificates of public authorities have. */
export class BrokerChains {
	readonly key: ChainKey;
	/** The root first. */
	#authorities: Made[] = [];
	#keys = 0;

	/** Makes the root and the authorities below it, for 127.0.0.1. */
	static async create(key: ChainKey): Promise<BrokerChains> {
		const chains = new BrokerChains(key);
		for (let depth = 0; depth < LONGEST_CHAIN; depth++) {
			chains.#authorities.push(await chains.#make(depth ? `Gattway measured authority ${depth}` : "Gattway measured root", chains.#authorities.at(-1), {
				ca: true, usage: x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
			}));
		}
		return chains;
	}
	private constructor(key: ChainKey) {
		this.key = key;
	}
	/** The trust anchor: DER. */
	get anchor(): Uint8Array {
		return this.#authorities[0]!.der;
	}
	/** A broker that sends `length` certificates: its own and those of the authorities between, without the root. */
	async identity(length: number): Promise<{ certificate: string; key: string }> {
		const between = this.#authorities.slice(1, length).reverse();
		const leaf = await this.#make("broker", between[0] ?? this.#authorities[0], {
			ca: false, names: ["broker.example.com"], addresses: ["127.0.0.1"], purposes: [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth],
		}, new x509.Extension("1.3.6.1.4.1.11129.2.4.2", false, Buffer.concat([Buffer.of(0x04, 0x81, TIMESTAMPS), Buffer.alloc(TIMESTAMPS)]) as never));
		return { certificate: [leaf, ...between].map(pemOf).join(""), key: await keyPemOf(leaf.key) };
	}
	#make(name: string, issuer: Made | undefined, order: Order, ...extra: x509.Extension[]): Promise<Made> {
		return make({
			subject: `CN=${name}, O=Gattway measurements, C=XX`,
			issuer,
			key: `${KINDS[this.key]} ${900 + ++this.#keys}`,
			notBefore: Date.now() - DAY,
			notAfter: Date.now() + 60 * DAY,
			...order,
			extra: [
				...extra,
				new x509.AuthorityInfoAccessExtension({ caIssuers: "http://authority.example.com/root.der" }),
				new x509.CRLDistributionPointsExtension(["http://authority.example.com/list.crl"]),
				new x509.CertificatePolicyExtension(["2.23.140.1.2.1"]),
			],
		});
	}
}
