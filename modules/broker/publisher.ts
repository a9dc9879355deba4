import type { Outbox } from "../reading/outbox";
import type { Alarm, Clock } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import type { BrokerLink, LinkOptions } from "./broker-link";
import { HeldReadings } from "./held-readings";
import { RefusalSearch } from "./refusal-search";
import type { RefusedTopic, RefusedTopics } from "./refused-topics";
import { Transmission } from "./transmission";

/** Milliseconds in which a connection ends at a refused reading. */
const PROMPT = 5_000;

export interface PublisherOptions {
	readonly clock: Clock;
	readonly log: Log;
	readonly outbox: Outbox;
	/** Its topic is one that the broker takes, when a refusal is to be proved. */
	readonly will: LinkOptions["will"];
	readonly refused: RefusedTopics;
	/** What is refused has changed. */
	onRefused(): void;
}

/**
 * Publishes the outbox at QoS 1 and releases each reading by its PUBACK alone; what was in flight when a connection
 * ended is sent again on the next, in order and with DUP. A topic that the broker refuses stops no other: the reading
 * that shows it is dropped, later ones are held back and tried again now and then.
 */
export class Publisher {
	private _options: PublisherOptions;
	private _transmission: Transmission;
	private _search = new RefusalSearch();
	/** Topic of the reading that was sent alone. */
	private _suspected = "";
	private _held = new HeldReadings();
	/** The refused topic of which a reading is in flight, alone. */
	private _retried: RefusedTopic | undefined;
	private _retriedAt = 0;
	private _alarm: Alarm | undefined;

	constructor(options: PublisherOptions) {
		this._options = options;
		this._transmission = new Transmission(options.clock);
	}
	/** What is in flight, and what was, in numbers. */
	get transmission(): Pick<Transmission, "published" | "duplicates" | "unknown" | "count" | "stalled"> {
		return this._transmission;
	}
	/** It looks for a reading that the broker refuses: the next connection should come soon. */
	get searching(): boolean {
		return this._search.active;
	}
	/** A connection begins. */
	begin(link: BrokerLink): void {
		this._transmission.begin(link);
		this._search.begin();
		this.rewind();
		this.arm();
	}
	/** It has ended; `broken` by the broker or the network, without a reason. Idempotent. */
	end(broken: boolean): void {
		const transmission = this._transmission;
		if (!transmission.connected)
			return;
		transmission.end();
		const { clock, log } = this._options;
		clock.clear(this._alarm);
		this._alarm = undefined;
		if (this._retried)
			return this.endRetry(broken);
		const { newest, oldest } = transmission;
		switch (this._search.end(broken, oldest, newest, clock.ticks)) {
			case "suspicious":
				log.info("mqtt", "connections end with the same reading in flight: what was in flight is sent one by one, to find out whether the broker refuses it");
				break;
			case "control":
				log.error("mqtt", `the broker ends the connection at ${this._options.will?.topic}, too: allow the gateway's user to publish there, or set "status" to false; ` +
					"if it takes no retained messages, set \"retain\" to false");
				break;
			case "refused":
				this.refuse(oldest);
		}
	}
	/** Sends what there is and there is room for. */
	pump(): void {
		const { clock, outbox, refused } = this._options, search = this._search, transmission = this._transmission;
		if (!transmission.connected || this._retried || search.active && !this.mayGoOn())
			return;
		if (this._held.oldest && !this.rehand())
			return;
		for (; !transmission.saturated; outbox.next()) {
			if (!outbox.peek())
				return transmission.forgetRest();
			const { reading } = outbox;
			// one that moved to the journal while it was in flight was sent already
			if (transmission.isPast(reading.sequence))
				continue;
			if (refused.size) {
				const topic = refused.find(reading.topic);
				if (topic && !search.active && transmission.count === 0 && topic.due <= clock.ticks)
					return this.retry(topic);
				// what was in flight before and comes later will be new then: else it would be waited for
				if (!this.makeWay(reading.sequence, topic))
					return transmission.forgetRest();
				this._held.hand();
				if (topic)
					continue;
			}
			if (search.active && reading.sequence > search.until)
				search.stop();
			if (!transmission.send(reading))
				return;
			if (search.active) {
				search.send(reading.sequence, clock.ticks);
				this._suspected = reading.topic;
				return outbox.next();
			}
		}
	}
	/** PUBACK. */
	acknowledge(id: number): void {
		const { log, outbox } = this._options, transmission = this._transmission;
		if (transmission.acknowledgeControl(id)) {
			this._search.control();
			return this.pump();
		}
		const sequence = transmission.acknowledge(id);
		if (sequence < 0)
			return log.debug("mqtt", `the broker acknowledged packet ${id}, which is not in flight: ignored`);
		// it may have been dropped for want of room meanwhile
		outbox.acknowledge(sequence);
		this._search.acknowledge(sequence);
		if (this._retried)
			this.welcome(this._retried);
		this.pump();
	}
	/** While it searches: one reading at a time, and the controls before the first. */
	private mayGoOn(): boolean {
		const search = this._search, { will } = this._options;
		if (search.busy || this._transmission.control)
			return false;
		if (!will || !search.wantsControl)
			return true;
		this._transmission.sendControl(will.topic, "online", will.retain);
		return false;
	}
	/** The reading that was sent alone is refused: so is its topic. */
	private refuse(sequence: number): void {
		const { clock, log, onRefused, refused, will } = this._options;
		const topic = refused.add(this._suspected, will !== undefined, clock.ticks);
		log.error("mqtt", `the broker refuses ${topic.topic}: it ends the connection at each reading of it` +
			(will ? `, though it takes ${will.topic}` : "") + "; allow the gateway's user to publish there. " +
			(will ? `The reading is dropped and counted as refused; of later ones the last ${HeldReadings.MAXIMUM} are held back` : "Readings of it are held back") +
			`, and one is tried again in ${describeDuration(topic.delay)}`);
		if (will)
			this.drop(sequence, topic);
		onRefused.call(this._options);
	}
	private drop(sequence: number, topic: RefusedTopic): void {
		this._transmission.remove(sequence);
		if (this._options.outbox.refuse(sequence))
			topic.dropped++;
	}
	/**
	 * Holds the reading with that number back if its topic is refused, and drops the oldest that are held back where they
	 * are in the way. @returns false if nothing may go out before they have been tried again
	 */
	private makeWay(sequence: number, topic: RefusedTopic | undefined): boolean {
		const held = this._held, { outbox } = this._options;
		while (held.isInTheWay(topic?.proven === true) || held.oldest && outbox.tight) {
			const oldest = held.oldest!;
			if (!oldest.topic.proven)
				return false;
			this.drop(oldest.sequence, oldest.topic);
			held.shift();
		}
		if (topic) {
			this._transmission.remove(sequence);
			held.hold(sequence, topic);
		}
		return true;
	}
	/** Has what is held back handed out again where it is time to try, once nothing is in flight. @returns false if that must be waited for */
	private rehand(): boolean {
		const topic = this._search.active ? undefined : this._options.refused.due(this._options.clock.ticks);
		if (!topic || !this._held.includes(topic))
			return true;
		if (this._transmission.count === 0)
			this.rewind();
		// what is to be sent again on this connection goes first
		return this._transmission.settled;
	}
	private rewind(): void {
		this._held.clear();
		this._transmission.rewind();
		this._options.outbox.rewind();
	}
	/** Tries a refused topic with the reading that is next, alone. */
	private retry(topic: RefusedTopic): void {
		const { clock, outbox } = this._options;
		if (!this._transmission.send(outbox.reading))
			return;
		outbox.next();
		this._retried = topic;
		this._retriedAt = clock.ticks;
	}
	private endRetry(broken: boolean): void {
		const { clock, log, refused } = this._options;
		const topic = this._retried!;
		this._retried = undefined;
		const { proven } = topic;
		refused.postpone(topic, broken && clock.ticks - this._retriedAt <= PROMPT, this._transmission.taken, clock.ticks);
		if (topic.proven && !proven)
			this.drop(this._transmission.oldest, topic);
		log.warning("mqtt", `the connection ended when ${topic.topic} was tried again` +
			(topic.proven ? ", which the broker refuses" : "") + `; the next time is in ${describeDuration(topic.delay)}`);
	}
	/** The broker takes what it had refused: what was held back goes out now. */
	private welcome(topic: RefusedTopic): void {
		const { log, onRefused, refused } = this._options;
		this._retried = undefined;
		refused.remove(topic);
		log.info("mqtt", `the broker takes ${topic.topic} again`);
		this.rewind();
		this.arm();
		onRefused.call(this._options);
	}
	/** Rings whenever a refused topic is to be tried again, also where no reading comes. */
	private arm(): void {
		const { clock, refused } = this._options;
		const { nextDue } = refused;
		if (nextDue !== Infinity && !this._alarm)
			this._alarm = clock.set(() => this.onAlarm(), Math.max(0, nextDue - clock.ticks));
	}
	private onAlarm(): void {
		const { clock, refused } = this._options;
		this._alarm = undefined;
		this.pump();
		// one that is due and could not be tried yet is tried with the next PUBACK
		if (this._transmission.connected && refused.nextDue > clock.ticks)
			this.arm();
	}
}
