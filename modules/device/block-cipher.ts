/// <reference path="./cryptography.d.ts" />
import { BlockCipher as SdkCipher } from "crypt";
import type { BlockCipher } from "../reading/block-cipher";

/** AES by the SDK (modules/crypt). Its context is a chunk of some 300 bytes: to be made when it is needed, and dropped. */
export function makeBlockCipher(key: Uint8Array): BlockCipher {
	return new SdkCipher("AES", key.slice().buffer);
}
