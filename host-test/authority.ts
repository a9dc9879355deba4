import { DAY, keyPemOf, make, type Made, type Order, pemOf, x509 } from "./trust/certificate-maker";

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

let keys = 10_000;

/** What `make` needs of each, with a key that nothing else has. */
function order(kind: KeyKind, subject: string, { notAfter, notBefore }: Validity): Order {
	return {
		subject: [{ CN: [subject] }],
		key: `${kind === "RSA" ? "RSA" : "P-256"} ${++keys}`,
		notBefore: notBefore?.getTime() ?? Date.now() - DAY,
		notAfter: notAfter?.getTime() ?? Date.now() + 30 * DAY,
	};
}

/** A certificate authority for one run: made in memory, never written by itself, trusted by nobody else. */
export class Authority {
	#root: Made;
	#kind: KeyKind;

	private constructor(root: Made, kind: KeyKind) {
		this.#root = root;
		this.#kind = kind;
	}
	static async create({ key = "EC", name = "Gattway test authority", ...validity }: AuthorityOptions = {}): Promise<Authority> {
		return new Authority(await make({ ...order(key, name, validity), ca: true, usage: x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign }), key);
	}
	/** The root certificate as PEM. */
	get certificate(): string {
		return pemOf(this.#root);
	}
	/** The root certificate as DER: what the firmware keeps as `ca.der`. */
	get der(): Uint8Array {
		return this.#root.der;
	}
	/** A server's certificate, signed by the root. */
	async issue({ addresses = [], key = this.#kind, names = [], subject = names[0] ?? addresses[0] ?? "unnamed", ...validity }: IssueOptions): Promise<Identity> {
		const made = await make({ ...order(key, subject, validity), issuer: this.#root, ca: false, names, addresses });
		return { certificate: pemOf(made), key: await keyPemOf(made.key), der: made.der };
	}
}
