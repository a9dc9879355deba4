import { AesCcm } from "../../modules/reading/aes-ccm";
import type { BlockCipherMaker } from "../../modules/reading/block-cipher";
import { hexadecimalDigit, hexadecimalValue } from "../../modules/text/hexadecimal";
import type { CcmVector } from "./ccm-vectors";

export function bytesOf(hex: string): Uint8Array {
	const bytes = new Uint8Array(hex.length / 2);
	for (let index = 0; index < bytes.length; index++)
		bytes[index] = hexadecimalValue(hex.charCodeAt(index * 2)) << 4 | hexadecimalValue(hex.charCodeAt(index * 2 + 1));
	return bytes;
}

function hexOf(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes)
		text += String.fromCharCode(hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15));
	return text;
}

/** Runs a vector, both ways; on any engine. @returns what is wrong, "" if nothing is */
export function ccmMistake(vector: CcmVector, makeCipher: BlockCipherMaker): string {
	const [, key, nonce, associated, message, ciphertext, tag, valid] = vector;
	const ccm = new AesCcm(), cipher = makeCipher(bytesOf(key)), sealed = bytesOf(ciphertext + tag), length = ciphertext.length / 2, tagLength = tag.length / 2;
	const opened = new Uint8Array(length).fill(0xee);
	let good = false;
	try {
		good = ccm.open(cipher, bytesOf(nonce), bytesOf(associated), sealed, 0, length, length, tagLength, opened);
	} catch (error) {
		if (!(error instanceof RangeError))
			throw error;
		return valid ? error.message : "";
	}
	if (good !== valid)
		return valid ? "a good tag is refused" : "a wrong tag is taken";
	if (!valid)
		return opened.every(byte => byte === 0) ? "" : "the plaintext of a wrong tag is left";
	if (hexOf(opened) !== message)
		return "the plaintext is wrong";
	const again = new Uint8Array(sealed.length);
	ccm.seal(cipher, bytesOf(nonce), bytesOf(associated), opened, 0, length, tagLength, again);
	return hexOf(again) === ciphertext + tag ? "" : "the ciphertext is wrong";
}
