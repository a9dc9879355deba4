import type { Outbox } from "../reading/outbox";
import type { OutgoingReading } from "../reading/outgoing-reading";
import type { Alarm, Clock } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import { encodeUTF8 } from "../text/utf8";
import type { BrokerLink, LinkOptions } from "./broker-link";
import { HeldReadings } from "./held-readings";
import { InFlightWindow } from "./in-flight-window";
import { CONTROL_ID } from "./packet-identifiers";
import { RefusalSearch } from "./refusal-search";
import type { RefusedTopic, RefusedTopics } from "./refused-topics";

/** PUBLISH packets in flight at most. */
const WINDOW = 8;
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
	private _window = new InFlightWindow(WINDOW);
	private _search = new RefusalSearch();
	private _link: BrokerLink | undefined;
	/** Sequence number of the reading that was sent last on this connection; -1 for none. */
	private _lastSent = -1;
	/** Topic of the reading that was sent alone. */
	private _suspected = "";
	/** A control is in flight. */
	private _control = false;
	private _held = new HeldReadings();
	/** The refused topic of which a reading is in flight, alone. */
	private _retried: RefusedTopic | undefined;
	private _retriedAt = 0;
	private _alarm: Alarm | undefined;
	/** PUBACKs on this connection. */
	private _taken = 0;
	private _progress = 0;
	private _published = 0;
	private _duplicates = 0;
	private _unknown = 0;

	constructor(options: PublisherOptions) {
		this._options = options;
	}
	/** Readings sent for the first time in this run, since start. */
	get published(): number {
		return this._published;
	}
	/** PUBLISH packets sent with DUP since start. */
	get duplicates(): number {
		return this._duplicates;
	}
	/** PUBACKs for identifiers that were not in flight, since start. */
	get unknown(): number {
		return this._unknown;
	}
	/** Readings in flight, on this connection or the last. */
	get inFlight(): number {
		return this._window.count;
	}
	/** It looks for a reading that the broker refuses: the next connection should come soon. */
	get searching(): boolean {
		return this._search.active;
	}
	/** Milliseconds for which the broker has acknowledged nothing, though there was something to acknowledge. */
	get stalled(): number {
		return this._window.count > 0 || this._control ? this._options.clock.ticks - this._progress : 0;
	}
	/** A connection begins. */
	begin(link: BrokerLink): void {
		const { clock } = this._options;
		this._link = link;
		this._control = false;
		this._taken = 0;
		this._search.begin();
		this.rewind();
		this._progress = clock.ticks;
		this.arm();
	}
	/** It has ended; `broken` by the broker or the network, without a reason. Idempotent. */
	end(broken: boolean): void {
		if (!this._link)
			return;
		this._link = undefined;
		const { clock, log } = this._options;
		clock.clear(this._alarm);
		this._alarm = undefined;
		if (this._retried)
			return this.endRetry(broken);
		const window = this._window, { count } = window;
		const oldest = count ? window.sequence(0) : -1;
		switch (this._search.end(broken, oldest, count ? window.sequence(count - 1) : -1, clock.ticks)) {
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
		if (!this._link || this._retried || this._search.active && !this.mayGoOn())
			return;
		const { outbox } = this._options, search = this._search, window = this._window;
		if (this._held.oldest && !this.rehand())
			return;
		for (; !this.isSaturated; outbox.next()) {
			if (!outbox.peek())
				return window.forget(this._lastSent, Infinity);
			const { reading } = outbox;
			// one that moved to the journal while it was in flight was sent already
			if (reading.sequence <= this._lastSent)
				continue;
			if (this._options.refused.size) {
				const topic = this._options.refused.find(reading.topic);
				if (topic && !search.active && window.count === 0 && topic.due <= this._options.clock.ticks)
					return this.retry(topic);
				// what was in flight before and comes later will be new then: else it would be waited for
				if (!this.makeWay(reading.sequence, topic))
					return window.forget(this._lastSent, Infinity);
				this._held.hand();
				if (topic)
					continue;
			}
			if (search.active && reading.sequence > search.until)
				search.stop();
			if (!this.send(reading))
				return;
			if (search.active) {
				search.send(reading.sequence, this._options.clock.ticks);
				this._suspected = reading.topic;
				return outbox.next();
			}
		}
	}
	/** PUBACK. */
	acknowledge(id: number): void {
		const { clock, log, outbox } = this._options;
		if (id === CONTROL_ID && this._control) {
			this._control = false;
			this._search.control();
			this._progress = clock.ticks;
			return this.pump();
		}
		const window = this._window;
		const index = window.indexOf(id);
		// what was not sent on this connection can't have been acknowledged on it
		if (index < 0 || window.isAcknowledged(index) || window.sequence(index) > this._lastSent) {
			this._unknown++;
			log.debug("mqtt", `the broker acknowledged packet ${id}, which is not in flight: ignored`);
			return;
		}
		this._progress = clock.ticks;
		this._taken++;
		const sequence = window.sequence(index);
		// it may have been dropped for want of room meanwhile
		outbox.acknowledge(sequence);
		window.acknowledge(index);
		this._search.acknowledge(sequence);
		if (this._retried)
			this.welcome(this._retried);
		this.pump();
	}
	/** Whether the window is full and all of it was sent on this connection. */
	private get isSaturated(): boolean {
		const window = this._window;
		return window.full && window.sequence(window.count - 1) <= this._lastSent;
	}
	/** @returns false if there is no room for it now */
	private send(reading: OutgoingReading): boolean {
		const { sequence } = reading;
		const window = this._window;
		// what is not there any more was dropped for want of room
		window.forget(this._lastSent, sequence);
		const index = window.count > 0 && sequence <= window.sequence(window.count - 1) ? window.indexOfSequence(sequence) : -1;
		const again = index >= 0;
		if (!again && window.full)
			return false;
		if (!this._link!.publish(again ? window.id(index) : window.nextId, reading.topic, reading.bytes, again, false))
			return false;
		this._lastSent = sequence;
		if (again) {
			this._duplicates++;
			return true;
		}
		if (window.count === 0)
			this._progress = this._options.clock.ticks;
		window.add(sequence);
		this._published++;
		return true;
	}
	/** While it searches: one reading at a time, and the controls before the first. */
	private mayGoOn(): boolean {
		const search = this._search, { will } = this._options;
		if (search.busy || this._control)
			return false;
		if (!will || !search.wantsControl)
			return true;
		this._control = this._link!.publish(CONTROL_ID, will.topic, encodeUTF8("online"), false, will.retain);
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
		const index = this._window.indexOfSequence(sequence);
		if (index >= 0)
			this._window.remove(index);
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
			const index = this._window.indexOfSequence(sequence);
			if (index >= 0)
				this._window.remove(index);
			held.hold(sequence, topic);
		}
		return true;
	}
	/** Has what is held back handed out again where it is time to try, once nothing is in flight. @returns false if that must be waited for */
	private rehand(): boolean {
		const window = this._window;
		const topic = this._search.active ? undefined : this._options.refused.due(this._options.clock.ticks);
		if (!topic || !this._held.includes(topic))
			return true;
		if (window.count === 0)
			this.rewind();
		// what is to be sent again on this connection goes first
		return window.count === 0 || window.sequence(0) > this._lastSent;
	}
	private rewind(): void {
		this._held.clear();
		this._lastSent = -1;
		this._options.outbox.rewind();
	}
	/** Tries a refused topic with the reading that is next, alone. */
	private retry(topic: RefusedTopic): void {
		const { clock, outbox } = this._options;
		if (!this.send(outbox.reading))
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
		refused.postpone(topic, broken && clock.ticks - this._retriedAt <= PROMPT, this._taken, clock.ticks);
		if (topic.proven && !proven)
			this.drop(this._window.sequence(0), topic);
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
		if (this._link && refused.nextDue > clock.ticks)
			this.arm();
	}
}
