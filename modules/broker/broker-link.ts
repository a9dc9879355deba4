import type { Expiry } from "../trust/expiry";

/** What a TLS handshake settled; for the console. */
export interface SecureSession {
	/** "TLS 1.2". */
	readonly version: string;
	/** IANA name of the cipher suite without "TLS_". */
	readonly suite: string;
	/** The broker's certificate: its first DNS name or address. */
	readonly name: string;
	/** When the broker's certificate expires, in milliseconds since 1970. */
	readonly notAfter: number;
	/** What expires first of all that it rests on: a certificate of the chain, or the anchor. */
	readonly expiry: Expiry;
	/** Subject of the trust anchor that verified it. */
	readonly anchor: string;
}

/** Why a link to the broker ended or never came to be. */
export type LinkFailure =
	| "name not resolved"
	| "resolver deadline"
	| "not reachable"
	| "TLS"
	| "connection refused"
	| "no CONNACK"
	| "keep-alive"
	| "connection lost"
	| "protocol"
	| "exception";

export interface LinkError {
	readonly failure: LinkFailure;
	/** What the failure is about, in a word or two of a closed list, for counters: "name mismatch". "" if there is no more to say. */
	readonly reason: string;
	/** For people: what was attempted and what came of it. */
	readonly message: string;
	/** True where trying again can't help until a person changes something (a refused password, a wrong CA). */
	readonly lasting: boolean;
}

export interface LinkEvents {
	/** The TLS handshake starts: the radio keeps quiet until `onSecure` or `onError`. Not called for `mqtt:`. */
	onSecuring(): void;
	/** TLS is up; MQTT CONNECT goes out now. Likewise. */
	onSecure(session: SecureSession): void;
	/** CONNACK accepted the connection. */
	onConnected(): void;
	/** There is room again after `publish` returned false. */
	onWritable(): void;
	/** PUBACK for packet identifier `id`. */
	onAcknowledged(id: number): void;
	/** SUBACK: for each of the filters, in order, the QoS that the broker grants, or 128 where it refuses ([MQTT-3.9.3-1]). */
	onSubscribed(id: number, codes: readonly number[]): void;
	/** UNSUBACK. */
	onUnsubscribed(id: number): void;
	/**
	 * A message has come. It is acknowledged when this returns, so it may come twice (QoS 1).
	 * @param topic at most `MAXIMUM_TOPIC` bytes
	 * @param payload at most `MAXIMUM_MESSAGE` bytes, perhaps none; a view that is good until this returns
	 * @param retained the broker had it before we subscribed
	 */
	onMessage(topic: string, payload: Uint8Array, retained: boolean): void;
	/** A message of that many bytes was acknowledged and skipped: it is beyond these bounds. */
	onSkipped(length: number): void;
	/** The link is gone; called at most once, and nothing after it. */
	onError(error: LinkError): void;
}

/** Who connects, always with a clean session ([MQTT-3.1.2-6]), and the message that the broker publishes when the connection breaks ([MQTT-3.1.2-8]), if any. */
export interface LinkOptions {
	readonly clientId: string;
	/** Milliseconds. */
	readonly keepAlive: number;
	readonly will: { readonly topic: string; readonly message: string; readonly retain: boolean } | undefined;
}

/** One attempt at a connection to the broker. Events never come from inside a call. */
export interface BrokerLink {
	/**
	 * Sends PUBLISH. `payload` may be used again when it returns.
	 * @param id packet identifier, 1 to 65,535, with QoS 1; 0 for QoS 0
	 * @returns false if there is no room now: nothing was sent, `onWritable` follows
	 */
	publish(id: number, topic: string, payload: Uint8Array, duplicate: boolean, retain: boolean): boolean;
	/**
	 * Sends a part of a PUBLISH at QoS 0 whose payload has `length` bytes; the first part begins it. Until all of it was sent
	 * nothing else is: other calls find no room. It may be longer than there is room for at once.
	 * @param part not empty, and with the parts before it no more than `length` bytes
	 * @returns false if there is no room for this part now
	 */
	publishPart(topic: string, length: number, part: Uint8Array, retain: boolean): boolean;
	/**
	 * Sends SUBSCRIBE, at QoS 1, with at most 64 filters (`MAXIMUM_FILTERS`), of 1,024 bytes all together.
	 * @returns as `publish`
	 */
	subscribe(id: number, filters: readonly string[]): boolean;
	unsubscribe(id: number, filters: readonly string[]): boolean;
	/** Says DISCONNECT if `orderly` (the broker then drops the will), and ends. Idempotent; no event follows. */
	close(orderly?: boolean): void;
}

/** Starts an attempt; throws nothing. */
export type OpenLink = (options: LinkOptions, events: LinkEvents) => BrokerLink;
