const DIGITS = "0123456789ABCDEF";

/** The SDK's Bytes (modules/network/ble/btutils.js): an address or a UUID, little-endian. */
export class Bytes extends ArrayBuffer {
	constructor(bytes: ArrayBuffer) {
		super(bytes.byteLength);
		new Uint8Array(this).set(new Uint8Array(bytes));
	}
	static override get [Symbol.species](): ArrayBufferConstructor {
		return ArrayBuffer;
	}
	/** Most significant byte first, in upper case; an address with colons, a UUID of 128 bits with dashes. */
	override toString(): string {
		const bytes = new Uint8Array(this);
		let text = "";
		for (let index = bytes.length - 1; index >= 0; index--) {
			text += DIGITS[bytes[index]! >> 4]! + DIGITS[bytes[index]! & 15]!;
			if (bytes.length === 6 ? index > 0 : bytes.length === 16 && [12, 10, 8, 6].includes(index))
				text += bytes.length === 6 ? ":" : "-";
		}
		return text;
	}
	equals(other: ArrayBuffer): boolean {
		const bytes = new Uint8Array(other);
		return bytes.length === this.byteLength && new Uint8Array(this).every((byte, index) => byte === bytes[index]);
	}
}

/** The SDK's Advertisement, as far as it gives the bytes and finds structures in them. */
export class Advertisement {
	readonly buffer: ArrayBuffer;

	constructor(buffer: ArrayBuffer) {
		this.buffer = buffer;
	}
	/** Where a structure of that type begins, from `index` on; -1: nowhere. */
	findIndex(type: number, index = 0): number {
		const data = new Uint8Array(this.buffer);
		for (; index < data.length; index += 1 + data[index]!) {
			if (data[index + 1] === type)
				return index;
		}
		return -1;
	}
}
