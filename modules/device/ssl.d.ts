/*
 * The part of the SDK's TLS that is used here, which has no typings in SDK 8.2.3. Declared from modules/crypt/ssl and
 * modules/crypt/etc.
 */
declare module "ssl/constants" {
	export const AES: number;
	export const ECDHE_RSA: number;
	export const GCM: number;
	export const SHA256: number;
}

declare module "ssl/session" {
	import type { Digest } from "crypt";
	import type GCM from "gcm";

	/** What a session reads from and writes to. It lowers `readable` and `writable` itself. */
	export interface SessionSocket {
		readable: number;
		writable: number;
		read(buffer: Uint8Array): void;
		/** @returns how much may be written then */
		write(packet: Uint8Array): number;
	}
	/** A kind of record or message, which is sent. */
	export interface Protocol {
		packetize(session: SSLSession, ...parameters: unknown[]): Uint8Array | undefined;
	}
	export default class SSLSession {
		constructor(options: Record<string, unknown>);
		options: Record<string, unknown>;
		/** The last handshake message received and not yet dealt with, or -1. */
		handshakeProcess: number;
		alert: { level: number; description: number } | undefined;
		clientRandom: ArrayBuffer;
		serverRandom: ArrayBuffer;
		/** Of all handshake messages so far; from ServerHello on. */
		handshakeDigests: { readonly SHA256: Digest };
		/** The broker's half of the key exchange. */
		dhparams: { readonly named_curve: number; readonly dh_Ys: ArrayBuffer };
		/** What to answer CertificateRequest with; undefined unless there was one. */
		clientCerts: readonly Uint8Array[] | undefined;
		/** From the broker's ChangeCipherSpec on. */
		serverCipher: { readonly iv: ArrayBuffer; readonly enc: GCM };
		cacheManager: unknown;
		/** @returns true when the handshake is over, well or not */
		handshake(socket: SessionSocket): boolean;
		initiateHandshake(): void;
		/** Application data; undefined if there is none yet, null after an alert. */
		read(socket: SessionSocket): Uint8Array | null | undefined;
		/** A whole record, to be unpacked. */
		readPacket(socket: SessionSocket): ArrayBuffer | undefined;
		/** Sends what the protocol makes. */
		doProtocol(socket: SessionSocket, protocol: Protocol, ...parameters: unknown[]): void;
		write(socket: SessionSocket, data: Uint8Array): number;
		close(socket: SessionSocket): void;
	}
}

declare module "ssl/handshake" {
	import type SSLSession from "ssl/session";
	import type { Protocol } from "ssl/session";
	import type SSLStream from "ssl/stream";

	const handshakeProtocol: {
		/** Takes a message, and adds it to the digests. */
		unpacketize(session: SSLSession, message: SSLStream): void;
		/** A record with the message, which is added to the digests. */
		packetize(session: SSLSession, type: number, body: SSLStream): Uint8Array;
		readonly certificateVerify: Protocol & {
			/** Of all messages so far. */
			calculateDigest(session: SSLSession): ArrayBuffer;
		};
	};
	export default handshakeProtocol;
}

declare module "ssl/changecipher" {
	import type SSLSession from "ssl/session";

	const changeCipherSpec: { unpacketize(session: SSLSession, body: Uint8Array): void };
	export default changeCipherSpec;
}

declare module "ssl/alert" {
	import type SSLSession from "ssl/session";

	/** Sets `session.alert`, and throws unless it is close_notify. */
	const alertProtocol: { unpacketize(session: SSLSession, body: Uint8Array): void };
	export default alertProtocol;
}

declare module "ssl/stream" {
	export default class SSLStream {
		constructor(bytes?: Uint8Array);
		/** Big end first, in `size` bytes. */
		writeChars(value: number, size: number): void;
		writeChunk(bytes: Uint8Array): void;
	}
}

declare module "gcm" {
	export default class GCM {
		/** Encrypts into a new buffer, or decrypts into `result`, which may be `data`; undefined where the tag is wrong. */
		process(data: Uint8Array, result: Uint8Array | null, nonce: ArrayBuffer, additional: ArrayBuffer, encrypt: boolean): Uint8Array | undefined;
	}
}

declare module "pkcs8" {
	const PKCS8: { parse(key: Uint8Array): unknown };
	export default PKCS8;
}
