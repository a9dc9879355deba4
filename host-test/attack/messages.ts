/** Types of records (RFC 5246 §6.2.1). */
export const CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22, APPLICATION_DATA = 23;
/** Types of handshake messages (RFC 5246 §7.4). */
export const HELLO_REQUEST = 0, CLIENT_HELLO = 1, SERVER_HELLO = 2, CERTIFICATE = 11, SERVER_KEY_EXCHANGE = 12, SERVER_HELLO_DONE = 14, FINISHED = 20;

export const ECDSA_SUITE = 0xc02b, RSA_SUITE = 0xc02f;
/** Their hash is in the first byte, from 4 on. */
export const ECDSA_SHA256 = 0x0403, RSA_SHA256 = 0x0401;
export const P256 = 23, P384 = 24;

/** A number in `size` bytes, big end first. */
export function number(value: number, size: number): Buffer {
	const bytes = Buffer.alloc(size);
	bytes.writeUIntBE(value, 0, size);
	return bytes;
}

/** Bytes behind their length in `size` bytes. */
export function vector(size: number, ...content: Uint8Array[]): Buffer {
	const body = Buffer.concat(content);
	return Buffer.concat([number(body.length, size), body]);
}

export function record(type: number, body: Uint8Array, { version = 0x303, length = body.length } = {}): Buffer {
	return Buffer.concat([number(type, 1), number(version, 2), number(length, 2), body]);
}

export function message(type: number, ...content: Uint8Array[]): Buffer {
	return Buffer.concat([number(type, 1), vector(3, ...content)]);
}

export function alert(description: number, level = 2): Buffer {
	return record(ALERT, Buffer.of(level, description));
}

export interface ServerHello {
	readonly version: number;
	readonly random: Uint8Array;
	readonly session: Uint8Array;
	readonly suite: number;
	readonly compression: number;
	/** Without their common length. */
	readonly extensions: Uint8Array;
}

export function serverHello({ compression, extensions, random, session, suite, version }: ServerHello): Buffer {
	return message(SERVER_HELLO, number(version, 2), random, vector(1, session), number(suite, 2), number(compression, 1),
		extensions.length ? vector(2, extensions) : Buffer.alloc(0));
}

export function certificates(chain: readonly Uint8Array[]): Buffer {
	return message(CERTIFICATE, vector(3, ...chain.map(der => vector(3, der))));
}

/** ServerECDHParams with a named curve (RFC 8422 §5.4). */
export function keyShare(curve: number, point: Uint8Array): Buffer {
	return Buffer.concat([number(3, 1), number(curve, 2), vector(1, point)]);
}

export function serverKeyExchange(parameters: Uint8Array, algorithm: number, signature: Uint8Array): Buffer {
	return message(SERVER_KEY_EXCHANGE, parameters, number(algorithm, 2), vector(2, signature));
}

export interface ClientHello {
	readonly random: Buffer;
	readonly session: Buffer;
	readonly suites: readonly number[];
	/** It knows secure renegotiation (RFC 5746), and wants to hear that the server does. */
	readonly renegotiationInfo: boolean;
}

/** Reads a handshake message; throws if it is none of a well-behaved client. */
export function readClientHello(bytes: Buffer): ClientHello {
	if (bytes[0] !== CLIENT_HELLO)
		throw new Error(`handshake message ${bytes[0]} instead of ClientHello`);
	let position = 38;
	const take = (size: number) => {
		const length = bytes.readUIntBE(position, size);
		position += size + length;
		return bytes.subarray(position - length, position);
	};
	const session = take(1), list = take(2);
	const suites = Array.from({ length: list.length / 2 }, (_, i) => list.readUInt16BE(i * 2));
	take(1);
	return { random: bytes.subarray(6, 38), session, suites, renegotiationInfo: suites.includes(0xff) || bytes.includes(Buffer.of(0xff, 1, 0, 1, 0)) };
}
