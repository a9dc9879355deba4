import { Backoff } from "./backoff";
import type { BrokerLink, LinkError, LinkOptions, OpenLink, SecureSession } from "./broker-link";
import type { Alarm, Clock, Random } from "./clock";
import { describeDuration } from "./duration";
import { ExpiryWatch } from "./expiry-watch";
import { InFlightWindow } from "./in-flight-window";
import type { Log } from "./log";
import type { ReadingQueue } from "./reading-queue";
import { encodeUTF8 } from "./utf8";

/** PUBLISH packets in flight at most. */
const WINDOW = 8;
/** A connection that held this long was a good one: the next failure starts with a short delay again. */
const STABLE = 30_000;
/**
 * MQTT 3.1.1 allows sending a PUBLISH again only on a new connection ([MQTT-4.4.0-1]), so a broker that answers
 * pings but acknowledges nothing for this long gets a new connection.
 */
const ACKNOWLEDGEMENT_DEADLINE = 30_000;

/** Kinds of failures that are counted apart: with more, the message about them might not fit. */
const FAILURE_KINDS = 20;

export interface SessionOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly queue: ReadingQueue;
	readonly open: OpenLink;
	readonly link: LinkOptions;
	/** For people: where the broker is. */
	readonly broker: string;
	/** The topic of a channel of the queue. */
	topic(channel: number): string;
	/** The broker has proved itself at a time that all certificates agree with, in milliseconds since 1970. */
	onTrusted(time: number): void;
	/** A TLS handshake runs, or no longer does. */
	onHandshake(active: boolean): void;
}

/**
 * The session with the broker: connects, says `online`, publishes the queue at QoS 1 and releases each reading by
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
	/** What is still to be said on this connection before readings go out. */
	#announcements: (() => boolean)[] = [];
	/** Failures since start, by what they were about. Their words are a closed list, so it stays small. */
	#failures: Record<string, number> = {};
	/** Position of the next reading to send on this connection. */
	#cursor = 0;
	/** How many of the window were sent on this connection. */
	#sent = 0;
	#retry: Alarm | undefined;
	#stable: Alarm | undefined;
	#watch: Alarm | undefined;
	#progress = 0;
	#acknowledged = 0;
	#duplicates = 0;
	#unknown = 0;

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#backoff = new Backoff(options.random, 1_000, 60_000);
		this.#expiry = new ExpiryWatch(options.clock, options.log);
		options.queue.onDrop = () => this.#onDrop();
	}
	get connected(): boolean {
		return this.#connected;
	}
	/** Readings that the broker acknowledged since start. */
	get acknowledged(): number {
		return this.#acknowledged;
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
		this.#open();
	}
	/** The network is gone, or the gateway ends (`orderly`: the broker is told `offline`). Idempotent. */
	stop(orderly = false): void {
		this.#running = false;
		this.#options.clock.clear(this.#retry);
		this.#retry = undefined;
		if (orderly)
			this.#expiry.close();
		if (orderly && this.#connected)
			this.#say("", "offline");
		this.#disconnect(orderly && this.#connected);
	}
	/** Sends what there is and there is room for. To be called after a reading was queued. */
	pump(): void {
		if (!this.#connected)
			return;
		this.#release();
		while (this.#announcements.length) {
			if (!this.#announcements[0]!())
				return;
			this.#announcements.shift();
		}
		const { queue } = this.#options;
		while (this.#sent < queue.count) {
			const again = this.#sent < this.#window.count;
			if (again ? !this.#sendAgain() : this.#window.full || !this.#sendNext())
				return;
			this.#sent++;
			this.#cursor = queue.after(this.#cursor);
		}
	}
	#sendAgain(): boolean {
		if (this.#window.isAcknowledged(this.#sent))
			return true;
		if (!this.#publish(this.#window.id(this.#sent), true))
			return false;
		this.#duplicates++;
		return true;
	}
	#sendNext(): boolean {
		if (!this.#publish(this.#window.nextId, false))
			return false;
		if (this.#window.count === 0)
			this.#progress = this.#options.clock.ticks;
		this.#window.add();
		return true;
	}
	#publish(id: number, duplicate: boolean): boolean {
		const { queue } = this.#options;
		const topic = this.#options.topic(queue.channel(this.#cursor));
		return this.#link!.publish(id, topic, queue.payload(this.#cursor), duplicate, false);
	}
	/** At QoS 0, retained: if it is lost the connection is lost too, and then the will says what is true. */
	#say(subtopic: string, text: string): boolean {
		return this.#link!.publish(0, this.#options.link.will.topic + subtopic, encodeUTF8(text), false, true);
	}
	#open(): void {
		this.#retry = undefined;
		this.#options.log.info("mqtt", `connecting to ${this.#options.broker} as ${this.#options.link.clientId}`);
		this.#link = this.#options.open(this.#options.link, {
			onSecuring: () => this.#setHandshake(true),
			onSecure: session => this.#onSecure(session),
			onConnected: present => this.#onConnected(present),
			onWritable: () => this.pump(),
			onAcknowledged: id => this.#onAcknowledged(id),
			onError: error => this.#onError(error),
		});
	}
	#onSecure(session: SecureSession): void {
		this.#setHandshake(false);
		const { clock, log } = this.#options;
		const left = clock.time === undefined ? "" : `, ${describeDuration(session.notAfter - clock.time)} left`;
		log.info("tls", `${session.version}, ${session.suite}; the broker's certificate is for ${session.name}${left}, ` +
			`verified by ${session.anchor}`);
		this.#expiry.expiry = session.expiry;
		if (clock.time !== undefined)
			this.#options.onTrusted(clock.time);
	}
	#onConnected(sessionPresent: boolean): void {
		const { clock, log, queue } = this.#options;
		this.#connected = true;
		this.#announcements = [() => this.#say("", "online")];
		if (Object.keys(this.#failures).length)
			this.#announcements.push(() => this.#say("/failures", JSON.stringify(this.#failures)));
		this.#sent = 0;
		this.#cursor = queue.head;
		this.#progress = clock.ticks;
		this.#stable = clock.set(() => this.#backoff.reset(), STABLE);
		this.#watch = clock.set(() => this.#onWatch(), ACKNOWLEDGEMENT_DEADLINE);
		log.info("mqtt", `connected to ${this.#options.broker}` + (sessionPresent ? ", which kept our session" : "") +
			(queue.count ? `; ${queue.count} readings wait, ${this.#window.count} of them are sent again` : ""));
		this.pump();
	}
	#onAcknowledged(id: number): void {
		// what was not sent on this connection can't have been acknowledged on it
		if (this.#window.indexOf(id) >= this.#sent || !this.#window.acknowledge(id)) {
			this.#unknown++;
			this.#options.log.debug("mqtt", `the broker acknowledged packet ${id}, which is not in flight: ignored`);
			return;
		}
		this.#progress = this.#options.clock.ticks;
		this.#acknowledged++;
		this.#release();
		this.pump();
	}
	/** Acknowledged readings leave the queue, from its front. */
	#release(): void {
		while (this.#sent > 0 && this.#window.isAcknowledged(0)) {
			this.#options.queue.shift();
			this.#window.shift();
			this.#sent--;
		}
	}
	/** The queue drops its oldest reading, which may be in flight. @returns whether that is a loss */
	#onDrop(): boolean {
		const { queue } = this.#options;
		const lost = this.#window.count === 0 || !this.#window.isAcknowledged(0);
		if (this.#sent > 0)
			this.#sent--;
		else if (this.#connected)
			this.#cursor = queue.after(queue.head);
		this.#window.shift();
		return lost;
	}
	#onWatch(): void {
		const { clock } = this.#options;
		const waited = this.#window.count > 0 ? clock.ticks - this.#progress : 0;
		if (waited >= ACKNOWLEDGEMENT_DEADLINE)
			this.#onError({
				failure: "protocol",
				reason: "no acknowledgement",
				message: `the broker has acknowledged nothing for ${describeDuration(waited)}, though the connection is alive`,
				lasting: false,
			});
		else
			this.#watch = clock.set(() => this.#onWatch(), ACKNOWLEDGEMENT_DEADLINE - waited);
	}
	#onError(error: LinkError): void {
		this.#disconnect(false);
		this.#count(error.reason || error.failure);
		const delay = this.#backoff.next();
		const { clock, log, queue } = this.#options;
		// some reasons are several sentences
		const next = (error.message.endsWith(".") ? " Next" : "; next") + ` attempt in ${describeDuration(delay)}` + (queue.count ? `, ${queue.count} readings wait` : "");
		if (error.lasting)
			log.error("mqtt", error.message + next);
		else
			log.warning("mqtt", error.message + next);
		this.#retry = clock.set(() => this.#open(), delay);
	}
	#count(about: string): void {
		const known = about in this.#failures || Object.keys(this.#failures).length < FAILURE_KINDS;
		const name = known ? about : "other";
		this.#failures[name] = (this.#failures[name] ?? 0) + 1;
	}
	#disconnect(orderly: boolean): void {
		const { clock } = this.#options;
		clock.clear(this.#stable);
		clock.clear(this.#watch);
		this.#stable = this.#watch = undefined;
		this.#connected = false;
		this.#sent = 0;
		this.#setHandshake(false);
		const link = this.#link;
		this.#link = undefined;
		link?.close(orderly);
	}
	#setHandshake(active: boolean): void {
		if (this.#handshaking === active)
			return;
		this.#handshaking = active;
		this.#options.onHandshake(active);
	}
}
