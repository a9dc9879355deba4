import type { Certificate } from "./certificate";
import { DerReader, SEQUENCE } from "./der-reader";
import { isEmptyName, isNameWithin } from "./distinguished-name";
import { DIRECTORY_NAME, DNS_NAME, IP_ADDRESS, generalNameText, openNames, readGeneralName } from "./general-name";

const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;

/** Comparisons that one set of constraints may cost; what is sent must not keep the device busy. */
const COMPARISONS = 8192;

/**
 * Reads NameConstraints (RFC 5280 §4.2.1.10) and checks their form.
 * @returns false where there is a form of name other than dNSName, directoryName and iPAddress, or a minimum or
 * maximum: those aren't supported
 */
export function readNameConstraints(reader: DerReader): boolean {
	const outer = reader.enter(SEQUENCE);
	let supported = true;
	if (!reader.more)
		reader.fail("no constraint");
	for (let tag = PERMITTED; tag <= EXCLUDED; tag++) {
		if (reader.peek !== tag)
			continue;
		const trees = reader.enter(tag);
		do {
			const tree = reader.enter(SEQUENCE);
			readGeneralName(reader, true);
			if (reader.tag !== DNS_NAME && reader.tag !== DIRECTORY_NAME && reader.tag !== IP_ADDRESS)
				supported = false;
			while (reader.more) {
				supported = false;
				reader.read();
			}
			reader.leave(tree);
		} while (reader.more);
		reader.leave(trees);
	}
	reader.leave(outer);
	return supported;
}

/**
 * Holds the names of a certificate against the constraints of a CA above it (RFC 5280 §6.1.3 b and c): a name has
 * to be within one of the permitted trees of its form, if there are any of that form, and in none of the excluded.
 * Looked at are the subject, where it is not empty, and every dNSName, iPAddress and directoryName; not the common
 * name, because nobody here is known by it. An excluded tree also hits a wildcard that reaches into it.
 * @returns the name that is not allowed, for people; undefined where all are; "" where looking costs too much
 */
export function constraintViolation(authority: Certificate, certificate: Certificate): string | undefined {
	const check = new ConstraintCheck(authority);
	const subject = new DerReader(certificate.subject);
	subject.tag = DIRECTORY_NAME;
	subject.position = subject.end;
	if (!isEmptyName(subject.bytes) && !check.allows(subject))
		return check.exhausted ? "" : generalNameText(subject);
	if (certificate.extensions.alternativeNames) {
		const names = openNames(certificate.der, certificate.extensions.alternativeNames);
		while (names.more) {
			readGeneralName(names);
			if (!check.allows(names))
				return check.exhausted ? "" : generalNameText(names);
		}
	}
	return undefined;
}

class ConstraintCheck {
	#authority: Certificate;
	#left = COMPARISONS;

	constructor(authority: Certificate) {
		this.#authority = authority;
	}
	get exhausted(): boolean {
		return this.#left < 0;
	}
	/** `name` stands behind the name in question. */
	allows(name: DerReader): boolean {
		const trees = new DerReader(this.#authority.der, this.#authority.extensions.nameConstraints);
		trees.enter(SEQUENCE);
		let allowed = true;
		for (let kind = PERMITTED; kind <= EXCLUDED && allowed; kind++) {
			if (trees.peek !== kind)
				continue;
			const outer = trees.enter(kind);
			let hit = false, same = false;
			while (trees.more && !hit) {
				if (--this.#left < 0)
					return false;
				const tree = trees.enter(SEQUENCE);
				readGeneralName(trees, true);
				if (trees.tag === name.tag) {
					same = true;
					hit = isWithin(name, trees, kind === EXCLUDED);
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

function isWithin(name: DerReader, tree: DerReader, excluded: boolean): boolean {
	switch (name.tag) {
		case DIRECTORY_NAME:
			return isNameWithin(name.value, tree.value);
		case IP_ADDRESS:
			return isAddressWithin(name, tree);
		default:
			return isHostWithin(name, tree, name.content) ||
				(excluded && isWildcard(name) && isOneBelow(tree, name));
	}
}

/** The tree is an address and a mask. */
function isAddressWithin(name: DerReader, tree: DerReader): boolean {
	const size = name.length;
	if (tree.length !== 2 * size)
		return false;
	for (let i = 0; i < size; i++) {
		const mask = tree.bytes[tree.content + size + i]!;
		if (((name.bytes[name.content + i]! ^ tree.bytes[tree.content + i]!) & mask) !== 0)
			return false;
	}
	return true;
}

/**
 * "example.com" takes itself and all below it; ".example.com", which RFC 5280 leaves open, only what is below it, as
 * with OpenSSL; an empty tree takes everything.
 * @param from where in the bytes the name starts
 */
function isHostWithin(name: DerReader, tree: DerReader, from: number): boolean {
	const more = name.position - from - tree.length;
	if (more < 0)
		return false;
	if (tree.length === 0)
		return true;
	for (let i = 0; i < tree.length; i++) {
		if (lower(name.bytes[from + more + i]!) !== lower(tree.bytes[tree.content + i]!))
			return false;
	}
	return more === 0 || tree.bytes[tree.content] === 0x2e || name.bytes[from + more - 1] === 0x2e;
}

function isWildcard(name: DerReader): boolean {
	return name.length > 2 && name.bytes[name.content] === 0x2a && name.bytes[name.content + 1] === 0x2e;
}

/** True where `tree` is one label below what stands behind the "*" of `name`: a host of the wildcard is in it. */
function isOneBelow(tree: DerReader, name: DerReader): boolean {
	const suffix = name.length - 1;		// with its dot
	const more = tree.length - suffix;
	if (more <= 0)
		return false;
	for (let i = 0; i < more; i++) {
		if (tree.bytes[tree.content + i] === 0x2e)
			return false;
	}
	for (let i = 0; i < suffix; i++) {
		if (lower(tree.bytes[tree.content + more + i]!) !== lower(name.bytes[name.content + 1 + i]!))
			return false;
	}
	return true;
}

function lower(octet: number): number {
	return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}
