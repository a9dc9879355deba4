import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAY, keyPemOf, make, type Order, pemOf } from "../trust/certificate-maker";

/** Password of the key store. */
export const PASSWORD = "changeit";

/**
 * A broker's key on P-256 under a root and an intermediate on P-384, which sign with SHA-384, as Let's Encrypt's do: for
 * 127.0.0.1, in PEM, and in a temporary folder as root.pem, chain.pem, key.pem and store.p12.
 */
export class ServerChain {
	readonly root: string;
	/** The broker's own certificate first. */
	readonly chain: string;
	readonly key: string;
	#folder = mkdtempSync(join(tmpdir(), "gattway-servers-"));

	static async make(): Promise<ServerChain> {
		const now = Date.now(), dated = (order: Order) => make({ notBefore: now - DAY, notAfter: now + 60 * DAY, hash: "SHA-384", ...order });
		const root = await dated({ subject: "CN=Root on P-384", ca: true, key: "P-384 21" });
		const middle = await dated({ subject: "CN=Middle on P-384", ca: true, key: "P-384 22", issuer: root });
		const leaf = await dated({ issuer: middle, addresses: ["127.0.0.1"] });
		return new ServerChain(pemOf(root), pemOf(leaf) + pemOf(middle), await keyPemOf(leaf.key));
	}
	private constructor(root: string, chain: string, key: string) {
		this.root = root;
		this.chain = chain;
		this.key = key;
		writeFileSync(this.path("root.pem"), root);
		writeFileSync(this.path("chain.pem"), chain);
		writeFileSync(this.path("key.pem"), key, { mode: 0o600 });
	}
	path(name: "root.pem" | "chain.pem" | "key.pem" | "store.p12"): string {
		return join(this.#folder, name);
	}
	/** Makes store.p12, by openssl. */
	store(): string {
		execFileSync("openssl", ["pkcs12", "-export", "-in", this.path("chain.pem"), "-inkey", this.path("key.pem"), "-out", this.path("store.p12"), "-passout", `pass:${PASSWORD}`]);
		return this.path("store.p12");
	}
	remove(): void {
		rmSync(this.#folder, { recursive: true });
	}
}
