import { isDecimal } from "../text/digits";
import { isInternetAddress } from "../text/internet-address";

/**
 * What is wrong with the name or address of a host, for people; undefined if nothing is. Names are RFC 1123 2.1 labels,
 * up to 253 characters; IPv6 is as in RFC 4291 2.2, without brackets or zone.
 */
export const hostProblem = (host: string): string | undefined => {
	if (host === "")
		return "names no host";
	if (host.includes(":"))
		return isInternetAddress(host) ? undefined : "is not an IPv6 address";
	if (host.length > 253)
		return `has a host name of ${host.length} characters; 253 are allowed`;
	const labels = host.split(".");
	for (const label of labels) {
		if (label === "")
			return "has a host name with nothing before, between or after its dots";
		if (label.length > 63)
			return `has a host name with a part of ${label.length} characters; 63 are allowed`;
		if (label.startsWith("-") || label.endsWith("-"))
			return "has a host name with a part that begins or ends with a hyphen";
		for (const character of label) {
			if (!isLabelCharacter(character))
				return `has ${JSON.stringify(character)} in its host name; only letters a-z, digits, hyphens and dots are allowed`;
		}
	}
	// No top-level domain is a number, so a name that ends in one is meant as an address (RFC 1123 2.1).
	if (isDecimal(labels[labels.length - 1]!, 63) && !isInternetAddress(host))
		return "is not an IPv4 address: that is four numbers from 0 to 255";
	return undefined;
};

const isLabelCharacter = (character: string): boolean => {
	return character >= "a" && character <= "z" || character >= "A" && character <= "Z" || character >= "0" && character <= "9" || character === "-";
};
