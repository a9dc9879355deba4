/// <reference path="./cryptography.d.ts" />
import Bin from "bin";
import { type BlockCipher, GHASH, Mode } from "crypt";

/** What follows a nonce of 12 bytes in the counter: for the tag, and for the first block (NIST SP 800-38D §7.1). */
const TAG_COUNTER = Object.freeze(Uint8Array.of(0, 0, 0, 1).buffer, true), FIRST_COUNTER = Object.freeze(Uint8Array.of(0, 0, 0, 2).buffer, true);
const BLOCK = 16;

/**
 * AES-GCM with nonces of 12 bytes, in place of the SDK's `gcm`, on the same parts of `crypt`. That one makes hash and
 * subkey anew for each record, and calculates its counter as a BigInt: twice the work, and the garbage, of a record of
 * four bytes.
 */
export default class GCM {
	readonly tagLength = BLOCK;
	private _block: BlockCipher;
	private _mode: Mode;
	/** AES of zeros (§7.1, H). */
	private _subkey: ArrayBuffer;
	private _hash: GHASH | undefined;

	constructor(block: BlockCipher) {
		this._block = block;
		this._mode = new Mode("CTR", block);
		this._subkey = block.encrypt(new ArrayBuffer(BLOCK));
	}
	/**
	 * Encrypts into a new buffer with the tag at its end, or decrypts into `result`, which may be `data`.
	 * @returns undefined where the tag is wrong
	 */
	process(data: Uint8Array, result: Uint8Array | null, nonce: ArrayBuffer, additional: ArrayBuffer, encrypt: boolean): ArrayBuffer | Uint8Array | undefined {
		const hash = this._hash;
		if (hash)
			hash._init(this._subkey, additional);
		else
			this._hash = new GHASH(this._subkey, additional);
		this._mode.setIV(nonce.concat(FIRST_COUNTER));
		if (encrypt) {
			const sealed = this._mode.encrypt(data, null);
			return sealed.concat(this.tag(sealed, nonce));
		}
		const length = data.length - BLOCK, body = data.subarray(0, length), tag = this.tag(body, nonce);
		return Bin.comp(tag, data.subarray(length), BLOCK) === 0 ? this._mode.decrypt(body, result === data ? body : result) as Uint8Array : undefined;
	}
	private tag(sealed: ArrayBuffer | Uint8Array, nonce: ArrayBuffer): ArrayBuffer {
		const hash = this._hash!;
		hash.update(sealed);
		return Bin.xor(hash.close(), this._block.encrypt(nonce.concat(TAG_COUNTER)));
	}
}
