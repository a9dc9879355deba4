import { isDecimal } from "../text/digits";
import type { Certificate } from "./certificate";
import type { DerReader } from "./der-reader";
import { DNS_NAME, IP_ADDRESS, openNames, readGeneralName } from "./general-name";
import { sameRange } from "./octets";
import { parseAddress } from "../text/internet-address";

/** Of country codes, under which everybody may have a domain. */
const SECOND_LEVELS: readonly string[] = Object.freeze(["ac", "co", "com", "edu", "gov", "net", "org"]);

/**
 * The name or address of the broker that is wanted, made ready for comparison (RFC 9525 §3). A text that is
 * neither matches nothing: deny by default.
 */
export class ServerName {
	/** As asked for. */
	readonly text: string;
	private _name: string | undefined = undefined;
	private _address: Uint8Array | undefined;

	/** @param text name (a final dot doesn't count), IPv4 or IPv6 address, without brackets */
	constructor(text: string) {
		this.text = text;
		this._address = parseAddress(text);
		if (this._address)
			return;
		let name = text.toLowerCase();
		if (name.endsWith("."))
			name = name.slice(0, -1);
		// labels of letters, digits and "-" (RFC 5280 §4.2.1.6); the last one isn't a number, or it would be a mangled address
		const labels = name.split(".");
		if (name.length <= 253 && labels.every(isLabel) && !isDecimal(labels[labels.length - 1]!, 63))
			this._name = name;
	}
	/**
	 * True where subjectAltName has the name as dNSName or the address as iPAddress (RFC 9525 §6.3, §6.4). The
	 * common name is never looked at, and a dNSName never stands for an address, whatever it spells.
	 */
	matches(certificate: Certificate): boolean {
		if (!certificate.extensions.alternativeNames)
			return false;
		const names = openNames(certificate.der, certificate.extensions.alternativeNames);
		while (names.more) {
			readGeneralName(names);
			if (names.tag === DNS_NAME ? this._matchesName(names) : names.tag === IP_ADDRESS && this._matchesAddress(names))
				return true;
		}
		return false;
	}
	private _matchesAddress(offered: DerReader): boolean {
		const address = this._address;
		return address !== undefined && address.length === offered.length && sameRange(address, 0, offered.bytes, offered.content, offered.length);
	}
	/**
	 * Letter by letter without regard to case, or by a wildcard: "*" as the whole first label, for exactly one label,
	 * with at least two labels behind it, which aren't one of the usual names for everybody's domains: so "*.com" and
	 * "*.co.uk" take nobody in.
	 */
	private _matchesName(offered: DerReader): boolean {
		const name = this._name;
		if (name === undefined)
			return false;
		let from = offered.content, at = 0;
		if (offered.bytes[from] === 0x2a) {
			from++;
			at = name.indexOf(".");
			if (at < 0 || name.indexOf(".", at + 1) < 0 || isForEverybody(name.slice(at + 1)))
				return false;
		}
		if (offered.position - from !== name.length - at)
			return false;
		for (let i = 0; at + i < name.length; i++) {
			let octet = offered.bytes[from + i]!;
			if (octet >= 0x41 && octet <= 0x5a)
				octet += 0x20;
			if (octet !== name.charCodeAt(at + i))
				return false;
		}
		return true;
	}
}

/** Letters in lower case, digits and "-". */
const isLabel = (text: string): boolean => {
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (!(code >= 0x61 && code <= 0x7a || code >= 0x30 && code <= 0x39 || code === 0x2d))
			return false;
	}
	return text !== "" && text.length <= 63;
};

/** "co.uk" and its like. */
const isForEverybody = (domain: string): boolean => {
	const [second = "", country = "", more] = domain.split(".");
	return more === undefined && country.length === 2 && country[0]! >= "a" && country[1]! >= "a" && SECOND_LEVELS.includes(second);
};
