import { createECDH, createHash, randomBytes, sign, type ECDH, type KeyObject } from "node:crypto";
import { KeySchedule } from "./key-schedule";
import * as tls from "./messages";
import type { Wire } from "./wire";

/** Certificates, its own first, and the key of the first. */
export interface ServerIdentity {
	readonly chain: readonly Uint8Array[];
	readonly key: KeyObject;
}

/** What is said otherwise than an honest server would. */
export interface Changes {
	readonly hello?: Partial<tls.ServerHello>;
	readonly chain?: readonly Uint8Array[];
	/** ServerECDHParams; signed unless `signature` says otherwise. */
	readonly parameters?: (point: Buffer) => Buffer;
	/** P-256 unless given. */
	readonly curve?: typeof tls.P384;
	/** SHA-256 unless given. */
	readonly hash?: "sha384" | "sha512";
	readonly algorithm?: number;
	/** Instead of the signature: `signed` is what an honest one is over, `signWith` makes one over something else. */
	readonly signature?: (honest: Buffer, signed: Buffer, signWith: (bytes: Buffer) => Buffer) => Uint8Array;
	/** How the messages go out; a record for each unless given. */
	readonly pack?: (messages: readonly Buffer[]) => readonly Uint8Array[];
	/** How the bytes go out; at once unless given. */
	readonly send?: (bytes: Uint8Array) => Promise<void>;
}

const oneRecordEach = (messages: readonly Buffer[]) => messages.map(each => tls.record(tls.HANDSHAKE, each));

/**
 * The server's side of a TLS 1.2 handshake (ECDHE, AES-128-GCM, SHA-256), a step at a time, every message in
 * the caller's hand. Left alone it is honest. Each step throws when the client ends the connection.
 */
export class TLSServer {
	readonly wire: Wire;
	/** Set by `hello`. */
	client!: tls.ClientHello;
	/** Set by `clientFlight`. */
	keys!: KeySchedule;
	#identity: ServerIdentity;
	/** Set by `messages`. */
	#exchange!: ECDH;
	#random = randomBytes(32);
	#transcript: Buffer[] = [];

	constructor(wire: Wire, identity: ServerIdentity) {
		this.wire = wire;
		this.#identity = identity;
	}
	async hello(): Promise<tls.ClientHello> {
		const { body } = await this.wire.next();
		this.#transcript.push(body);
		return this.client = tls.readClientHello(body);
	}
	/** ServerHello, Certificate, ServerKeyExchange and ServerHelloDone. */
	messages(changes: Changes = {}): [Buffer, Buffer, Buffer, Buffer] {
		const { chain, key } = this.#identity, isRsa = key.asymmetricKeyType === "rsa";
		const hello = {
			version: 0x303, random: this.#random, session: Buffer.alloc(0), suite: isRsa ? tls.RSA_SUITE : tls.ECDSA_SUITE, compression: 0,
			extensions: this.client.renegotiationInfo ? Buffer.of(0xff, 1, 0, 1, 0) : Buffer.alloc(0),
			...changes.hello,
		};
		const { curve = tls.P256, hash = "sha256" } = changes;
		this.#exchange = createECDH(curve === tls.P256 ? "prime256v1" : "secp384r1");
		const point = this.#exchange.generateKeys(), parameters = changes.parameters?.(point) ?? tls.keyShare(curve, point);
		const algorithm = (isRsa ? tls.RSA_SHA256 : tls.ECDSA_SHA256) + (["sha256", "sha384", "sha512"].indexOf(hash) << 8);
		const signWith = (bytes: Buffer) => sign(hash, bytes, key);
		const signed = Buffer.concat([this.client.random, this.#random, parameters]), honest = signWith(signed);
		return [
			tls.serverHello(hello),
			tls.certificates(changes.chain ?? chain),
			tls.serverKeyExchange(parameters, changes.algorithm ?? algorithm, changes.signature?.(honest, signed, signWith) ?? honest),
			tls.message(tls.SERVER_HELLO_DONE),
		];
	}
	/** Reads ClientHello, and answers up to ServerHelloDone. */
	async flight(changes: Changes = {}): Promise<void> {
		await this.hello();
		const messages = this.messages(changes);
		this.#transcript.push(...messages);
		const records = (changes.pack ?? oneRecordEach)(messages);
		if (changes.send)
			await changes.send(Buffer.concat(records));
		else
			this.wire.send(...records);
	}
	/** Reads ClientKeyExchange, ChangeCipherSpec and Finished. */
	async clientFlight(): Promise<void> {
		const { body, type } = await this.wire.next();
		if (type !== tls.HANDSHAKE)
			throw new Error(`the client sent a record of type ${type}: ${body.toString("hex")}`);
		this.#transcript.push(body);
		this.keys = KeySchedule.agreed(this.#exchange.computeSecret(body.subarray(5)), this.client.random, this.#random);
		await this.#clientFinished();
	}
	async #clientFinished(): Promise<void> {
		await this.wire.next();
		const finished = this.keys.client.open(tls.HANDSHAKE, (await this.wire.next()).body);
		if (!finished.subarray(4).equals(this.keys.finished("client", this.#hash())))
			throw new Error("the client's Finished is wrong");
		this.#transcript.push(finished);
	}
	/** The honest Finished. */
	finished(): Buffer {
		return tls.message(tls.FINISHED, this.keys.finished("server", this.#hash()));
	}
	/** A record under the connection's keys. */
	sealed(type: number, plain: Uint8Array): Buffer {
		return tls.record(type, this.keys.server.seal(type, plain));
	}
	changeCipherSpec(): Buffer {
		return tls.record(tls.CHANGE_CIPHER_SPEC, Buffer.of(1));
	}
	/** The honest handshake, or one with these changes. */
	async handshake(changes: Changes = {}): Promise<void> {
		await this.flight(changes);
		await this.finish();
	}
	/** Reads the client's flight, and ends the handshake. */
	async finish(): Promise<void> {
		await this.clientFlight();
		this.wire.send(this.changeCipherSpec(), this.sealed(tls.HANDSHAKE, this.finished()));
	}
	/** Reads ClientHello and resumes the session that it offers (RFC 5246 §7.3), with this master secret. */
	async resume(master: Buffer): Promise<void> {
		const { random, session } = await this.hello(), [hello] = this.messages({ hello: { session } });
		this.#transcript.push(hello);
		this.keys = new KeySchedule(master, random, this.#random);
		const finished = this.finished();
		this.wire.send(tls.record(tls.HANDSHAKE, hello), this.changeCipherSpec(), this.sealed(tls.HANDSHAKE, finished));
		this.#transcript.push(finished);
		await this.#clientFinished();
	}
	/** What the client says of its application. */
	async receive(): Promise<Buffer> {
		for (;;) {
			const { body, type } = await this.wire.next();
			const plain = this.keys.client.open(type, body);
			if (type === tls.APPLICATION_DATA)
				return plain;
		}
	}
	/** Takes MQTT CONNECT, which it returns, and answers CONNACK, with `more` behind it in its record. */
	async accept(more: Uint8Array = Buffer.alloc(0)): Promise<Buffer> {
		const connect = await this.receive();
		this.wire.send(this.sealed(tls.APPLICATION_DATA, Buffer.concat([Buffer.of(0x20, 2, 0, 0), more])));
		return connect;
	}
	#hash(): Buffer {
		return createHash("sha256").update(Buffer.concat(this.#transcript)).digest();
	}
}
