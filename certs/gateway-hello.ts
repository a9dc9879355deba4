import { CURVES, FRAGMENT_LENGTH, SIGNATURES } from "../modules/trust/client-offer";

const CLIENT_HELLO = 1;
const HANDSHAKE = 22;
const TLS_1_2 = Object.freeze([3, 3]);

/** The suites that the gateway offers (modules/device/cipher-suites.ts), in its order and by its names. */
export const SUITES: Readonly<Record<number, string>> = Object.freeze({
	0xc02b: "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
	0xc02f: "ECDHE_RSA_WITH_AES_128_GCM_SHA256",
});

/** The curves by the names that Node takes. */
const GROUPS: Readonly<Record<number, string>> = Object.freeze({ 23: "P-256", 24: "P-384" });

/** The offer as options of Node's TLS. Node can't ask for max_fragment_length, nor be kept from offering two compressed point formats and an empty renegotiation, too. */
export const NODE_OFFER = Object.freeze({
	minVersion: "TLSv1.2",
	maxVersion: "TLSv1.2",
	ciphers: Object.values(SUITES).map(name => name.replaceAll("_", "-").replace("WITH-AES-128", "AES128")).join(":"),
	ecdhCurve: CURVES.map(number => GROUPS[number]).join(":"),
	sigalgs: SIGNATURES.map(({ scheme, hash }) => `${scheme}+${hash}`).join(":"),
} as const);

const EXTENSIONS = Object.freeze([
	...extension(10, vector(2, numbers(CURVES))),
	...extension(11, vector(1, [0])),		// uncompressed points
	...extension(13, vector(2, numbers(SIGNATURES.map(({ number }) => number)))),
	...extension(1, [Math.log2(FRAGMENT_LENGTH) - 8]),
]);

/**
 * A record with the ClientHello that the gateway sends (RFC 5246 §7.4.1.2): the same version, suites, extensions and
 * their order, so that a broker answers the one as it answers the other. No session is offered for resumption.
 * @param random 32 bytes
 * @param serverName undefined for an address, which is never sent (RFC 6066 §3)
 */
export function clientHello(random: Uint8Array, serverName: string | undefined): Uint8Array {
	const named = serverName === undefined ? [] : extension(0, vector(2, [0, ...vector(2, [...Buffer.from(serverName, "latin1")])]));
	const body = [
		...TLS_1_2, ...random, ...vector(1, []), ...vector(2, numbers(Object.keys(SUITES).map(Number))), ...vector(1, [0]), ...vector(2, [...EXTENSIONS, ...named]),
	];
	return Uint8Array.from([HANDSHAKE, ...TLS_1_2, ...vector(2, [CLIENT_HELLO, ...vector(3, body)])]);
}

/** Two bytes each. */
function numbers(values: readonly number[]): number[] {
	return values.flatMap(value => [value >> 8, value & 0xff]);
}

function extension(type: number, content: readonly number[]): number[] {
	return [type >> 8, type & 0xff, ...vector(2, content)];
}

/** `content` behind its length, which takes `size` bytes. */
function vector(size: number, content: readonly number[]): number[] {
	const length: number[] = [];
	for (let shift = 8 * (size - 1); shift >= 0; shift -= 8)
		length.push(content.length >> shift & 0xff);
	return [...length, ...content];
}
