import { BIT_STRING, DerReader, OCTET_STRING, SEQUENCE } from "./der-reader";
import { readGeneralName } from "./general-name";
import { constraintsFault } from "./name-constraints";
import { IDENTIFIERS, isIdentifier } from "./object-identifier";
import { sameRange } from "./octets";

/** Bits of `keyUsage` as RFC 5280 §4.2.1.3 numbers them: bit 0 is 0x8000. */
export const DIGITAL_SIGNATURE = 0x8000;
export const KEY_CERT_SIGN = 0x0400;

/** Extensions of one certificate; more are refused, so that looking for duplicates stays cheap. */
const LIMIT = 64;

/** id-ce, 2.5.29: the first two bytes of the identifiers of the extensions that path validation needs. */
const ID_CE = Object.freeze([0x55, 0x1d] as const);

/** Stands for authorityInfoAccess (§4.2.2.1), which is of another arc. Nothing is fetched, but it has to be a list. */
const INFORMATION_ACCESS = 256;

/** What they are called, for the message of an error. */
const NAMES = Object.freeze({
	14: "subjectKeyIdentifier", 15: "keyUsage", 17: "subjectAltName", 19: "basicConstraints", 30: "nameConstraints",
	35: "authorityKeyIdentifier", 36: "policyConstraints", 37: "extendedKeyUsage", 54: "inhibitAnyPolicy",
} as Record<number, string>);

/**
 * The extensions that path validation needs (RFC 5280 §4.2), checked for their form. Offsets are positions in the
 * certificate's bytes, 0 where there is nothing: a number costs one slot on XS, a view seven.
 */
export class CertificateExtensions {
	/** basicConstraints: cA, and pathLenConstraint or -1. */
	authority = false;
	pathLength = -1;
	/** Sixteen bits, or -1 without the extension. */
	keyUsage = -1;
	/** extKeyUsage lists id-kp-serverAuth; undefined without the extension. */
	serverAuth: boolean | undefined = undefined;
	/** Offsets of the GeneralNames, and of the NameConstraints. */
	alternativeNames = 0;
	nameConstraints = 0;
	/**
	 * The first plain MUST of RFC 5280 that the certificate breaks, for people. Only what no CA in use does is held
	 * against it: both key identifiers may be missing, and basicConstraints of a CA not critical, as
	 * `openssl x509 -req` and RabbitMQ's tls-gen make them.
	 */
	fault: string | undefined = undefined;
	/** Offsets of the OCTET STRING, and of the keyIdentifier [0], which is -1 where the extension has none. */
	subjectKey = 0;
	authorityKey = 0;
	/** Offset of the OBJECT IDENTIFIER of the first critical extension that is not known here. */
	unknownCritical = 0;

	/** Offset of the list. */
	private _list = 0;

	/** Reads the list (RFC 5280 §4.1.2.9), without the values: nothing may be there twice. */
	read(reader: DerReader): void {
		this._list = reader.position;
		const list = reader.enter(SEQUENCE), first = reader.position;
		if (!reader.more)
			reader.fail("an empty list");
		for (let count = 0; reader.more; count++) {
			if (count === LIMIT)
				reader.fail(`more than ${LIMIT}`);
			const start = reader.position, extension = reader.enter(SEQUENCE);
			reader.readIdentifier();
			refuseDuplicate(reader, first, start);
			reader.readFlag();
			reader.read(OCTET_STRING);
			reader.leave(extension);
		}
		reader.leave(list);
	}
	/**
	 * Reads the values. It is apart from `read` so that the two don't add up on the engine's stack.
	 * @param nameless the subject is empty, so that subjectAltName has to be critical (§4.2.1.6)
	 */
	readValues(der: Uint8Array, nameless: boolean): void {
		if (!this._list)
			return;
		const reader = new DerReader(der, this._list), list = reader.enter(SEQUENCE);
		while (reader.more) {
			const extension = reader.enter(SEQUENCE), identifier = reader.position;
			reader.read();
			const number = numberOf(reader), critical = reader.readFlag(), value = reader.enter(OCTET_STRING), content = reader.position;
			reader.where = NAMES[number] ?? "extensions";
			if (critical ? number === 14 || number === 35 :
				number === 30 || number === 36 || number === 54 || (number === 17 && nameless))
				this.fault ??= `${reader.where} must ${critical ? "not " : ""}be critical`;
			switch (number) {
				case 14:
					this.subjectKey = reader.position;
					reader.read(OCTET_STRING);
					break;
				case 15:
					this.keyUsage = readKeyUsage(reader);
					break;
				case 17:
					this.alternativeNames = reader.position;
					readNames(reader);
					break;
				case 19:
					this.readBasicConstraints(reader);
					break;
				case 30:
					this.nameConstraints = reader.position;
					this.fault = constraintsFault(reader) ?? this.fault;
					break;
				case 35:
					this.readAuthorityKey(reader);
					break;
				case 37:
					this.serverAuth = readPurposes(reader);
					break;
				default:
					reader.position = reader.end;
					if (number === INFORMATION_ACCESS && der[content] !== SEQUENCE)
						this.fault ??= "authorityInfoAccess holds something else";
					if (critical && !this.unknownCritical)
						this.unknownCritical = identifier;
			}
			reader.leave(value);
			reader.leave(extension);
		}
		reader.leave(list);
		if (this.nameConstraints && !this.authority)
			this.fault ??= "it has nameConstraints without being a CA";
	}
	private readBasicConstraints(reader: DerReader): void {
		const outer = reader.enter(SEQUENCE);
		this.authority = reader.readFlag();
		if (reader.more) {
			this.pathLength = reader.readSmall();
			if (!this.authority)
				reader.fail("a path length for what is not a CA");
		}
		reader.leave(outer);
	}
	private readAuthorityKey(reader: DerReader): void {
		const outer = reader.enter(SEQUENCE);
		this.authorityKey = -1;
		if (reader.peek === 0x80) {
			this.authorityKey = reader.position;
			reader.read();
		}
		else if (!reader.more)
			this.fault ??= "authorityKeyIdentifier is empty";
		const issuer = reader.peek === 0xa1;		// its name and its serial number are hints that aren't used
		if (issuer)
			reader.read();
		if (issuer !== (reader.peek === 0x82))
			this.fault ??= "authorityKeyIdentifier has an issuer or its serial number, and not both";
		if (reader.peek === 0x82)
			reader.read();
		reader.leave(outer);
	}
}

/** n where the OBJECT IDENTIFIER just read is 2.5.29.n, INFORMATION_ACCESS, or else -1. */
const numberOf = ({ bytes, content, position }: DerReader): number => {
	if (isIdentifier(bytes, content, position, IDENTIFIERS.authorityInfoAccess))
		return INFORMATION_ACCESS;
	return position - content === 3 && bytes[content] === ID_CE[0] && bytes[content + 1] === ID_CE[1] ? bytes[content + 2]! : -1;
};

const refuseDuplicate = (reader: DerReader, first: number, start: number): void => {
	const { bytes, content, position, end } = reader;
	reader.end = start;
	for (reader.position = first; reader.more;) {
		const extension = reader.enter(SEQUENCE);
		reader.read();
		if (reader.length === position - content && sameRange(bytes, content, bytes, reader.content, reader.length))
			reader.fail("an extension that is there twice");
		reader.position = reader.end;
		reader.leave(extension);
	}
	reader.end = end;
	reader.position = position;
};

/** Bits beyond the sixteenth don't exist; a list of named bits with trailing zeros (X.690 §11.2.2) is taken. */
const readKeyUsage = (reader: DerReader): number => {
	reader.read(BIT_STRING);
	const { bytes, content, position } = reader;
	const unused = bytes[content]!;
	if (position === content || unused > 7 || (unused && position === content + 1) ||
		(bytes[position - 1]! & ((1 << unused) - 1)) !== 0)
		reader.fail("unused bits that are wrong");
	let bits = 0;
	for (let i = 0; i < 2; i++)
		bits = (bits << 8) | (content + 1 + i < position ? bytes[content + 1 + i]! : 0);
	return bits;
};

const readPurposes = (reader: DerReader): boolean => {
	const outer = reader.enter(SEQUENCE);
	let found = false;
	do {
		reader.readIdentifier();
		found ||= isIdentifier(reader.bytes, reader.content, reader.position, IDENTIFIERS.serverAuth);
	} while (reader.more);
	reader.leave(outer);
	return found;
};

const readNames = (reader: DerReader): void => {
	const outer = reader.enter(SEQUENCE);
	do
		readGeneralName(reader);
	while (reader.more);
	reader.leave(outer);
};
