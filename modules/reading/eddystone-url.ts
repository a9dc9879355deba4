import type { ByteText } from "../text/byte-text";

/** Beginnings by the first byte, and what bytes 0 to 13 after it stand for (Eddystone-URL, "HTTP URL encoding"). */
const SCHEMES = Object.freeze(["http://www.", "https://www.", "http://", "https://"]);
const EXPANSIONS = Object.freeze([
	".com/", ".org/", ".edu/", ".net/", ".info/", ".biz/", ".gov/", ".com", ".org", ".edu", ".net", ".info", ".biz", ".gov",
]);

/** The URL in bytes `start` to before `end`. What the encoding does not have becomes a space. */
export function readUrl(bytes: Uint8Array, start: number, end: number, maker: ByteText): string {
	if (start >= end)
		return "";
	let text = SCHEMES[bytes[start]!] ?? "";
	for (let at = start + 1; at < end;) {
		const expansion = EXPANSIONS[bytes[at]!];
		if (expansion !== undefined) {
			text += expansion;
			at++;
			continue;
		}
		let stop = at + 1;
		while (stop < end && bytes[stop]! >= EXPANSIONS.length)
			stop++;
		text += maker.utf8(bytes, at, stop);
		at = stop;
	}
	return text;
}

/** Writes a URL into `into` from `at` on. @returns the position behind it; -1 if it begins with no scheme, or there is no room */
export function writeUrl(text: string, into: Uint8Array, at: number): number {
	const scheme = SCHEMES.findIndex(start => text.startsWith(start));
	if (scheme < 0 || at >= into.length)
		return -1;
	into[at++] = scheme;
	for (let from = SCHEMES[scheme]!.length; from < text.length; at++) {
		if (at >= into.length)
			return -1;
		const expansion = EXPANSIONS.findIndex(part => text.startsWith(part, from)), code = text.charCodeAt(from);
		if (expansion < 0 && (code <= 0x20 || code >= 0x7f))
			return -1;
		into[at] = expansion < 0 ? code : expansion;
		from += expansion < 0 ? 1 : EXPANSIONS[expansion]!.length;
	}
	return at;
}
