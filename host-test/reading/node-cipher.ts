import { createCipheriv } from "node:crypto";
import type { BlockCipher } from "../../modules/reading/block-cipher";

/** AES by Node, as the device has it from the SDK. */
export function makeBlockCipher(key: Uint8Array): BlockCipher {
	const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
	cipher.setAutoPadding(false);
	return {
		encrypt: (block, result) => new Uint8Array(result).set(cipher.update(new Uint8Array(block))),
	};
}
