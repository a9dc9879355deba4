import { NULL, SEQUENCE, type DerReader } from "./der-reader";
import { isIdentifier } from "./object-identifier";

export type HashName = "SHA256" | "SHA384" | "SHA512";

/** How a certificate is signed. */
export interface SignatureAlgorithm {
	readonly scheme: "RSA" | "ECDSA";
	readonly hash: HashName;
}

interface KnownAlgorithm {
	readonly name: string;
	readonly identifier: readonly number[];
	/** Absent for what is known by name, to be refused by name. */
	readonly algorithm?: SignatureAlgorithm;
	/** The hash can be forged (RFC 6194, RFC 6151), or is shorter than what the other end is held to. */
	readonly weak?: boolean;
}

const RSA = Object.freeze([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1]);
const ECDSA = Object.freeze([0x2a, 0x86, 0x48, 0xce, 0x3d, 4]);

const supported = (name: string, identifier: number[], scheme: "RSA" | "ECDSA", hash: HashName): KnownAlgorithm => {
	return Object.freeze({ name, identifier: Object.freeze(identifier), algorithm: Object.freeze({ scheme, hash }) });
};

const refused = (name: string, identifier: number[], weak: boolean): KnownAlgorithm => {
	return Object.freeze({ name, identifier: Object.freeze(identifier), weak });
};

/** RFC 4055 §5, RFC 5758 §3.2; those without an algorithm are named so that a refusal can say what they are. */
const KNOWN = Object.freeze([
	supported("RSA with SHA-256", [...RSA, 11], "RSA", "SHA256"),
	supported("RSA with SHA-384", [...RSA, 12], "RSA", "SHA384"),
	supported("RSA with SHA-512", [...RSA, 13], "RSA", "SHA512"),
	supported("ECDSA with SHA-256", [...ECDSA, 3, 2], "ECDSA", "SHA256"),
	supported("ECDSA with SHA-384", [...ECDSA, 3, 3], "ECDSA", "SHA384"),
	supported("ECDSA with SHA-512", [...ECDSA, 3, 4], "ECDSA", "SHA512"),
	refused("RSA with MD2", [...RSA, 2], true),
	refused("RSA with MD5", [...RSA, 4], true),
	refused("RSA with SHA-1", [...RSA, 5], true),
	refused("RSA with SHA-224", [...RSA, 14], true),
	refused("ECDSA with SHA-1", [...ECDSA, 1], true),
	refused("ECDSA with SHA-224", [...ECDSA, 3, 1], true),
	refused("RSA-PSS", [...RSA, 10], false),
	refused("Ed25519", [0x2b, 101, 112], false),
	refused("Ed448", [0x2b, 101, 113], false),
]);

/**
 * Reads an AlgorithmIdentifier. With RSA the parameters are NULL or absent (RFC 4055 §5 wants both taken), with
 * ECDSA absent (RFC 5758 §3.2); of algorithms that are not supported they are not looked at.
 * @returns a number that `algorithmOf`, `algorithmName` and `isWeak` take; -1 for one that is not known
 */
export const readAlgorithm = (reader: DerReader): number => {
	const outer = reader.enter(SEQUENCE);
	reader.readIdentifier();
	let number = KNOWN.length - 1;
	while (number >= 0 && !isIdentifier(reader.bytes, reader.content, reader.position, KNOWN[number]!.identifier))
		number--;
	const scheme = KNOWN[number]?.algorithm?.scheme;
	if (scheme === undefined) {
		while (reader.more)
			reader.read();
	}
	else if (scheme === "RSA" && reader.more) {
		reader.read(NULL);
		if (reader.length)
			reader.fail("a NULL with content");
	}
	reader.leave(outer);
	return number;
};

/** The algorithm, or undefined where it is not supported. */
export const algorithmOf = (number: number): SignatureAlgorithm | undefined => {
	return KNOWN[number]?.algorithm;
};

export const algorithmName = (number: number): string | undefined => {
	return KNOWN[number]?.name;
};

export const isWeak = (number: number): boolean => {
	return KNOWN[number]?.weak ?? false;
};
