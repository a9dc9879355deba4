import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import { encodeUTF8 } from "../text/utf8";
import type { BrokerLink } from "./broker-link";
import { FIRST_REPLY_ID, LAST_REPLY_ID } from "./packet-identifiers";

/** After so many connections that ended while it was in flight a reply goes: the broker may refuse its topic. */
const ATTEMPTS = 6;
/** Replies at most, with those for which room is reserved. */
const MAXIMUM = 9;

interface Reply {
	readonly id: number;
	readonly topic: string;
	readonly text: string;
	/** Connections on which it was sent. */
	attempts: number;
	/** It was sent on this connection. */
	sent: boolean;
}

/**
 * Answers to what somebody asked over MQTT: each is published at QoS 1, not retained, and kept in RAM until its PUBACK,
 * over connections too, but not over a restart. They take no room from readings. Mostly there is none, which costs nothing.
 */
export class ReplyQueue {
	#clock: Clock;
	#log: Log;
	#link: BrokerLink | undefined;
	#replies: Reply[] = [];
	#reserved = 0;
	#nextId = FIRST_REPLY_ID;
	#progress = 0;

	/** @param link the connection, if there is one */
	constructor(clock: Clock, log: Log, link?: BrokerLink) {
		this.#clock = clock;
		this.#log = log;
		this.#link = link;
	}
	/** Milliseconds for which the broker has acknowledged none, though one was sent. */
	get stalled(): number {
		return this.#replies.some(({ sent }) => sent) ? this.#clock.ticks - this.#progress : 0;
	}
	/** Keeps room for one reply, to be made before anything is done that has to be answered. @returns false if there is none */
	reserve(): boolean {
		if (this.#replies.length + this.#reserved >= MAXIMUM)
			return false;
		this.#reserved++;
		return true;
	}
	/** Takes a reply for which room was reserved. */
	add(topic: string, text: string): void {
		if (this.#reserved === 0)
			throw new RangeError("no room was reserved for this reply");
		this.#reserved--;
		this.#replies.push({ id: this.#nextId, topic, text, attempts: 0, sent: false });
		this.#nextId = this.#nextId === LAST_REPLY_ID ? FIRST_REPLY_ID : this.#nextId + 1;
	}
	/** A connection begins. */
	begin(link: BrokerLink): void {
		this.#link = link;
	}
	/** It has ended. Idempotent. */
	end(): void {
		if (!this.#link)
			return;
		this.#link = undefined;
		for (const reply of this.#replies) {
			if (reply.sent && reply.attempts >= ATTEMPTS)
				this.#log.error("mqtt", `${ATTEMPTS} connections ended after the result was published to ${reply.topic}; it is dropped: allow the gateway's user to publish there`);
		}
		this.#replies = this.#replies.filter(({ attempts, sent }) => !sent || attempts < ATTEMPTS);
		for (const reply of this.#replies)
			reply.sent = false;
	}
	/** Sends what there is. @returns false if there is no room for all of it now */
	pump(): boolean {
		const replies = this.#replies;
		for (let i = 0; i < replies.length; i++) {
			const reply = replies[i]!;
			if (reply.sent)
				continue;
			if (!this.#link!.publish(reply.id, reply.topic, encodeUTF8(reply.text), reply.attempts > 0, false))
				return false;
			if (this.stalled === 0)
				this.#progress = this.#clock.ticks;
			reply.sent = true;
			reply.attempts++;
		}
		return true;
	}
	/** PUBACK. @returns whether it was for a reply */
	acknowledge(id: number): boolean {
		const index = this.#replies.findIndex(reply => reply.id === id && reply.sent);
		if (index < 0)
			return false;
		this.#replies.splice(index, 1);
		this.#progress = this.#clock.ticks;
		return true;
	}
}
