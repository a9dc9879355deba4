const CLIENT_HELLO = 1;
const HANDSHAKE = 22;
const TLS_1_2 = Object.freeze([3, 3]);

/** The suites that the gateway offers (modules/device/cipher-suites.ts), in its order and by its names. */
export const SUITES: Readonly<Record<number, string>> = Object.freeze({
	0xc02b: "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
	0xc02f: "ECDHE_RSA_WITH_AES_128_GCM_SHA256",
});

/** P-256; uncompressed points; ECDSA and RSA with SHA-256. */
const EXTENSIONS = Object.freeze([
	...extension(10, vector(2, [0, 23])),
	...extension(11, vector(1, [0])),
	...extension(13, vector(2, [4, 3, 4, 1])),
]);

/**
 * A record with the ClientHello that the gateway sends (RFC 5246 §7.4.1.2): the same version, suites, extensions and
 * their order, so that a broker answers the one as it answers the other. No session is offered for resumption.
 * @param random 32 bytes
 * @param serverName undefined for an address, which is never sent (RFC 6066 §3)
 */
export function clientHello(random: Uint8Array, serverName: string | undefined): Uint8Array {
	const suites = Object.keys(SUITES).flatMap(number => [Number(number) >> 8, Number(number) & 0xff]);
	const named = serverName === undefined ? [] : extension(0, vector(2, [0, ...vector(2, [...Buffer.from(serverName, "latin1")])]));
	const body = [
		...TLS_1_2, ...random, ...vector(1, []), ...vector(2, suites), ...vector(1, [0]), ...vector(2, [...EXTENSIONS, ...named]),
	];
	return Uint8Array.from([HANDSHAKE, ...TLS_1_2, ...vector(2, [CLIENT_HELLO, ...vector(3, body)])]);
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
