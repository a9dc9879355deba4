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
	/** What a session reads from and writes to. It lowers `readable` and `writable` itself. */
	export interface SessionSocket {
		readable: number;
		writable: number;
		read(buffer: Uint8Array): void;
		/** @returns how much may be written then */
		write(packet: Uint8Array): number;
	}
	export default class SSLSession {
		constructor(options: Record<string, unknown>);
		readonly options: Record<string, unknown>;
		/** The last handshake message received and not yet dealt with, or -1. */
		handshakeProcess: number;
		alert: { level: number; description: number } | undefined;
		clientRandom: ArrayBuffer;
		serverRandom: ArrayBuffer;
		/** Set while a client certificate was asked for. */
		clientCerts: readonly ArrayBuffer[] | undefined;
		cacheManager: unknown;
		/** @returns true when the handshake is over, well or not */
		handshake(socket: SessionSocket): boolean;
		initiateHandshake(): void;
		/** Application data; undefined if there is none yet, null after an alert. */
		read(socket: SessionSocket): Uint8Array | null | undefined;
		readPacket(socket: SessionSocket): ArrayBuffer | undefined;
		write(socket: SessionSocket, data: Uint8Array): number;
		close(socket: SessionSocket): void;
	}
}

declare module "x509" {
	const X509: { decodeSPKI(certificate: Uint8Array | ArrayBuffer): unknown };
	export default X509;
}

declare module "pkcs8" {
	const PKCS8: { parse(key: Uint8Array): unknown };
	export default PKCS8;
}
