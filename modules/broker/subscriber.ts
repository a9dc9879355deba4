import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import type { BrokerLink } from "./broker-link";
import { SUBSCRIBE_ID } from "./packet-identifiers";
import { matchesFilter } from "./topic-filter";

/** Messages that are too long are told no more often than this. */
const COMPLAINT = 60_000;

/** What the gateway listens to. */
export interface Subscriptions {
	/** At most 64, of 1,024 bytes all together. Asked for at QoS 1, again on each connection. */
	readonly filters: readonly string[];
	/** As in `LinkEvents`. */
	onMessage(topic: string, payload: Uint8Array, retained: boolean): void;
}

export interface SubscriberOptions {
	readonly clock: Clock;
	readonly log: Log;
	readonly subscriptions: Subscriptions | undefined;
}

/** Subscribes on each connection, hands out what comes, and tells what nobody asked for. */
export class Subscriber {
	/** Milliseconds for which nothing is subscribed to after `pause`. */
	static readonly PAUSE = 3_600_000;
	private _options: SubscriberOptions;
	private _link: BrokerLink | undefined;
	private _subscribed = false;
	/** A message came on this connection to which nobody here subscribed. */
	private _foreign = false;
	private _skipped = 0;
	private _complained = -Infinity;
	/** In ticks. */
	private _pausedUntil = -Infinity;

	constructor(options: SubscriberOptions) {
		this._options = options;
	}
	/** A connection begins. */
	begin(link: BrokerLink): void {
		this._link = link;
		this._subscribed = this._foreign = false;
	}
	/** It has ended. Idempotent. */
	end(): void {
		this._link = undefined;
	}
	/** Subscribes, once on each connection. @returns false if there is no room for it now */
	pump(): boolean {
		const { clock, subscriptions } = this._options;
		if (!subscriptions || clock.ticks < this._pausedUntil)
			return true;
		this._subscribed ||= this._link!.subscribe(SUBSCRIBE_ID, subscriptions.filters);
		return this._subscribed;
	}
	/**
	 * What comes for a subscription ends connections as soon as it is made: a retained message in a record that there is no
	 * room for. Better without than never connected. @returns false if nothing is subscribed to anyhow
	 */
	pause(): boolean {
		const { clock, subscriptions } = this._options;
		this._pausedUntil = clock.ticks + Subscriber.PAUSE;
		return subscriptions !== undefined;
	}
	/** SUBACK, as in `LinkEvents`. */
	settle(codes: readonly number[]): void {
		this._options.subscriptions?.filters.forEach((filter, index) => {
			if ((codes[index] ?? 128) >= 128)
				this._options.log.error("mqtt", `the broker refuses the subscription to ${filter}: allow the gateway's user to read there`);
		});
	}
	/** As in `LinkEvents`. */
	receive(topic: string, payload: Uint8Array, retained: boolean): void {
		const { log, subscriptions } = this._options;
		if (subscriptions?.filters.some(filter => matchesFilter(filter, topic)))
			return subscriptions.onMessage(topic, payload, retained);
		if (this._foreign)
			return;
		this._foreign = true;
		log.warning("mqtt", `the broker sends ${topic}, to which the gateway did not subscribe: ignored`);
	}
	/** A message of that many bytes was too long. */
	skip(length: number): void {
		const { clock, log } = this._options;
		this._skipped++;
		if (clock.ticks - this._complained < COMPLAINT)
			return;
		this._complained = clock.ticks;
		log.warning("mqtt", `a message of ${length} bytes is too long and was skipped (${this._skipped} since start)`);
	}
}
