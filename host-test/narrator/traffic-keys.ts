import { createDecipheriv, createHmac } from "node:crypto";
import type { Direction } from "./message-description";

const KEY = 16;
const SALT = 4;
const NONCE = 8;
const TAG = 16;

/** What sealing adds to a record's content: nonce and tag, in bytes. */
export const SEALING = NONCE + TAG;

/** Opens the records of TLS 1.2 with AES-128-GCM (RFC 5288 §3), the only cipher that is offered. */
export class TrafficKeys {
	#keys: Readonly<Record<Direction, { readonly key: Uint8Array; readonly salt: Uint8Array }>>;

	constructor(masterSecret: Uint8Array, clientRandom: Uint8Array, serverRandom: Uint8Array) {
		const block = expand(masterSecret, Buffer.concat([Buffer.from("key expansion"), serverRandom, clientRandom]), 2 * (KEY + SALT));
		const salts = block.subarray(2 * KEY);
		this.#keys = {
			sent: { key: block.subarray(0, KEY), salt: salts.subarray(0, SALT) },
			received: { key: block.subarray(KEY, 2 * KEY), salt: salts.subarray(SALT) },
		};
	}
	/**
	 * The content of a record, or undefined where it was not sealed with these keys.
	 * @param sequence number of the record since ChangeCipherSpec, from 0
	 * @param record header included
	 */
	open(direction: Direction, sequence: number, record: Uint8Array): Uint8Array | undefined {
		const body = record.subarray(5), length = body.length - SEALING;
		if (length < 0)
			return undefined;
		const { key, salt } = this.#keys[direction];
		const decipher = createDecipheriv("aes-128-gcm", key, Buffer.concat([salt, body.subarray(0, NONCE)]));
		const additional = Buffer.alloc(13);
		additional.writeBigUInt64BE(BigInt(sequence));
		additional.set(record.subarray(0, 3), 8);
		additional.writeUInt16BE(length, 11);
		decipher.setAAD(additional).setAuthTag(body.subarray(NONCE + length));
		const content = decipher.update(body.subarray(NONCE, NONCE + length));
		try {
			decipher.final();
		}
		catch {
			return undefined;
		}
		return content;
	}
}

/** P_SHA256 (RFC 5246 §5). */
function expand(secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
	const blocks: Uint8Array[] = [];
	const mac = (...parts: Uint8Array[]) => createHmac("sha256", secret).update(Buffer.concat(parts)).digest();
	for (let a = mac(seed), count = 0; count < length; a = mac(a), count += 32)
		blocks.push(mac(a, seed));
	return Buffer.concat(blocks).subarray(0, length);
}
