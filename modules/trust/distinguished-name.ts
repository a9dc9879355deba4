import { DerReader, SEQUENCE, SET } from "./der-reader";
import { identifierText } from "./object-identifier";
import { sameOctets } from "./octets";
import { readableText } from "./readable-text";

const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;
const IA5_STRING = 0x16;
const SPACE = 0x20;

/** Short names of the attributes 2.5.4.n (RFC 4519 §2), by n. */
const ATTRIBUTES = Object.freeze({
	3: "CN", 4: "SN", 5: "serialNumber", 6: "C", 7: "L", 8: "ST", 9: "street", 10: "O", 11: "OU", 12: "title", 42: "GN",
} as Record<number, string>);

/** Reads a Name (RFC 5280 §4.1.2.4) and checks its form. @returns where it starts */
export const readName = (reader: DerReader): number => {
	const start = reader.position;
	const name = reader.enter(SEQUENCE);
	while (reader.more) {
		const set = reader.enter(SET);
		if (!reader.more)
			reader.fail("an empty relative name");
		while (reader.more) {
			const attribute = reader.enter(SEQUENCE);
			reader.readIdentifier();
			reader.read();
			reader.leave(attribute);
		}
		reader.leave(set);
	}
	reader.leave(name);
	return start;
};

/** True for a name without any attribute. */
export const isEmptyName = (name: Uint8Array): boolean => {
	return name.length <= 2;
};

/**
 * Compares two names that `readName` has passed: the same bytes, or else RFC 5280 §7.1 as far as it is cheap,
 * because some CAs spell their name in another string type when they sign: UTF8String, PrintableString and
 * IA5String compare with each other without regard to the case of a-z and to how many spaces stand where. Letters
 * beyond ASCII compare as they are, and the parts of a multi-valued relative name in the order in which they stand.
 * OpenSSL does the same.
 */
export const sameName = (a: Uint8Array, b: Uint8Array): boolean => {
	return sameOctets(a, b) || startsWith(a, b, true);
};

/** True where `name` is `base` or below it in the tree (RFC 5280 §4.2.1.10, directoryName). */
export const isNameWithin = (name: Uint8Array, base: Uint8Array): boolean => {
	return startsWith(name, base, false);
};

const startsWith = (name: Uint8Array, base: Uint8Array, whole: boolean): boolean => {
	const a = new DerReader(name), b = new DerReader(base);
	a.enter(SEQUENCE);
	b.enter(SEQUENCE);
	while (b.more) {
		if (!a.more)
			return false;
		const setA = a.enter(SET), setB = b.enter(SET);
		while (a.more && b.more) {
			const attributeA = a.enter(SEQUENCE), attributeB = b.enter(SEQUENCE);
			a.read();
			b.read();
			if (!sameOctets(a.value, b.value))
				return false;
			a.read();
			b.read();
			if (!sameValue(a, b))
				return false;
			a.leave(attributeA);
			b.leave(attributeB);
		}
		if (a.more || b.more)
			return false;
		a.leave(setA);
		b.leave(setB);
	}
	return !whole || !a.more;
};

const sameValue = (a: DerReader, b: DerReader): boolean => {
	if (!folds(a.tag) || !folds(b.tag))
		return a.tag === b.tag && sameOctets(a.value, b.value);
	let i = skipSpaces(a, a.content), j = skipSpaces(b, b.content);
	while (i < a.position && j < b.position) {
		if (fold(a.bytes[i]!) !== fold(b.bytes[j]!))
			return false;
		const nextI = skipSpaces(a, i + 1), nextJ = skipSpaces(b, j + 1);
		if (nextI < a.position && nextJ < b.position && (nextI > i + 1) !== (nextJ > j + 1))
			return false;
		i = nextI;
		j = nextJ;
	}
	return i === a.position && j === b.position;
};

const folds = (tag: number): boolean => {
	return tag === UTF8_STRING || tag === PRINTABLE_STRING || tag === IA5_STRING;
};

const fold = (octet: number): number => {
	return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
};

const skipSpaces = (reader: DerReader, at: number): number => {
	while (at < reader.position && reader.bytes[at] === SPACE)
		at++;
	return at;
};

/**
 * A name for people, most specific part first as in RFC 4514: "CN=broker, O=Example". Escaped by `readableText`;
 * each value is cut at about 64 characters and the whole at 8 attributes.
 */
export const nameText = (name: Uint8Array): string => {
	const reader = new DerReader(name);
	reader.enter(SEQUENCE);
	let text = "";
	for (let count = 0; reader.more && count < 8; count++) {
		const set = reader.enter(SET), attribute = reader.enter(SEQUENCE);
		reader.read();
		const label = attributeLabel(reader);
		reader.read();
		const value = readableText(reader.tag, name, reader.content, reader.position);
		text = `${label}=${value}${text === "" ? "" : ", "}${text}`;
		reader.leave(attribute);
		while (reader.more)
			reader.read();		// further values of one relative name are rare, and left out
		reader.leave(set);
	}
	return text === "" ? "(no name)" : reader.more ? "…, " + text : text;
};

/** The (last) common name of a name, or undefined. For explanations only: a broker is never known by it. */
export const commonName = (name: Uint8Array): string | undefined => {
	const reader = new DerReader(name);
	reader.enter(SEQUENCE);
	let text: string | undefined;
	while (reader.more) {
		const set = reader.enter(SET);
		while (reader.more) {
			const attribute = reader.enter(SEQUENCE);
			reader.read();
			const found = attributeLabel(reader) === "CN";
			reader.read();
			if (found)
				text = readableText(reader.tag, name, reader.content, reader.position);
			reader.leave(attribute);
		}
		reader.leave(set);
	}
	return text;
};

const attributeLabel = (reader: DerReader): string => {
	const { bytes, content, position } = reader;
	const short = position - content === 3 && bytes[content] === 0x55 && bytes[content + 1] === 4 ?
		ATTRIBUTES[bytes[content + 2]!] : undefined;
	return short ?? identifierText(bytes, content, position);
};
