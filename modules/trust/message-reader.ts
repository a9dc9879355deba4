import { HandshakeViolation } from "./handshake-violation";

/** Reads the fields of a handshake message in order; throws `HandshakeViolation` beyond its end. */
export class MessageReader {
	position = 0;
	private _bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this._bytes = bytes;
	}
	get left(): number {
		return this._bytes.length - this.position;
	}
	number(size: number): number {
		let value = 0;
		for (const byte of this.bytes(size))
			value = value << 8 | byte;
		return value;
	}
	/** A view. */
	bytes(length: number): Uint8Array {
		if (length > this.left)
			throw new HandshakeViolation("malformed message", "a handshake message is cut");
		this.position += length;
		return this._bytes.subarray(this.position - length, this.position);
	}
	since(start: number): Uint8Array {
		return this._bytes.subarray(start, this.position);
	}
	end(): void {
		if (this.left)
			throw new HandshakeViolation("malformed message", "a handshake message goes on after its end");
	}
}
