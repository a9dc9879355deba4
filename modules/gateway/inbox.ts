import { ByteText } from "../text/byte-text";
import type { Clock } from "../text/clock";
import { excerpt } from "../text/excerpt";
import type { Log } from "../text/log";

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
	#clock: Clock;
	#log: Log;
	#handle: (topic: string, text: string, retained: boolean) => void;
	#messages: Message[] = [];

	/** @param handle gets each */
	constructor(clock: Clock, log: Log, handle: (topic: string, text: string, retained: boolean) => void) {
		this.#clock = clock;
		this.#log = log;
		this.#handle = handle;
	}
	/** Takes a copy. */
	take(topic: string, payload: Uint8Array, retained: boolean): void {
		if (this.#messages.length === CAPACITY)
			return this.#log.warning("ask", `${excerpt(topic)}: not looked at, nor answered: ${CAPACITY} messages came before it at once`);
		this.#messages.push({ topic, payload: new Uint8Array(payload), retained });
		if (this.#messages.length === 1)
			this.#clock.set(() => this.next(), 0);
	}
	/** Forgets what waits. */
	clear(): void {
		this.#messages = [];
	}
	private next(): void {
		const message = this.#messages.shift();
		if (!message)
			return;
		if (this.#messages.length > 0)
			this.#clock.set(() => this.next(), 0);
		this.#handle(message.topic, new ByteText().utf8(message.payload, 0, message.payload.length), message.retained);
	}
}
