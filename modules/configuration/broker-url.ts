import { isDecimal } from "../text/digits";
import { hostProblem } from "./host-name";
import type { Problem } from "./key";

const SECURE_PORT = 8883;
const CLEAR_PORT = 1883;
const EXAMPLE = "broker=mqtts://broker.example.com:8883";

/** Where the broker is. */
export interface BrokerAddress {
	/** True for `mqtts:` (TLS), false for `mqtt:` (in clear). */
	readonly secure: boolean;
	/** Name or IPv4/IPv6 address, without brackets. */
	readonly host: string;
	readonly port: number;
}

export type BrokerURLResult = { readonly address: BrokerAddress } | Problem;

const refuse = (problem: string, example = EXAMPLE): Problem => {
	return { problem, example };
};

/**
 * Reads `mqtts://host[:port]` (TLS, port 8883 unless given) or `mqtt://host[:port]` (in clear, 1883). The host is a name,
 * an IPv4 address, or an IPv6 address in brackets. Nothing else belongs into it: no user, path, query or fragment. What
 * comes along when a URL is pasted is taken off: blanks and a slash at its end, and the dot that may end a name.
 */
export const parseBrokerURL = (text: string): BrokerURLResult => {
	const separator = text.indexOf("://");
	if (separator < 0)
		return refuse("does not begin with mqtts:// (TLS) or mqtt:// (in clear)", text === "" ? EXAMPLE : exampleFor(text));
	const scheme = text.slice(0, separator).toLowerCase();
	let rest = text.slice(separator + 3).trimEnd();
	if (scheme !== "mqtts" && scheme !== "mqtt")
		return refuseScheme(scheme);
	// Before the other parts are looked at: a password may hold any of their signs.
	if (rest.includes("@"))
		return refuse("has a user or password in it; give user= and pass= instead", EXAMPLE + " user=… pass=…");
	if (rest.includes("#"))
		return refuse("has a fragment (#…); a broker has none");
	if (rest.includes("?"))
		return refuse("has a query (?…); a broker has none");
	if (rest.endsWith("/"))
		rest = rest.slice(0, -1);
	if (rest.includes("/"))
		return refuse("has a path (/…); a broker has none");
	return parseAuthority(rest, scheme === "mqtts");
};

const parseAuthority = (text: string, secure: boolean): BrokerURLResult => {
	let host = text;
	let port = "";
	if (text.startsWith("[")) {
		const end = text.indexOf("]");
		host = text.slice(1, end);
		port = text.slice(end + 1);
		if (end < 0 || (port !== "" && !port.startsWith(":")))
			return refuse("has brackets that hold no IPv6 address", "broker=mqtts://[2001:db8::1]:8883");
		if (!host.includes(":") || hostProblem(host) !== undefined)
			return refuse("has brackets that hold no IPv6 address", "broker=mqtts://[2001:db8::1]:8883");
	}
	else {
		const colon = text.indexOf(":");
		if (colon !== text.lastIndexOf(":"))
			return refuse("has an IPv6 address without brackets, or more than one port", "broker=mqtts://[2001:db8::1]:8883");
		if (colon >= 0) {
			host = text.slice(0, colon);
			port = text.slice(colon);
		}
		// The root of all names (RFC 1034 3.1). No certificate has it, nor does SNI (RFC 6066 3).
		if (host.endsWith("."))
			host = host.slice(0, -1);
		const problem = hostProblem(host);
		if (problem !== undefined)
			return refuse(problem);
	}
	let number = secure ? SECURE_PORT : CLEAR_PORT;
	if (port !== "") {
		number = port.startsWith(":") && isDecimal(port.slice(1), 5) ? Number(port.slice(1)) : 0;
		if (number < 1 || number > 65535)
			return refuse("has a port that is not a number from 1 to 65535");
	}
	return { address: { secure, host: host.toLowerCase(), port: number } };
};

const refuseScheme = (scheme: string): Problem => {
	switch (scheme) {
		case "ws": case "wss":
			return refuse("asks for MQTT over WebSocket; the gateway speaks MQTT over TLS, on the broker's port for that (mostly 8883)");
		case "ssl": case "tls": case "tcps": case "mqtt+ssl":
			return refuse("has another program's scheme for MQTT over TLS; it is mqtts:// here");
		case "tcp": case "mqtt+tcp":
			return refuse("has another program's scheme for MQTT in clear; it is mqtt:// here, and mqtts:// for TLS", "broker=mqtt://192.168.1.10:1883");
		case "http": case "https":
			return refuse("is the address of a web site; the gateway needs that of an MQTT broker");
		default:
			return refuse("does not begin with mqtts:// (TLS) or mqtt:// (in clear)");
	}
};

/** The same host with the scheme that it lacks, where it is one. */
const exampleFor = (text: string): string => {
	return "address" in parseAuthority(text, true) ? "broker=mqtts://" + text : EXAMPLE;
};
