import { DerError, DerReader, INTEGER, OCTET_STRING, SEQUENCE } from "./der-reader";
import { IDENTIFIERS, isIdentifier } from "./object-identifier";

export type PrivateKeyReading =
	/** Of an RSA key, most significant byte first, without leading zeros; a view. */
	| { readonly modulus: Uint8Array; readonly problem?: undefined }
	| { readonly modulus?: undefined; readonly problem: string };

/**
 * Reads as much of a private key in PKCS #8 (RFC 5958) as tells whether it is an RSA key and which. Throws nothing,
 * and what it says of a problem holds nothing of the key.
 */
export function readPrivateKey(der: Uint8Array): PrivateKeyReading {
	try {
		const reader = new DerReader(der);
		reader.enter(SEQUENCE);
		reader.read(INTEGER);
		const algorithm = reader.enter(SEQUENCE);
		reader.readIdentifier();
		if (!isIdentifier(der, reader.content, reader.position, IDENTIFIERS.rsaEncryption))
			return { problem: "is not an RSA key, and the SDK signs with RSA only" };
		while (reader.more)
			reader.read();
		reader.leave(algorithm);
		reader.read(OCTET_STRING);
		const inner = new DerReader(reader.value);
		inner.enter(SEQUENCE);
		inner.readSmall();
		return { modulus: inner.readPositive() };
	}
	catch (error) {
		if (!(error instanceof DerError))
			throw error;
		return { problem: "is not a private key in PKCS #8, DER" };
	}
}
