import { NULL, OBJECT_IDENTIFIER, SEQUENCE, type DerReader } from "./der-reader";
import { IDENTIFIERS, identifierText, isIdentifier } from "./object-identifier";

export interface RsaKey {
	readonly kind: "RSA";
	/** Of the modulus. */
	readonly bits: number;
	/** Most significant byte first, without leading zeros; views of the certificate. */
	readonly modulus: Uint8Array;
	readonly exponent: Uint8Array;
}

export interface EcKey {
	readonly kind: "EC";
	readonly curve: "P-256" | "P-384";
	/** 04, X, Y; a view of the certificate. Whether it is on the curve is for the mathematics to say. */
	readonly point: Uint8Array;
}

/** A key that can't be used here. */
export interface OtherKey {
	readonly kind: "other";
	readonly what: string;
}

export type PublicKey = RsaKey | EcKey | OtherKey;

/** In bits. Below the first a modulus is weak (112 bits of strength); above the second the ESP32 takes too long. */
const LEAST_MODULUS = 2048;
const GREATEST_MODULUS = 4096;

/** Reads a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7, RFC 3279 §2.3.1, RFC 5480 §2). */
export const readPublicKey = (reader: DerReader): PublicKey => {
	const bytes = reader.bytes;
	const outer = reader.enter(SEQUENCE);
	const algorithm = reader.enter(SEQUENCE);
	reader.readIdentifier();
	const start = reader.content, end = reader.position;
	let key: PublicKey;
	if (isIdentifier(bytes, start, end, IDENTIFIERS.rsaEncryption)) {
		if (reader.more) {
			reader.read(NULL);
			if (reader.length)
				reader.fail("a NULL with content");
		}
		reader.leave(algorithm);
		key = readRsaKey(reader);
	}
	else if (isIdentifier(bytes, start, end, IDENTIFIERS.ecPublicKey))
		key = readEcKey(reader, algorithm);
	else {
		while (reader.more)
			reader.read();
		reader.leave(algorithm);
		skipBits(reader);
		key = { kind: "other", what: isIdentifier(bytes, start, end, IDENTIFIERS.rsaPss) ? "a key for RSA-PSS only" :
			`a key of algorithm ${identifierText(bytes, start, end)}` };
	}
	reader.leave(outer);
	return key;
};

const readRsaKey = (reader: DerReader): PublicKey => {
	const string = reader.enterBits();
	const sequence = reader.enter(SEQUENCE);
	const modulus = reader.readPositive();
	const exponent = reader.readPositive();
	reader.leave(sequence);
	reader.leave(string);
	return { kind: "RSA", bits: modulus.length * 8 - Math.clz32(modulus[0]!) + 24, modulus, exponent };
};

const readEcKey = (reader: DerReader, algorithm: number): PublicKey => {
	const bytes = reader.bytes;
	reader.read();		// a named curve, or all its parameters spelled out, which RFC 5480 §2.1.1 forbids
	const named = reader.tag === OBJECT_IDENTIFIER, start = reader.content, end = reader.position;
	reader.leave(algorithm);
	const curve = named && isIdentifier(bytes, start, end, IDENTIFIERS.p256) ? "P-256" :
		named && isIdentifier(bytes, start, end, IDENTIFIERS.p384) ? "P-384" : undefined;
	if (!curve) {
		skipBits(reader);
		return { kind: "other", what: named ? `the elliptic curve ${identifierText(bytes, start, end)}` :
			"an elliptic curve given by its parameters" };
	}
	const string = reader.enterBits();
	const point = bytes.subarray(reader.position, reader.end);
	reader.position = reader.end;
	reader.leave(string);
	const size = curve === "P-256" ? 32 : 48;
	if (point[0] === 4 && point.length === 1 + 2 * size)
		return { kind: "EC", curve, point };
	if ((point[0] === 2 || point[0] === 3) && point.length === 1 + size)
		return { kind: "other", what: "a compressed elliptic curve point" };
	reader.fail("an elliptic curve point of the wrong form");
};

const skipBits = (reader: DerReader): void => {
	const string = reader.enterBits();
	reader.position = reader.end;
	reader.leave(string);
};

/**
 * What is wrong with a key that could verify something: RSA below 2048 bits, with an even modulus or an exponent
 * that is even or 1, is weak; RSA above 4096 bits or with an exponent above 2³² - 1 costs the device too much time. A
 * modulus of no whole bytes is made by nobody, and public CAs may not sign it.
 */
export const keyFault = (key: PublicKey): { readonly code: "weak" | "unsupported"; readonly what: string } | undefined => {
	if (key.kind === "other")
		return { code: "unsupported", what: key.what };
	if (key.kind === "EC")
		return undefined;
	const { bits, modulus, exponent } = key;
	if (bits < LEAST_MODULUS)
		return { code: "weak", what: `an RSA key of ${bits} bits (${LEAST_MODULUS} are the least)` };
	if (bits > GREATEST_MODULUS)
		return { code: "unsupported", what: `an RSA key of ${bits} bits (${GREATEST_MODULUS} are the most)` };
	if (bits & 7)
		return { code: "unsupported", what: `an RSA key of ${bits} bits (no multiple of 8)` };
	if ((modulus[modulus.length - 1]! & 1) === 0)
		return { code: "weak", what: "an RSA key with an even modulus" };
	if ((exponent[exponent.length - 1]! & 1) === 0 || (exponent.length === 1 && exponent[0] === 1))
		return { code: "weak", what: "an RSA key with an even exponent, or 1" };
	if (exponent.length > 4)
		return { code: "unsupported", what: `an RSA key with an exponent of ${exponent.length} bytes (4 are the most)` };
	return undefined;
};

/** The same key in bytes of its own, so that it does not hold on to the certificate, nor to the record with the chain. */
export const copyOfKey = (key: PublicKey): PublicKey => {
	switch (key.kind) {
		case "RSA":
			return { ...key, modulus: key.modulus.slice(), exponent: key.exponent.slice() };
		case "EC":
			return { ...key, point: key.point.slice() };
		default:
			return key;
	}
};

/** "RSA 2048", "EC P-256"; for people. */
export const keyText = (key: PublicKey): string => {
	return key.kind === "RSA" ? `RSA ${key.bits}` : key.kind === "EC" ? `EC ${key.curve}` : key.what;
};
