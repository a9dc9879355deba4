import { HandshakeViolation } from "./handshake-violation";
import { CERTIFICATE } from "./tls-numbers";

/** Type and length. */
const HEADER = 4;

/**
 * Largest handshake message taken, in bytes without its header. A chain of four RSA 4096 certificates fits. On the
 * ESP32 it lies in XS's chunks as a whole while its certificates are verified; nothing else of its size is there.
 */
export const MESSAGE_LIMIT = 8_192;

/**
 * Puts a handshake message together from the records that it is cut into, down to a byte each (RFC 5246 §6.2.1), one
 * after the other. The bytes are written where they stay, so that there is no second copy of a chain.
 */
export class MessageAssembly {
	private _message: Uint8Array | undefined;
	private _filled = 0;

	/** A message has begun that is not whole. */
	get begun(): boolean {
		return this._filled > 0;
	}
	/** Where the next bytes belong; never empty. */
	get vacancy(): Uint8Array {
		return (this._message ??= new Uint8Array(HEADER)).subarray(this._filled);
	}
	/**
	 * That many bytes were written into the vacancy.
	 * @returns the message with its header once it is whole; throws `HandshakeViolation` for one that is too long
	 */
	add(count: number): Uint8Array | undefined {
		let message = this._message!;
		const filled = this._filled += count;
		if (filled < message.length)
			return undefined;
		if (filled === HEADER) {
			const length = message[1]! << 16 | message[2]! << 8 | message[3]!;
			if (length > MESSAGE_LIMIT)
				throw new HandshakeViolation("message size", `handshake message ${message[0]} of ${length} bytes is longer than the ${MESSAGE_LIMIT} that the gateway has room for` +
					(message[0] === CERTIFICATE ? ": have the broker send fewer or smaller certificates" : ""));
			if (length > 0) {
				message = new Uint8Array(HEADER + length);
				message.set(this._message!);
				this._message = message;
				return undefined;
			}
		}
		this._message = undefined;
		this._filled = 0;
		return message;
	}
}
