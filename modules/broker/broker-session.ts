import { Backoff } from "../text/backoff";
import type { BrokerLink, LinkError, LinkOptions, OpenLink, SecureSession } from "./broker-link";
import type { Alarm, Clock, Random } from "../text/clock";
import { describeDuration } from "../text/duration";
import { ExpiryWatch } from "./expiry-watch";
import { FailureCounts } from "./failure-counts";
import { InFlightWindow } from "./in-flight-window";
import type { Log } from "../text/log";
import type { Notice } from "./notice";
import type { Outbox } from "../reading/outbox";
import type { OutgoingReading } from "../reading/outgoing-reading";
import { encodeUTF8 } from "../text/utf8";

/** PUBLISH packets in flight at most. */
const WINDOW = 8;
/** A connection that held this long was a good one: the next failure starts with a short delay again. */
const STABLE = 30_000;
/**
 * MQTT 3.1.1 allows sending a PUBLISH again only on a new connection ([MQTT-4.4.0-1]), so a broker that answers
 * pings but acknowledges nothing for this long gets a new connection.
 */
const ACKNOWLEDGEMENT_DEADLINE = 30_000;

const ONLINE = "online", OFFLINE = "offline";
/** What is said first on each connection. */
const PRESENCE: Notice = Object.freeze({ subtopic: "", text: ONLINE });

export interface SessionOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly outbox: Outbox;
	readonly open: OpenLink;
	readonly link: LinkOptions;
	/** For people: where the broker is. */
	readonly broker: string;
	/** The broker has proved itself at a time that all certificates agree with, in milliseconds since 1970. */
	onTrusted(time: number): void;
	/** A TLS handshake runs, or no longer does. */
	onHandshake(active: boolean): void;
}

/**
 * The session with the broker: connects, says `online`, publishes the outbox at QoS 1 and releases each reading by
 * its PUBACK alone; when the connection goes it tries again with backoff and sends what was in flight again, in
 * order and with DUP.
 */
export class BrokerSession {
	#options: SessionOptions;
	#backoff: Backoff;
	#window = new InFlightWindow(WINDOW);
	#expiry: ExpiryWatch;
	#link: BrokerLink | undefined;
	#connected = false;
	#running = false;
	#handshaking = false;
	#failures = new FailureCounts();
	/** What is to be said on each connection. */
	#notices: Notice[] = [PRESENCE, this.#failures];
	/** Those that are still to be said on this one, before readings go out: bit n for the nth. */
	#unsaid = 0;
	/** Sequence number of the reading that was sent last on this connection; -1 for none. */
	#lastSent = -1;
	#retry: Alarm | undefined;
	#stable: Alarm | undefined;
	#watch: Alarm | undefined;
	#progress = 0;
	#published = 0;
	#duplicates = 0;
	#unknown = 0;

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#backoff = new Backoff(options.random, 1_000, 60_000);
		this.#expiry = new ExpiryWatch(options.clock, options.log);
	}
	get connected(): boolean {
		return this.#connected;
	}
	/** Readings sent for the first time in this run, since start. */
	get published(): number {
		return this.#published;
	}
	/** PUBLISH packets sent with DUP since start. */
	get duplicates(): number {
		return this.#duplicates;
	}
	/** PUBACKs for identifiers that were not in flight, since start. */
	get unknown(): number {
		return this.#unknown;
	}
	/** The network is there: connects at once. */
	start(): void {
		if (this.#running)
			return;
		this.#running = true;
		this.#backoff.reset();
		this.connect();
	}
	/** The network is gone, or the gateway ends (`orderly`: the broker is told `offline`). Idempotent. */
	stop(orderly = false): void {
		this.#running = false;
		this.#options.clock.clear(this.#retry);
		this.#retry = undefined;
		if (orderly)
			this.#expiry.close();
		// without DISCONNECT the broker says it: the will
		this.disconnect(orderly && this.#connected && this.say("", OFFLINE));
	}
	/** Says it, below the topic of the will, now and on each connection to come. There is room for 30 different ones. */
	announce(notice: Notice): void {
		const known = this.#notices.indexOf(notice);
		const place = known < 0 ? this.#notices.push(notice) - 1 : known;
		if (!this.#connected)
			return;
		this.#unsaid |= 1 << place;
		this.pump();
	}
	/** Sends what there is and there is room for. To be called after a reading was taken. */
	pump(): void {
		if (!this.#connected)
			return;
		if (this.#unsaid && !this.sayAll())
			return;
		const { outbox } = this.#options;
		for (; !this.isSaturated; outbox.next()) {
			if (!outbox.peek())
				return this.forgetDropped(Infinity);
			// one that moved to the journal while it was in flight was sent already
			if (outbox.reading.sequence > this.#lastSent && !this.send(outbox.reading))
				return;
		}
	}
	/** Whether the window is full and all of it was sent on this connection. */
	private get isSaturated(): boolean {
		const window = this.#window;
		return window.full && window.sequence(window.count - 1) <= this.#lastSent;
	}
	/** @returns false if there is no room for it now */
	private send(reading: OutgoingReading): boolean {
		const { sequence } = reading;
		const window = this.#window;
		this.forgetDropped(sequence);
		const index = window.count > 0 && sequence <= window.sequence(window.count - 1) ? window.indexOfSequence(sequence) : -1;
		const again = index >= 0;
		if (!again && window.full)
			return false;
		if (!this.#link!.publish(again ? window.id(index) : window.nextId, reading.topic, reading.bytes, again, false))
			return false;
		this.#lastSent = sequence;
		if (again) {
			this.#duplicates++;
			return true;
		}
		if (window.count === 0)
			this.#progress = this.#options.clock.ticks;
		window.add(sequence);
		this.#published++;
		return true;
	}
	/** What was to be sent again before the reading with that number is not there any more: dropped for want of room. */
	private forgetDropped(sequence: number): void {
		const window = this.#window;
		for (let i = window.count - 1; i >= 0 && window.sequence(i) > this.#lastSent; i--) {
			if (window.sequence(i) < sequence && !window.isAcknowledged(i))
				window.remove(i);
		}
	}
	/** @returns false if there is no room for all of it now */
	private sayAll(): boolean {
		const notices = this.#notices;
		for (let i = 0; i < notices.length; i++) {
			if (!(this.#unsaid & 1 << i))
				continue;
			const { subtopic, text } = notices[i]!;
			if (text && !this.say(subtopic, text))
				return false;
			this.#unsaid &= ~(1 << i);
		}
		return true;
	}
	/** At QoS 0: if it is lost the connection is lost too, and then the will says what is true. */
	private say(subtopic: string, text: string): boolean {
		const { will } = this.#options.link;
		return !will || this.#link!.publish(0, will.topic + subtopic, encodeUTF8(text), false, will.retain);
	}
	private connect(): void {
		this.#retry = undefined;
		this.#options.log.info("mqtt", `connecting to ${this.#options.broker} as ${this.#options.link.clientId}`);
		this.#link = this.#options.open(this.#options.link, {
			onSecuring: () => this.setHandshake(true),
			onSecure: session => this.onSecure(session),
			onConnected: present => this.onConnected(present),
			onWritable: () => this.pump(),
			onAcknowledged: id => this.onAcknowledged(id),
			onError: error => this.onError(error),
		});
	}
	private onSecure(session: SecureSession): void {
		this.setHandshake(false);
		const { clock, log } = this.#options;
		const left = clock.time === undefined ? "" : `, ${describeDuration(session.notAfter - clock.time)} left`;
		log.info("tls", `${session.version}, ${session.suite}; the broker's certificate is for ${session.name}${left}, ` +
			`verified by ${session.anchor}`);
		this.#expiry.expiry = session.expiry;
		if (clock.time !== undefined)
			this.#options.onTrusted(clock.time);
	}
	private onConnected(sessionPresent: boolean): void {
		const { clock, log, outbox } = this.#options;
		this.#connected = true;
		this.#unsaid = (1 << this.#notices.length) - 1;
		this.#lastSent = -1;
		outbox.rewind();
		this.#progress = clock.ticks;
		this.#stable = clock.set(() => this.#backoff.reset(), STABLE);
		this.#watch = clock.set(() => this.onWatch(), ACKNOWLEDGEMENT_DEADLINE);
		log.info("mqtt", `connected to ${this.#options.broker}` + (sessionPresent ? ", which kept our session" : "") +
			(outbox.waiting ? `; ${outbox.waiting} readings wait` : ""));
		this.pump();
	}
	private onAcknowledged(id: number): void {
		const { clock, log, outbox } = this.#options;
		const window = this.#window;
		const index = window.indexOf(id);
		// what was not sent on this connection can't have been acknowledged on it
		if (index < 0 || window.isAcknowledged(index) || window.sequence(index) > this.#lastSent) {
			this.#unknown++;
			log.debug("mqtt", `the broker acknowledged packet ${id}, which is not in flight: ignored`);
			return;
		}
		this.#progress = clock.ticks;
		// it may have been dropped for want of room meanwhile
		outbox.acknowledge(window.sequence(index));
		window.acknowledge(index);
		this.pump();
	}
	private onWatch(): void {
		const { clock } = this.#options;
		const waited = this.#window.count > 0 ? clock.ticks - this.#progress : 0;
		if (waited >= ACKNOWLEDGEMENT_DEADLINE)
			this.onError({
				failure: "protocol",
				reason: "no acknowledgement",
				message: `the broker has acknowledged nothing for ${describeDuration(waited)}, though the connection is alive`,
				lasting: false,
			});
		else
			this.#watch = clock.set(() => this.onWatch(), ACKNOWLEDGEMENT_DEADLINE - waited);
	}
	private onError(error: LinkError): void {
		this.disconnect(false);
		this.#failures.count(error.reason || error.failure);
		const delay = this.#backoff.next();
		const { clock, log, outbox } = this.#options;
		// some reasons are several sentences
		const next = (error.message.endsWith(".") ? " Next" : "; next") + ` attempt in ${describeDuration(delay)}` + (outbox.waiting ? `, ${outbox.waiting} readings wait` : "");
		if (error.lasting)
			log.error("mqtt", error.message + next);
		else
			log.warning("mqtt", error.message + next);
		this.#retry = clock.set(() => this.connect(), delay);
	}
	private disconnect(orderly: boolean): void {
		const { clock } = this.#options;
		clock.clear(this.#stable);
		clock.clear(this.#watch);
		this.#stable = this.#watch = undefined;
		this.#connected = false;
		this.setHandshake(false);
		const link = this.#link;
		this.#link = undefined;
		link?.close(orderly);
	}
	private setHandshake(active: boolean): void {
		if (this.#handshaking === active)
			return;
		this.#handshaking = active;
		this.#options.onHandshake(active);
	}
}
