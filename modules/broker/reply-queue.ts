import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import { encodeUTF8 } from "../text/utf8";
import type { BrokerLink } from "./broker-link";
import { FIRST_REPLY_ID, LAST_REPLY_ID } from "./packet-identifiers";

/** After so many connections that ended while it was in flight a reply goes: the broker may refuse its topic. */
const ATTEMPTS = 6;
/** Replies at most, with those for which room is reserved. */
const MAXIMUM = 12;

/** Bytes of a reply's payload at most. */
export const MAXIMUM_REPLY = 1_024;

/** An answer in several messages, made one by one: the next when the last has arrived. */
export interface ReplyParts {
	/** Payload of the present one, at most MAXIMUM_REPLY bytes; the same each time, as it may have to be sent again. */
	readonly payload: Uint8Array;
	/** Goes on to the next. @returns false if there is none */
	next(): boolean;
}

interface Reply {
	id: number;
	readonly topic: string;
	readonly content: string | ReplyParts;
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
	private _clock: Clock;
	private _log: Log;
	private _link: BrokerLink | undefined;
	private _replies: Reply[] = [];
	private _reserved = 0;
	private _nextId = FIRST_REPLY_ID;
	private _progress = 0;

	/** @param link the connection, if there is one */
	constructor(clock: Clock, log: Log, link?: BrokerLink) {
		this._clock = clock;
		this._log = log;
		this._link = link;
	}
	/** Milliseconds for which the broker has acknowledged none, though one was sent. */
	get stalled(): number {
		return this._replies.some(({ sent }) => sent) ? this._clock.ticks - this._progress : 0;
	}
	/** Keeps room for one reply, to be made before anything is done that has to be answered. @returns false if there is none */
	reserve(): boolean {
		if (this._replies.length + this._reserved >= MAXIMUM)
			return false;
		this._reserved++;
		return true;
	}
	/** Takes a reply for which room was reserved. */
	add(topic: string, content: string | ReplyParts): void {
		if (this._reserved === 0)
			throw new RangeError("no room was reserved for this reply");
		this._reserved--;
		this._replies.push({ id: this.takeId(), topic, content, attempts: 0, sent: false });
	}
	/** A connection begins. */
	begin(link: BrokerLink): void {
		this._link = link;
	}
	/** It has ended. Idempotent. */
	end(): void {
		if (!this._link)
			return;
		this._link = undefined;
		for (const reply of this._replies) {
			if (reply.sent && reply.attempts >= ATTEMPTS)
				this._log.error("mqtt", `${ATTEMPTS} connections ended after the result was published to ${reply.topic}; it is dropped: allow the gateway's user to publish there`);
		}
		this._replies = this._replies.filter(({ attempts, sent }) => !sent || attempts < ATTEMPTS);
		for (const reply of this._replies)
			reply.sent = false;
	}
	/** Sends what there is. @returns false if there is no room for all of it now */
	pump(): boolean {
		const replies = this._replies;
		for (let i = 0; i < replies.length; i++) {
			const reply = replies[i]!;
			if (reply.sent)
				continue;
			const { content } = reply, payload = typeof content === "string" ? encodeUTF8(content) : content.payload;
			if (!this._link!.publish(reply.id, reply.topic, payload, reply.attempts > 0, false))
				return false;
			if (this.stalled === 0)
				this._progress = this._clock.ticks;
			reply.sent = true;
			reply.attempts++;
		}
		return true;
	}
	/** PUBACK. @returns whether it was for a reply */
	acknowledge(id: number): boolean {
		const index = this._replies.findIndex(reply => reply.id === id && reply.sent);
		if (index < 0)
			return false;
		this._progress = this._clock.ticks;
		const reply = this._replies[index]!, { content } = reply;
		if (typeof content === "string" || !content.next())
			this._replies.splice(index, 1);
		else {
			reply.id = this.takeId();
			reply.attempts = 0;
			reply.sent = false;
		}
		return true;
	}
	private takeId(): number {
		const id = this._nextId;
		this._nextId = id === LAST_REPLY_ID ? FIRST_REPLY_ID : id + 1;
		return id;
	}
}
