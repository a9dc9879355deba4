/** Tags that certificates use (X.690 §8.1.2), with class and constructed bit. */
export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const NULL = 0x05;
export const OBJECT_IDENTIFIER = 0x06;
export const SEQUENCE = 0x30;
export const SET = 0x31;

/** The bytes are not what DER, or the structure that is read, allows. Never leaves this room: it becomes a reason. */
export class DerError extends Error {
	override name = "DerError";
}

/**
 * Reads DER (X.690 §10: definite lengths, each in its shortest form) one element at a time, within bounds, without
 * copying. Nothing recurses: `enter` narrows the reader to an element's content, `leave` restores it and
 * insists that all was read, so nesting is as deep as the structure that the caller knows. One reader serves a
 * whole certificate: eight slots on XS, however many elements there are.
 */
export class DerReader {
	readonly bytes: Uint8Array;
	/** Where the next element starts; after `read`, also the end of the element just read. */
	position: number;
	/** End of the content that is being read. */
	end: number;
	/** Of the element just read: its tag, and where its content starts. */
	tag = 0;
	content = 0;
	/** What is being read, for the message of an error. */
	where = "certificate";

	constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
		this.bytes = bytes;
		this.position = position;
		this.end = end;
	}
	fail(what: string): never {
		throw new DerError(`${this.where}: ${what} (byte ${this.position})`);
	}
	get more(): boolean {
		return this.position < this.end;
	}
	/** Tag of the next element, or -1 at the end. */
	get peek(): number {
		return this.position < this.end ? this.bytes[this.position]! : -1;
	}
	/** Bytes of content of the element just read. */
	get length(): number {
		return this.position - this.content;
	}
	/** Content of the element just read, as a view. */
	get value(): Uint8Array {
		return this.bytes.subarray(this.content, this.position);
	}
	/**
	 * Reads an element and moves behind it. It calls nothing unless it fails: it is the deepest call of all, and the
	 * engine's stack is small.
	 * @param tag what it has to be; anything, if left out
	 */
	read(tag = -1): void {
		const { bytes, end } = this;
		let at = this.position;
		if (end - at < 2)
			this.fail("cut short");
		const found = this.tag = bytes[at++]!;
		if (tag >= 0 && found !== tag)
			this.fail(`tag ${tag.toString(16)} expected, ${found.toString(16)} found`);
		if ((found & 0x1f) === 0x1f)
			this.fail("a tag of several bytes");
		let length = bytes[at++]!;
		if (length >= 0x80) {
			let count = length & 0x7f;
			if (count === 0 || count > 3)
				this.fail("a length that DER does not allow, or no certificate needs");
			if (end - at < count)
				this.fail("cut short");
			length = bytes[at++]!;
			if (length === 0)
				this.fail("a length that is not minimal");
			while (--count)
				length = (length << 8) | bytes[at++]!;
			if (length < 0x80)
				this.fail("a length that is not minimal");
		}
		if (length > end - at)
			this.fail("an element longer than what holds it");
		this.content = at;
		this.position = at + length;
	}
	/** Narrows the reader to the content of the next element. @returns what `leave` needs */
	enter(tag: number): number {
		this.read(tag);
		const outer = this.end;
		this.end = this.position;
		this.position = this.content;
		return outer;
	}
	/** As `enter`, for a BIT STRING of whole bytes that holds DER or a number (X.690 §8.6.2.2). */
	enterBits(): number {
		const outer = this.enter(BIT_STRING);
		if (!this.more || this.bytes[this.position++] !== 0)
			this.fail("unused bits in a string of whole bytes");
		return outer;
	}
	leave(outer: number): void {
		if (this.position !== this.end)
			this.fail("bytes left over");
		this.end = outer;
	}
	/** Reads an INTEGER of any size (X.690 §8.3.2: no superfluous leading byte). Its bytes are `value`. */
	readInteger(): void {
		this.read(INTEGER);
		const first = this.bytes[this.content]!;
		if (this.length === 0)
			this.fail("an INTEGER without bytes");
		if (this.length > 1 && ((first === 0 && this.bytes[this.content + 1]! < 0x80) ||
			(first === 0xff && this.bytes[this.content + 1]! >= 0x80)))
			this.fail("an INTEGER that is not minimal");
	}
	/** Reads an INTEGER from 1 upwards. @returns its magnitude as a view, without a leading zero */
	readPositive(): Uint8Array {
		this.readInteger();
		const first = this.bytes[this.content]!;
		if (first >= 0x80 || (first === 0 && this.length === 1))
			this.fail("an INTEGER that is not positive");
		return this.bytes.subarray(first === 0 ? this.content + 1 : this.content, this.position);
	}
	/** Reads an INTEGER from 0 to 2³¹ - 1. */
	readSmall(): number {
		this.readInteger();
		if (this.length > 4 || this.bytes[this.content]! >= 0x80)
			this.fail("an INTEGER out of range");
		let result = 0;
		for (let i = this.content; i < this.position; i++)
			result = (result << 8) | this.bytes[i]!;
		return result;
	}
	/**
	 * Reads a BOOLEAN (X.690 §11.1) whose DEFAULT is FALSE, if it is there. FALSE spelled out breaks §11.5, but
	 * certificates in use do it and nothing depends on it: taken, as OpenSSL and mozilla::pkix do.
	 */
	readFlag(): boolean {
		if (this.peek !== BOOLEAN)
			return false;
		this.read();
		const value = this.bytes[this.content];
		if (this.length !== 1 || (value !== 0 && value !== 0xff))
			this.fail("a BOOLEAN that is neither 00 nor FF");
		return value === 0xff;
	}
	/** Reads an OBJECT IDENTIFIER (X.690 §8.19: whole and minimal components). */
	readIdentifier(): void {
		this.read(OBJECT_IDENTIFIER);
		let starts = true;
		for (let i = this.content; i < this.position; i++) {
			if (starts && this.bytes[i] === 0x80)
				this.fail("an OBJECT IDENTIFIER that is not minimal");
			starts = this.bytes[i]! < 0x80;
		}
		if (!starts || this.length === 0)
			this.fail("an OBJECT IDENTIFIER cut short");
	}
}

/** The whole element, header and content, that starts at `start` in bytes that a DerReader has read before. */
export const elementAt = (bytes: Uint8Array, start: number): Uint8Array => {
	const reader = new DerReader(bytes, start);
	reader.read();
	return bytes.subarray(start, reader.position);
};
