import { CertificateExtensions } from "./certificate-extensions";
import { DerError, DerReader, SEQUENCE, elementAt } from "./der-reader";
import { readTime } from "./der-time";
import { nameText, isEmptyName, readName, sameName } from "./distinguished-name";
import { generalNameText, openNames, readGeneralName } from "./general-name";
import { identifierText } from "./object-identifier";
import { sameRange } from "./octets";
import { readPublicKey, type PublicKey } from "./public-key";
import { algorithmName, readAlgorithm } from "./signature-algorithm";

/**
 * An X.509 certificate (RFC 5280 §4.1). It keeps the bytes it was read from and positions in them; views are made
 * when asked for, so that one certificate costs about thirty-five slots on XS and nothing of it is copied. The bytes
 * must not change as long as it is used.
 *
 * What is malformed can't be read. What is well formed but breaks a plain MUST of the RFC is in `extensions.fault`, and
 * counts only on a path.
 */
export class Certificate {
	readonly der: Uint8Array;
	/** 1, 2 or 3. */
	readonly version: number;
	/** Milliseconds since 1970; both seconds belong to the validity (§4.1.2.5). */
	readonly notBefore: number;
	readonly notAfter: number;
	/** Number that `algorithmOf` takes. */
	readonly algorithm: number;
	readonly extensions = new CertificateExtensions();
	private _issuer: number;
	private _subject: number;
	private _key: number;
	private _signature: number;

	/** For `readCertificate`, which also reads the values of the extensions and catches the DerError that comes out. */
	constructor(der: Uint8Array) {
		const reader = new DerReader(der);
		this.der = der;
		const whole = reader.enter(SEQUENCE);
		const tbs = reader.enter(SEQUENCE);
		reader.where = "version";
		this.version = readVersion(reader);
		reader.where = "serial number";
		reader.readInteger();
		const serial = isSerialNumber(reader);
		reader.where = "signature algorithm";
		const inner = reader.position;
		this.algorithm = readAlgorithm(reader);
		const innerEnd = reader.position;
		reader.where = "issuer";
		this._issuer = readName(reader);
		if (isEmptyName(this.issuer))
			reader.fail("an empty name");
		reader.where = "validity";
		const validity = reader.enter(SEQUENCE);
		this.notBefore = readTime(reader);
		this.notAfter = readTime(reader);
		reader.leave(validity);
		reader.where = "subject";
		this._subject = readName(reader);
		// of a root that numbers itself 0 there are many, some of them well known: nobody ever asks for its number
		if (!serial && !this.selfIssued)
			this.extensions.fault = "its serial number is zero, negative or longer than 20 bytes";
		reader.where = "public key";
		this._key = reader.position;
		readPublicKey(reader);
		this.readRest(reader);
		reader.leave(tbs);
		reader.where = "signature algorithm";
		const outer = reader.position;
		readAlgorithm(reader);
		if (innerEnd - inner !== reader.position - outer || !sameRange(der, inner, der, outer, innerEnd - inner))
			reader.fail("not the same inside and outside");
		reader.where = "signature";
		const signature = reader.enterBits();
		this._signature = reader.position;
		reader.position = reader.end;
		reader.leave(signature);
		reader.where = "certificate";
		reader.leave(whole);
		if (reader.more)
			reader.fail("bytes behind it");
	}
	/** What is signed. */
	get tbs(): Uint8Array {
		const reader = new DerReader(this.der);
		reader.enter(SEQUENCE);
		return elementAt(this.der, reader.position);
	}
	/** The Names, as DER. */
	get issuer(): Uint8Array {
		return elementAt(this.der, this._issuer);
	}
	get subject(): Uint8Array {
		return elementAt(this.der, this._subject);
	}
	/** For people. */
	get issuerText(): string {
		return nameText(this.issuer);
	}
	get subjectText(): string {
		return nameText(this.subject);
	}
	get algorithmText(): string {
		const reader = new DerReader(this.der);
		reader.enter(SEQUENCE);
		reader.read();		// what is signed
		reader.enter(SEQUENCE);
		reader.read();
		return algorithmName(this.algorithm) ?? identifierText(this.der, reader.content, reader.position);
	}
	/** Issuer and subject are the same name; says nothing about the keys (§3.2). */
	get selfIssued(): boolean {
		return sameName(this.issuer, this.subject);
	}
	/** The SubjectPublicKeyInfo, as DER; what a pin is made from. */
	get keyInfo(): Uint8Array {
		return elementAt(this.der, this._key);
	}
	get key(): PublicKey {
		return readPublicKey(new DerReader(this.der, this._key));
	}
	/** Content of the BIT STRING. It is the last thing in a certificate. */
	get signature(): Uint8Array {
		return this.der.subarray(this._signature);
	}
	get subjectKeyIdentifier(): Uint8Array | undefined {
		return contentAt(this.der, this.extensions.subjectKey);
	}
	get authorityKeyIdentifier(): Uint8Array | undefined {
		return contentAt(this.der, this.extensions.authorityKey);
	}
	/** The names in subjectAltName for people, of every form, at most `limit`. */
	alternativeNames(limit = 32): string[] {
		const names: string[] = [];
		if (this.extensions.alternativeNames) {
			const reader = openNames(this.der, this.extensions.alternativeNames);
			while (reader.more && names.length < limit) {
				readGeneralName(reader);
				names.push(generalNameText(reader));
			}
		}
		return names;
	}
	/** What follows the key: unique identifiers (version 2 on) and extensions (version 3). */
	private readRest(reader: DerReader): void {
		reader.where = "unique identifier";
		for (const tag of UNIQUE_IDENTIFIERS) {
			if (reader.peek === tag && this.version > 1)
				reader.read();
		}
		reader.where = "extensions";
		if (reader.peek === 0xa3 && this.version === 3) {
			const outer = reader.enter(0xa3);
			this.extensions.read(reader);
			reader.leave(outer);
		}
	}
}

const UNIQUE_IDENTIFIERS = Object.freeze([0x81, 0x82]);

/** Version 1 has to be left out (it is the DEFAULT), 2 and 3 are written as 1 and 2. */
const readVersion = (reader: DerReader): number => {
	if (reader.peek !== 0xa0)
		return 1;
	const outer = reader.enter(0xa0);
	const version = reader.readSmall() + 1;
	if (version < 2 || version > 3)
		reader.fail(`${version}`);
	reader.leave(outer);
	return version;
};

/** §4.1.2.2; the zero in front of a number whose first bit is 1 is not one of its bytes. */
const isSerialNumber = ({ bytes, content, length }: DerReader): boolean => {
	const first = bytes[content]!;
	return first < 0x80 && length <= (first ? 20 : 21) && (first > 0 || length > 1);
};

const contentAt = (der: Uint8Array, offset: number): Uint8Array | undefined => {
	if (offset <= 0)
		return undefined;
	const reader = new DerReader(der, offset);
	reader.read();
	return reader.value;
};

/** A certificate, or what is malformed in it and where. */
export type CertificateReading =
	| { readonly certificate: Certificate; readonly malformed?: undefined }
	| { readonly certificate?: undefined; readonly malformed: string };

/** Reads one certificate from its DER. Throws nothing. */
export const readCertificate = (der: Uint8Array): CertificateReading => {
	try {
		const certificate = new Certificate(der);
		certificate.extensions.readValues(der, isEmptyName(certificate.subject));
		return { certificate };
	}
	catch (error) {
		if (error instanceof DerError)
			return { malformed: error.message };
		throw error;
	}
};
