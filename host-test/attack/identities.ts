import { KeyObject } from "node:crypto";
import { DAY, keysOf, make, type Made, type Order, rawExtension } from "../trust/certificate-maker";
import { MESSAGE_LIMIT } from "../../modules/trust/message-assembly";
import { octets } from "../trust/der-writer";
import type { ServerIdentity } from "./tls-server";

/** Whom the attack servers pretend to be: all with the same root, which is the trust anchor. */
export interface Identities {
	/** DER. */
	readonly root: Uint8Array;
	readonly good: ServerIdentity;
	readonly rsa: ServerIdentity;
	/** With a key on P-384. */
	readonly p384: ServerIdentity;
	/** With CAs that nobody needs, so that Certificate is nearly as large as may be. */
	readonly large: ServerIdentity;
	/** Signs itself, with the right name; the genuine root follows. */
	readonly forged: ServerIdentity;
	readonly issuedByLeaf: ServerIdentity;
	readonly issuerNoCa: ServerIdentity;
	readonly wrongName: ServerIdentity;
	readonly expired: ServerIdentity;
	readonly onlyCommonName: ServerIdentity;
	readonly nameInIntermediate: ServerIdentity;
	readonly eleven: ServerIdentity;
	readonly malformed: ServerIdentity;
}

/** Makes them; the right names are `name` and 127.0.0.1. */
export async function makeIdentities(name: string): Promise<Identities> {
	const now = Date.now(), right = { names: [name], addresses: ["127.0.0.1"] };
	const dated = (order: Order) => make({ notBefore: now - 30 * DAY, notAfter: now + 60 * DAY, ...order });
	const root = await dated({ subject: "CN=Attacked root", ca: true });
	const identity = async (...chain: Made[]): Promise<ServerIdentity> =>
		({ chain: chain.map(({ der }) => der), key: KeyObject.from((await keysOf(chain[0]!.key)).privateKey) });
	const leaf = await dated({ issuer: root, ...right });
	const middle = await dated({ subject: "CN=Middle", ca: true, issuer: root, addresses: right.addresses, names: right.names });
	const noCa = await dated({ subject: "CN=No CA", ca: false, issuer: root });
	const other = await dated({ subject: "CN=Other", issuer: root, names: ["other.example"] });
	const good = await identity(leaf);
	const cut = leaf.der.slice();
	cut[3] = cut[3]! + 1;
	return {
		root: root.der,
		good,
		rsa: await identity(await dated({ issuer: root, key: "RSA", ...right })),
		p384: await identity(await dated({ issuer: root, key: "P-384 1", hash: "SHA-384", ...right })),
		large: await identity(leaf, ...await padding(root, MESSAGE_LIMIT - 3 - 3 - leaf.der.length)),
		forged: await identity(await dated({ subject: "CN=Forged", ...right }), root),
		issuedByLeaf: await identity(await dated({ subject: "CN=Forged", issuer: other, ...right }), other, root),
		issuerNoCa: await identity(await dated({ issuer: noCa, ...right }), noCa),
		wrongName: await identity(other),
		expired: await identity(await dated({ issuer: root, ...right, notAfter: now - DAY })),
		onlyCommonName: await identity(await dated({ subject: "CN=127.0.0.1", issuer: root, names: [] })),
		nameInIntermediate: await identity(await dated({ subject: "CN=Other", issuer: middle, names: ["other.example"] }), middle),
		eleven: { ...good, chain: [leaf.der, ...new Array<Uint8Array>(10).fill(middle.der)] },
		malformed: { ...good, chain: [cut] },
	};
}

/** Two CAs that are no use, and have nearly `size` bytes in Certificate, but not more. */
async function padding(issuer: Made, size: number): Promise<Made[]> {
	const unused = (bytes: number) => make({ subject: "CN=Unused", ca: true, issuer, extra: [rawExtension("1.3.6.1.4.1.55738.1", false, octets(new Uint8Array(bytes)))] });
	const first = await unused(size >> 1), frame = first.der.length - (size >> 1) + 8;
	return [first, await unused(size - first.der.length - 6 - frame)];
}
