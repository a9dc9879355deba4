import { ByteText } from "../text/byte-text";
import type { Clock } from "../text/clock";
import { excerpt } from "../text/excerpt";
import type { RequestLog } from "./request-log";

/** Messages that wait at most: they come in bunches, and are worked off one a turn. */
const CAPACITY = 3;

interface Message {
	readonly topic: string;
	readonly payload: Uint8Array;
	readonly retained: boolean;
}

/**
 * Takes messages from the broker's link and hands them on one a turn, from a timer: where they come in, at the bottom of
 * TLS and MQTT, most of the device's stack is in use.
 */
export class Inbox {
	private _clock: Clock;
	private _log: RequestLog;
	private _handle: (topic: string, text: string, retained: boolean) => void;
	private _messages: Message[] = [];

	/** @param handle gets each */
	constructor(clock: Clock, log: RequestLog, handle: (topic: string, text: string, retained: boolean) => void) {
		this._clock = clock;
		this._log = log;
		this._handle = handle;
	}
	/** Takes a copy. */
	take(topic: string, payload: Uint8Array, retained: boolean): void {
		if (this._messages.length === CAPACITY)
			return this._log.warning(`${excerpt(topic)}: not looked at, nor answered: ${CAPACITY} messages came before it at once`);
		this._messages.push({ topic, payload: new Uint8Array(payload), retained });
		if (this._messages.length === 1)
			this._clock.set(() => this.next(), 0);
	}
	/** Forgets what waits. */
	clear(): void {
		this._messages = [];
	}
	private next(): void {
		const message = this._messages.shift();
		if (!message)
			return;
		if (this._messages.length > 0)
			this._clock.set(() => this.next(), 0);
		this._handle(message.topic, new ByteText().utf8(message.payload, 0, message.payload.length), message.retained);
	}
}
