import { DerError, DerReader, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE } from "./der-reader";
import { IDENTIFIERS, isIdentifier } from "./object-identifier";
import { sameOctets } from "./octets";
import type { PublicKey } from "./public-key";

/** Tags in ECPrivateKey (RFC 5915 §3). */
const PARAMETERS = 0xa0;
const PUBLIC_KEY = 0xa1;
/** Of a number below P-256's order, in bytes. */
const SECRET_SIZE = 32;

/** Views of the key's bytes, most significant first. */
export type PrivateKey =
	| { readonly kind: "RSA"; readonly modulus: Uint8Array }
	/** `point` is undefined where the file does not say the public key. */
	| { readonly kind: "EC"; readonly secret: Uint8Array; readonly point: Uint8Array | undefined };

export type PrivateKeyReading =
	| { readonly key: PrivateKey; readonly problem?: undefined }
	| { readonly key?: undefined; readonly problem: string };

const P256_ONLY = "is an EC key on another curve than P-256, with which the gateway can't sign";

/**
 * Reads a private key: RSA or EC on P-256 in PKCS #8 (RFC 5958), or EC as by itself (SEC 1 §C.4, RFC 5915), DER. Of RSA
 * as much as tells which key it is. Throws nothing, and what it says of a problem holds nothing of the key.
 */
export const readPrivateKey = (der: Uint8Array): PrivateKeyReading => {
	try {
		const reader = new DerReader(der), outer = reader.enter(SEQUENCE), version = reader.readSmall();
		if (version === 1 && reader.peek === OCTET_STRING)
			return readEcKey(new DerReader(der), false);
		const algorithm = reader.enter(SEQUENCE);
		reader.readIdentifier();
		const isRsa = isIdentifier(der, reader.content, reader.position, IDENTIFIERS.rsaEncryption);
		if (!isRsa && !isIdentifier(der, reader.content, reader.position, IDENTIFIERS.ecPublicKey))
			return { problem: "is neither an RSA nor an EC key, and the gateway signs with no others" };
		if (!isRsa && !isP256(reader))
			return { problem: P256_ONLY };
		while (reader.more)
			reader.read();
		reader.leave(algorithm);
		reader.read(OCTET_STRING);
		const inner = new DerReader(reader.value);
		while (reader.more)
			reader.read();
		reader.leave(outer);
		if (!isRsa)
			return readEcKey(inner, true);
		inner.enter(SEQUENCE);
		inner.readSmall();
		return { key: { kind: "RSA", modulus: inner.readPositive() } };
	}
	catch (error) {
		if (!(error instanceof DerError))
			throw error;
		return { problem: "is not a private key in PKCS #8, nor an EC key in SEC 1, DER" };
	}
};

/** Whether the private key is that of the public one, as far as its file says. */
export const isKeyOf = (secret: PrivateKey, known: PublicKey): boolean => {
	if (secret.kind === "RSA")
		return known.kind === "RSA" && sameOctets(secret.modulus, known.modulus);
	return known.kind === "EC" && known.curve === "P-256" && (secret.point === undefined || sameOctets(secret.point, known.point));
};

/** ECPrivateKey. @param named the curve was said before */
const readEcKey = (reader: DerReader, named: boolean): PrivateKeyReading => {
	const outer = reader.enter(SEQUENCE);
	if (reader.readSmall() !== 1)
		reader.fail("another version");
	reader.read(OCTET_STRING);
	const secret = reader.value;
	let point: Uint8Array | undefined;
	if (reader.peek === PARAMETERS) {
		const parameters = reader.enter(PARAMETERS);
		if (!isP256(reader))
			return { problem: P256_ONLY };
		reader.leave(parameters);
	}
	else if (!named)
		return { problem: "does not say its curve: have it written as PKCS #8" };
	if (reader.peek === PUBLIC_KEY) {
		const explicit = reader.enter(PUBLIC_KEY), string = reader.enterBits();
		point = reader.bytes.subarray(reader.position, reader.end);
		reader.position = reader.end;
		reader.leave(string);
		reader.leave(explicit);
	}
	reader.leave(outer);
	if (secret.length !== SECRET_SIZE || secret.every(byte => byte === 0))
		reader.fail("no number of P-256");
	return { key: { kind: "EC", secret, point } };
};

/** Reads a curve. */
const isP256 = (reader: DerReader): boolean => {
	reader.read();
	return reader.tag === OBJECT_IDENTIFIER && isIdentifier(reader.bytes, reader.content, reader.position, IDENTIFIERS.p256);
};
