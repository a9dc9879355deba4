/** One DER element, for what the certificate library refuses to write. Strings are taken as Latin-1. */
export function element(tag: number, ...content: (Uint8Array | string)[]): Uint8Array {
	const body = join(...content);
	return join(Uint8Array.of(tag), lengthOf(body.length), body);
}

export function join(...parts: (Uint8Array | string)[]): Uint8Array {
	return new Uint8Array(Buffer.concat(parts.map(part => typeof part === "string" ? Buffer.from(part, "latin1") : part)));
}

function lengthOf(length: number): Uint8Array {
	return length < 0x80 ? Uint8Array.of(length) : length < 0x100 ? Uint8Array.of(0x81, length) :
		Uint8Array.of(0x82, length >> 8, length & 0xff);
}

export const sequence = (...content: Uint8Array[]) => element(0x30, ...content);
export const set = (...content: Uint8Array[]) => element(0x31, ...content);
export const integer = (...bytes: number[]) => element(2, Uint8Array.from(bytes));
export const octets = (...content: Uint8Array[]) => element(4, ...content);
/** BIT STRING; `unused` is what its first byte says. */
export const bits = (content: Uint8Array, unused = 0) => element(3, Uint8Array.of(unused), content);
export const NULL = element(5);
export const TRUE = element(1, "\xff");

/** OBJECT IDENTIFIER from "1.2.3". */
export function identifier(text: string): Uint8Array {
	const [first, second, ...rest] = text.split(".").map(Number);
	const bytes: number[] = [];
	for (let component of [first! * 40 + second!, ...rest]) {
		const groups = [component & 0x7f];
		while (component >>>= 7)
			groups.unshift(component & 0x7f | 0x80);
		bytes.push(...groups);
	}
	return element(6, Uint8Array.from(bytes));
}

/** Name with one common name; `tag` UTF8String unless given. */
export function commonName(text: string, tag = 0x0c): Uint8Array {
	return sequence(set(sequence(identifier("2.5.4.3"), element(tag, text))));
}

/** Extension as in RFC 5280 §4.1. */
export function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
	return sequence(identifier(oid), ...critical ? [TRUE] : [], octets(value));
}
