import { DerReader, SEQUENCE } from "./der-reader";
import { isEmptyName, isNameWithin, nameText } from "./distinguished-name";
import { DIRECTORY_NAME, DNS_NAME, EMAIL_ADDRESS, IP_ADDRESS, generalNameText, openNames, readGeneralName } from "./general-name";

const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;

/** Comparisons that one set of constraints may cost; what is sent must not keep the device busy. */
const COMPARISONS = 8192;

const DOT = 0x2e;

/** What is looked at of a certificate; the offsets are 0 where there is nothing. */
export interface NamedCertificate {
	readonly der: Uint8Array;
	readonly subject: Uint8Array;
	readonly extensions: { readonly alternativeNames: number; readonly nameConstraints: number };
}

/**
 * Reads NameConstraints (RFC 5280 §4.2.1.10) and checks their form.
 * @returns what the RFC forbids though the form is right, for people
 */
export const constraintsFault = (reader: DerReader): string | undefined => {
	const outer = reader.enter(SEQUENCE);
	let fault: string | undefined;
	if (!reader.more)
		reader.fail("no constraint");
	for (let tag = PERMITTED; tag <= EXCLUDED; tag++) {
		if (reader.peek !== tag)
			continue;
		const trees = reader.enter(tag);
		do {
			const tree = reader.enter(SEQUENCE);
			readGeneralName(reader, true);
			if (reader.tag === DNS_NAME && reader.length && reader.bytes[reader.content] === DOT)
				fault = "nameConstraints has a DNS name that begins with a dot";
			while (reader.more) {
				fault = "nameConstraints has a minimum or a maximum";
				reader.read();
			}
			reader.leave(tree);
		} while (reader.more);
		reader.leave(trees);
	}
	reader.leave(outer);
	return fault;
};

/**
 * Holds the names of a certificate against the constraints of a CA above it (RFC 5280 §6.1.3 b and c): a name has
 * to be within one of the permitted trees of its form, if there are any of that form, and in none of the excluded.
 * Looked at are the subject, where it is not empty, and every alternative name; not the common name, because nobody
 * here is known by it. An excluded tree also hits a wildcard that reaches into it. What can't be compared, a name of
 * another form than DNS name, address and directory name, or a DNS name with an empty label, is in no permitted tree of
 * its form and in every excluded one. Without alternative names the subject may hold an e-mail address (§4.2.1.6).
 * @returns the name that is not allowed, for people; undefined where all are; "" where looking costs too much
 */
export const constraintViolation = (authority: NamedCertificate, certificate: NamedCertificate): string | undefined => {
	const check = new ConstraintCheck(authority);
	const subject = new DerReader(certificate.subject);
	subject.tag = DIRECTORY_NAME;
	subject.position = subject.end;
	let allowed = isEmptyName(subject.bytes) || check.allows(subject);
	if (allowed && !certificate.extensions.alternativeNames) {
		subject.tag = EMAIL_ADDRESS;
		allowed = check.allows(subject);
	}
	if (!allowed)
		return check.exhausted ? "" : nameText(subject.bytes);
	if (certificate.extensions.alternativeNames) {
		const names = openNames(certificate.der, certificate.extensions.alternativeNames);
		while (names.more) {
			readGeneralName(names);
			if (!check.allows(names))
				return check.exhausted ? "" : generalNameText(names);
		}
	}
	return undefined;
};

class ConstraintCheck {
	private _authority: NamedCertificate;
	private _left = COMPARISONS;

	constructor(authority: NamedCertificate) {
		this._authority = authority;
	}
	get exhausted(): boolean {
		return this._left < 0;
	}
	/** `name` stands behind the name in question. */
	allows(name: DerReader): boolean {
		const trees = new DerReader(this._authority.der, this._authority.extensions.nameConstraints);
		trees.enter(SEQUENCE);
		const comparable = isComparable(name);
		let allowed = true;
		for (let kind = PERMITTED; kind <= EXCLUDED && allowed; kind++) {
			if (trees.peek !== kind)
				continue;
			const outer = trees.enter(kind);
			let hit = false, same = false;
			while (trees.more && !hit) {
				if (--this._left < 0)
					return false;
				const tree = trees.enter(SEQUENCE);
				readGeneralName(trees, true);
				if (trees.tag === name.tag) {
					same = true;
					hit = comparable ? isWithin(name, trees, kind === EXCLUDED) : kind === EXCLUDED;
				}
				trees.position = trees.end;
				trees.leave(tree);
			}
			allowed = kind === PERMITTED ? hit || !same : !hit;
			trees.position = trees.end;
			trees.leave(outer);
		}
		return allowed;
	}
}

/** There is a rule for its form, and none of its labels is empty as in ".example.com". */
const isComparable = ({ tag, bytes, content, position }: DerReader): boolean => {
	if (tag !== DNS_NAME)
		return tag === DIRECTORY_NAME || tag === IP_ADDRESS;
	let previous = DOT;
	for (let i = content; i < position; i++) {
		const octet = bytes[i]!;
		if (octet === DOT && previous === DOT)
			return false;
		previous = octet;
	}
	return previous !== DOT;
};

const isWithin = (name: DerReader, tree: DerReader, excluded: boolean): boolean => {
	switch (name.tag) {
		case DIRECTORY_NAME:
			return isNameWithin(name.value, tree.value);
		case IP_ADDRESS:
			return isAddressWithin(name, tree);
		default:
			return isHostWithin(name, tree, name.content) ||
				(excluded && isWildcard(name) && isOneBelow(tree, name));
	}
};

/** The tree is an address and a mask. */
const isAddressWithin = (name: DerReader, tree: DerReader): boolean => {
	const size = name.length;
	if (tree.length !== 2 * size)
		return false;
	for (let i = 0; i < size; i++) {
		const mask = tree.bytes[tree.content + size + i]!;
		if (((name.bytes[name.content + i]! ^ tree.bytes[tree.content + i]!) & mask) !== 0)
			return false;
	}
	return true;
};

/**
 * "example.com" takes itself and all below it; an empty tree takes everything.
 * @param from where in the bytes the name starts
 */
const isHostWithin = (name: DerReader, tree: DerReader, from: number): boolean => {
	const more = name.position - from - tree.length;
	if (more < 0)
		return false;
	if (tree.length === 0)
		return true;
	for (let i = 0; i < tree.length; i++) {
		if (lower(name.bytes[from + more + i]!) !== lower(tree.bytes[tree.content + i]!))
			return false;
	}
	return more === 0 || name.bytes[from + more - 1] === DOT;
};

const isWildcard = (name: DerReader): boolean => {
	return name.length > 2 && name.bytes[name.content] === 0x2a && name.bytes[name.content + 1] === DOT;
};

/** True where `tree` is one label below what stands behind the "*" of `name`: a host of the wildcard is in it. */
const isOneBelow = (tree: DerReader, name: DerReader): boolean => {
	const suffix = name.length - 1;		// with its dot
	const more = tree.length - suffix;
	if (more <= 0)
		return false;
	for (let i = 0; i < more; i++) {
		if (tree.bytes[tree.content + i] === DOT)
			return false;
	}
	for (let i = 0; i < suffix; i++) {
		if (lower(tree.bytes[tree.content + more + i]!) !== lower(name.bytes[name.content + 1 + i]!))
			return false;
	}
	return true;
};

const lower = (octet: number): number => {
	return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
};
