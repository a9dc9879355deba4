import type { BlockCipher } from "./block-cipher";

const BLOCK = 16;

/**
 * AES-CCM (RFC 3610, NIST SP 800-38C) over single blocks of a cipher. Made once, it works for any number of keys and
 * leaves nothing behind.
 */
export class AesCcm {
	private _block = new Uint8Array(BLOCK);
	private _result = new Uint8Array(BLOCK);
	/** Of CBC-MAC: what is in there already. */
	private _mac = new Uint8Array(BLOCK);
	private _filled = 0;

	/**
	 * Decrypts bytes `start` to before `end` of `bytes` into `into`, from its beginning on.
	 * @param nonce 7 to 13 bytes
	 * @param associated bytes that are authenticated only, fewer than 65,280
	 * @param tag where the tag begins
	 * @param tagLength 4 to 16, even
	 * @returns false, with nothing but zeros in `into`, if the tag is wrong
	 */
	open(cipher: BlockCipher, nonce: Uint8Array, associated: ArrayLike<number>, bytes: Uint8Array, start: number, end: number, tag: number, tagLength: number,
		into: Uint8Array): boolean {
		const length = end - start;
		check(nonce, tagLength);
		if (tag + tagLength > bytes.length || length < 0)
			throw new RangeError(`a tag of ${tagLength} bytes at ${tag} of ${bytes.length}`);
		this.stream(cipher, nonce, bytes, start, length, into);
		this.authenticate(cipher, nonce, associated, into, 0, length, tagLength);
		let difference = 0;
		// all bytes, whichever differs: the time must not tell
		for (let index = 0; index < tagLength; index++)
			difference |= this._mac[index]! ^ bytes[tag + index]!;
		if (difference !== 0)
			into.fill(0, 0, length);
		return difference === 0;
	}
	/** Encrypts bytes `start` to before `end` of `bytes` into `into`, from its beginning on, with the tag behind them. */
	seal(cipher: BlockCipher, nonce: Uint8Array, associated: ArrayLike<number>, bytes: Uint8Array, start: number, end: number, tagLength: number, into: Uint8Array): void {
		const length = end - start;
		check(nonce, tagLength);
		this.authenticate(cipher, nonce, associated, bytes, start, length, tagLength);
		this.stream(cipher, nonce, bytes, start, length, into);
		for (let index = 0; index < tagLength; index++)
			into[length + index] = this._mac[index]!;
	}
	/** Leaves the encrypted tag in _mac (RFC 3610 §2.2, §2.3). */
	private authenticate(cipher: BlockCipher, nonce: Uint8Array, associated: ArrayLike<number>, bytes: Uint8Array, start: number, length: number, tagLength: number): void {
		const mac = this._mac, lengthSize = BLOCK - 1 - nonce.length;
		mac[0] = (associated.length > 0 ? 0x40 : 0) | (tagLength - 2) / 2 << 3 | lengthSize - 1;
		mac.set(nonce, 1);
		let rest = length;
		for (let index = BLOCK - 1; index > BLOCK - 1 - lengthSize; index--) {
			mac[index] = rest & 0xff;
			rest = Math.floor(rest / 0x100);
		}
		if (rest > 0)
			throw new RangeError(`${length} bytes are too many for a nonce of ${nonce.length}`);
		this._filled = BLOCK;
		this.digest(cipher);
		if (associated.length > 0) {
			if (associated.length >= 0xff00)
				throw new RangeError(`${associated.length} bytes of associated data`);
			this.add(cipher, associated.length >> 8);
			this.add(cipher, associated.length & 0xff);
			for (let index = 0; index < associated.length; index++)
				this.add(cipher, associated[index]!);
			this.digest(cipher);
		}
		for (let index = 0; index < length; index++)
			this.add(cipher, bytes[start + index]!);
		this.digest(cipher);
		this.counter(cipher, nonce, 0);
		for (let index = 0; index < tagLength; index++)
			mac[index]! ^= this._result[index]!;
	}
	private add(cipher: BlockCipher, byte: number): void {
		this._mac[this._filled++]! ^= byte;
		if (this._filled === BLOCK)
			this.digest(cipher);
	}
	/** Ends the block, if there is one. */
	private digest(cipher: BlockCipher): void {
		if (this._filled === 0)
			return;
		cipher.encrypt(this._mac.buffer, this._result.buffer);
		this._mac.set(this._result);
		this._filled = 0;
	}
	/** Counter mode from block 1 on. */
	private stream(cipher: BlockCipher, nonce: Uint8Array, bytes: Uint8Array, start: number, length: number, into: Uint8Array): void {
		for (let index = 0; index < length; index++) {
			if (index % BLOCK === 0)
				this.counter(cipher, nonce, index / BLOCK + 1);
			into[index] = bytes[start + index]! ^ this._result[index % BLOCK]!;
		}
	}
	/** Leaves key stream block `number` in _result. */
	private counter(cipher: BlockCipher, nonce: Uint8Array, number: number): void {
		const block = this._block;
		block.fill(0);
		block[0] = BLOCK - 2 - nonce.length;
		block.set(nonce, 1);
		for (let index = BLOCK - 1; number > 0; index--) {
			block[index] = number & 0xff;
			number = Math.floor(number / 0x100);
		}
		cipher.encrypt(block.buffer, this._result.buffer);
	}
}

const check = (nonce: Uint8Array, tagLength: number): void => {
	if (nonce.length < 7 || nonce.length > 13)
		throw new RangeError(`a nonce of ${nonce.length} bytes; 7 to 13 are possible`);
	if (!(tagLength >= 4 && tagLength <= BLOCK && tagLength % 2 === 0))
		throw new RangeError(`a tag of ${tagLength} bytes; 4, 6 … 16 are possible`);
};
