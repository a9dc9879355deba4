import { isDecimal, isHexadecimal } from "./digits";

/**
 * Bytes of an address written as text: IPv4 in four decimal numbers without leading zeros, which some resolvers take
 * for octal, or IPv6 (RFC 4291 §2.2), without brackets or zone.
 * @returns 4 or 16 bytes, or undefined where the text is no address
 */
export const parseAddress = (text: string): Uint8Array | undefined => {
	return text.includes(":") ? parseVersion6(text) : parseVersion4(text);
};

/** True for an IPv4 or IPv6 address as `parseAddress` takes it. */
export const isInternetAddress = (text: string): boolean => {
	return parseAddress(text) !== undefined;
};

const parseVersion4 = (text: string): Uint8Array | undefined => {
	const parts = text.split(".");
	if (parts.length !== 4)
		return undefined;
	const bytes = new Uint8Array(4);
	for (let i = 0; i < 4; i++) {
		const part = parts[i]!;
		if (!isDecimal(part, 3) || +part > 255 || (part.startsWith("0") && part !== "0"))
			return undefined;
		bytes[i] = +part;
	}
	return bytes;
};

const parseVersion6 = (text: string): Uint8Array | undefined => {
	const halves = text.split("::");
	if (halves.length > 2)
		return undefined;
	const head = parseGroups(halves[0]!, halves.length === 1);
	const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
	if (!head || !tail || (halves.length === 1 ? head.length !== 16 : head.length + tail.length > 14))
		return undefined;
	const bytes = new Uint8Array(16);
	bytes.set(head);
	bytes.set(tail, 16 - tail.length);
	return bytes;
};

const parseGroups = (text: string, last: boolean): number[] | undefined => {
	const bytes: number[] = [];
	if (text === "")
		return bytes;
	const groups = text.split(":");
	if (groups.length > 8)
		return undefined;
	for (let i = 0; i < groups.length; i++) {
		const group = groups[i]!;
		if (last && i === groups.length - 1 && group.includes(".")) {
			const low = parseVersion4(group);
			if (!low)
				return undefined;
			bytes.push(...low);
		}
		else if (isHexadecimal(group, 4)) {
			const value = parseInt(group, 16);
			bytes.push(value >> 8, value & 0xff);
		}
		else
			return undefined;
	}
	return bytes;
};

/** "192.0.2.1", or IPv6 in RFC 5952's form; hexadecimal digits where the bytes are neither. */
export const addressText = (bytes: Uint8Array): string => {
	if (bytes.length === 4)
		return bytes.join(".");
	let text = "";
	if (bytes.length !== 16) {
		for (const octet of bytes.subarray(0, 32))
			text += octet.toString(16).padStart(2, "0");
		return text;
	}
	let start = 8, count = 1;		// the longest run of zero groups, of at least two
	for (let i = 0; i < 8; i++) {
		let end = i;
		while (end < 8 && bytes[end * 2] === 0 && bytes[end * 2 + 1] === 0)
			end++;
		if (end - i > count) {
			start = i;
			count = end - i;
		}
	}
	for (let i = 0; i < 8; i++) {
		if (i === start) {
			text += "::";
			i += count - 1;
		}
		else
			text += (text === "" || text.endsWith(":") ? "" : ":") + ((bytes[i * 2]! << 8) | bytes[i * 2 + 1]!).toString(16);
	}
	return text;
};
