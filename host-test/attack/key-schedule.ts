import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

/** The pseudorandom function of TLS 1.2 with SHA-256 (RFC 5246 §5). */
export function derive(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Buffer {
	const start = Buffer.concat([Buffer.from(label), seed]), parts: Buffer[] = [];
	const digest = (...data: Uint8Array[]) => createHmac("sha256", secret).update(Buffer.concat(data)).digest();
	for (let block = digest(start), size = 0; size < length; block = digest(block), size += 32)
		parts.push(digest(block, start));
	return Buffer.concat(parts).subarray(0, length);
}

/** One direction of a connection under AES-128-GCM (RFC 5288): seals or opens records and counts them. */
export class RecordCipher {
	#key: Buffer;
	#salt: Buffer;
	#sequence = 0n;

	constructor(key: Buffer, salt: Buffer) {
		this.#key = key;
		this.#salt = salt;
	}
	/** What stands behind the header of the record. */
	seal(type: number, plain: Uint8Array): Buffer {
		const nonce = Buffer.alloc(8);
		nonce.writeBigUInt64BE(this.#sequence);
		const cipher = createCipheriv("aes-128-gcm", this.#key, Buffer.concat([this.#salt, nonce]));
		cipher.setAAD(this.#additional(type, plain.length));
		return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
	}
	/** Throws if it was changed on its way. */
	open(type: number, body: Buffer): Buffer {
		const decipher = createDecipheriv("aes-128-gcm", this.#key, Buffer.concat([this.#salt, body.subarray(0, 8)]));
		decipher.setAAD(this.#additional(type, body.length - 24));
		decipher.setAuthTag(body.subarray(-16));
		return Buffer.concat([decipher.update(body.subarray(8, -16)), decipher.final()]);
	}
	#additional(type: number, length: number): Buffer {
		const data = Buffer.alloc(13);
		data.writeBigUInt64BE(this.#sequence++);
		data.set([type, 3, 3, length >> 8, length & 255], 8);
		return data;
	}
}

/** Master secret and traffic keys of a TLS 1.2 connection (RFC 5246 §8.1, §6.3). */
export class KeySchedule {
	readonly client: RecordCipher;
	readonly server: RecordCipher;
	readonly master: Buffer;

	/** Of a full handshake. */
	static agreed(premaster: Uint8Array, clientRandom: Uint8Array, serverRandom: Uint8Array): KeySchedule {
		return new KeySchedule(derive(premaster, "master secret", Buffer.concat([clientRandom, serverRandom]), 48), clientRandom, serverRandom);
	}
	constructor(master: Buffer, clientRandom: Uint8Array, serverRandom: Uint8Array) {
		this.master = master;
		const keys = derive(master, "key expansion", Buffer.concat([serverRandom, clientRandom]), 40);
		this.client = new RecordCipher(keys.subarray(0, 16), keys.subarray(32, 36));
		this.server = new RecordCipher(keys.subarray(16, 32), keys.subarray(36, 40));
	}
	/** verify_data of a Finished (RFC 5246 §7.4.9). */
	finished(side: "client" | "server", transcriptHash: Uint8Array): Buffer {
		return derive(this.master, `${side} finished`, transcriptHash, 12);
	}
}
