/** The SDK's HMAC, which its PRF uses: modules/crypt/etc/hmac.js. */
declare module "hmac" {
	import type { Digest } from "crypt";

	export default class HMAC {
		constructor(hash: Digest, key: ArrayBuffer);
		process(...parts: ArrayBuffer[]): ArrayBuffer;
	}
}
