import type { Alarm, Clock } from "../text/clock";
import type { Log } from "../text/log";
import type { BrokerLink } from "./broker-link";
import { SUBSCRIBE_ID } from "./packet-identifiers";
import { matchesFilter } from "./topic-filter";

/** Milliseconds from the first message that nobody here subscribed to until the session that the broker kept is given up. */
const FOREIGN_DELAY = 1_000;
/** Messages that are too long are told no more often than this. */
const COMPLAINT = 60_000;

/** What the gateway listens to. */
export interface Subscriptions {
	/** At most 1,024 bytes all together. Asked for at QoS 1, again on each connection. */
	readonly filters: readonly string[];
	/** As in `LinkEvents`. */
	onMessage(topic: string, payload: Uint8Array, retained: boolean): void;
}

export interface SubscriberOptions {
	readonly clock: Clock;
	readonly log: Log;
	readonly clientId: string;
	readonly subscriptions: Subscriptions | undefined;
	/** The broker is to forget the session that it kept. */
	onForeign(): void;
}

/** Subscribes on each connection, hands out what comes, and tells what nobody asked for. */
export class Subscriber {
	#options: SubscriberOptions;
	#link: BrokerLink | undefined;
	/** The broker went on with a session that it had kept. */
	#kept = false;
	#subscribed = false;
	/** A message came on this connection to which nobody here subscribed. */
	#foreign = false;
	#alarm: Alarm | undefined;
	#skipped = 0;
	#complained = -Infinity;

	constructor(options: SubscriberOptions) {
		this.#options = options;
	}
	/** A connection begins. */
	begin(link: BrokerLink, kept: boolean): void {
		this.#link = link;
		this.#kept = kept;
		this.#subscribed = this.#foreign = false;
	}
	/** It has ended. Idempotent. */
	end(): void {
		this.#link = undefined;
		this.#options.clock.clear(this.#alarm);
		this.#alarm = undefined;
	}
	/** Subscribes, once. @returns false if there is no room for it now */
	pump(): boolean {
		const { subscriptions } = this.#options;
		this.#subscribed ||= !subscriptions || this.#link!.subscribe(SUBSCRIBE_ID, subscriptions.filters);
		return this.#subscribed;
	}
	/** SUBACK, as in `LinkEvents`. */
	settle(codes: readonly number[]): void {
		this.#options.subscriptions?.filters.forEach((filter, index) => {
			if ((codes[index] ?? 128) >= 128)
				this.#options.log.error("mqtt", `the broker refuses the subscription to ${filter}: allow the gateway's user to read there`);
		});
	}
	/** As in `LinkEvents`. */
	receive(topic: string, payload: Uint8Array, retained: boolean): void {
		const { clientId, clock, log, onForeign, subscriptions } = this.#options;
		if (subscriptions?.filters.some(filter => matchesFilter(filter, topic)))
			return subscriptions.onMessage(topic, payload, retained);
		if (this.#foreign)
			return;
		this.#foreign = true;
		log.warning("mqtt", `the broker sends ${topic}, to which the gateway did not subscribe: ` + (this.#kept ?
			`somebody did so with the client id "${clientId}", and the broker kept it; one clean session makes it forget that` : "ignored"));
		if (this.#kept)
			this.#alarm = clock.set(() => onForeign.call(this.#options), FOREIGN_DELAY);
	}
	/** A message of that many bytes was too long. */
	skip(length: number): void {
		const { clock, log } = this.#options;
		this.#skipped++;
		if (clock.ticks - this.#complained < COMPLAINT)
			return;
		this.#complained = clock.ticks;
		log.warning("mqtt", `a message of ${length} bytes is too long and was skipped (${this.#skipped} since start)`);
	}
}
