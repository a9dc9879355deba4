import { readFileSync } from "node:fs";
import { join } from "node:path";

/** "acceptable" is what may be taken or refused, "refused" what is good and yet refused here, with a reason in `beyondUs`. */
type Verdict = "valid" | "invalid" | "acceptable" | "refused";

interface Group {
	readonly publicKeyDer?: string;
	readonly keySize?: number;
	readonly ivSize?: number;
	readonly tagSize?: number;
	readonly tests: readonly Readonly<Record<string, string>>[];
}

/** A file of vectors, and how its tests become lines. */
interface VectorFile {
	readonly name: string;
	readonly kind: string;
	/** Hash or curve; "" for none. */
	readonly of: string;
	/** Of a test, in the order of its line. */
	readonly parts: readonly string[];
	/** Whether the firmware has that at all. */
	readonly applies?: (group: Group) => boolean;
}

const HASHES = { sha256: "SHA256", sha384: "SHA384", sha512: "SHA512" };
const SIGNATURE = ["msg", "sig"];

const file = (name: string, kind: string, of: string, parts: readonly string[], applies?: VectorFile["applies"]): VectorFile => ({ name, kind, of, parts, applies });

/** What of Wycheproof the firmware does: what TLS and certificates need, and encrypted advertisements. */
export const FILES: readonly VectorFile[] = [
	// there is none of P-256 with SHA-384
	...["secp256r1", "secp384r1"].flatMap(curve => Object.entries(HASHES).map(([hash, of]) => file(`ecdsa_${curve}_${hash}`, "ecdsa", of, SIGNATURE))).filter(({ name }) => name !== "ecdsa_secp256r1_sha384"),
	...[2048, 3072, 4096].flatMap(bits => Object.entries(HASHES).map(([hash, of]) => file(`rsa_signature_${bits}_${hash}`, "rsa", of, SIGNATURE))),
	file("ecdh_secp256r1_ecpoint", "ecdh", "P-256", ["public", "private", "shared"]),
	file("ecdh_secp384r1_ecpoint", "ecdh", "P-384", ["public", "private", "shared"]),
	// TLS_ECDHE_…_WITH_AES_128_GCM_SHA256 has nonces of 96 bits, and tags of 128 (RFC 5288)
	file("aes_gcm", "gcm", "", ["key", "iv", "aad", "msg", "ct", "tag"], ({ ivSize, keySize, tagSize }) => ivSize === 96 && keySize === 128 && tagSize === 128),
	file("aes_ccm", "ccm", "", ["key", "iv", "aad", "msg", "ct", "tag"]),
	file("hmac_sha256", "hmac", "", ["key", "msg", "tag"]),
];

/** Good for somebody else: told, and refused before the SDK sees it. */
function verdictOf(kind: string, test: Readonly<Record<string, string>>): Verdict {
	const result = test.result as Verdict;
	// RFC 8422 §5.1.1: no other form of a point is offered
	return kind === "ecdh" && result !== "invalid" && !test.public!.startsWith("04") ? "refused" : result;
}

/**
 * The vectors as the application for XS reads them, a line each: kind, hash or curve, number, verdict, and the parts in
 * hexadecimal, "-" for none. A key and a file are lines of their own.
 * @param folder a checkout of C2SP/wycheproof
 * @param take whether a test is taken, by its number among those of its file
 */
export function wycheproofLines(folder: string, take: (index: number, flags: readonly string[]) => boolean = () => true): string[] {
	return FILES.flatMap(({ applies, kind, name, of, parts }) => {
		const { testGroups } = JSON.parse(readFileSync(join(folder, "testvectors_v1", `${name}_test.json`), "utf8")) as { testGroups: readonly Group[] };
		const lines = [`file ${name}`];
		let index = 0, key = "";
		for (const group of testGroups.filter(group => applies?.(group) ?? true)) {
			for (const test of group.tests) {
				if (!take(index++, test.flags as unknown as string[]))
					continue;
				if (group.publicKeyDer && group.publicKeyDer !== key)
					lines.push(`key ${key = group.publicKeyDer}`);
				lines.push([kind, of || "-", String(test.tcId), verdictOf(kind, test), ...parts.map(part => test[part] || "-")].join(" "));
			}
		}
		return lines;
	});
}
