import { createCipheriv } from "node:crypto";

/** The SDK's module `crypt` as far as a run of the whole gateway on the host needs it. */
export class BlockCipher {
	#cipher: ReturnType<typeof createCipheriv>;

	constructor(_cipher: "AES", key: ArrayBuffer) {
		this.#cipher = createCipheriv(`aes-${key.byteLength * 8}-ecb`, new Uint8Array(key), null);
		this.#cipher.setAutoPadding(false);
	}
	encrypt(block: ArrayBuffer, result: ArrayBuffer): void {
		new Uint8Array(result).set(this.#cipher.update(new Uint8Array(block)));
	}
}
