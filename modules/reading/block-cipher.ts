/** AES of one block, with a key that it keeps. */
export interface BlockCipher {
	/** Encrypts the 16 bytes of `block` into `result`, another buffer of 16. */
	encrypt(block: ArrayBuffer, result: ArrayBuffer): void;
}

/** @param key 16, 24 or 32 bytes; they are copied */
export type BlockCipherMaker = (key: Uint8Array) => BlockCipher;
