import { Backoff } from "../text/backoff";
import type { BrokerLink, LinkError, LinkEvents, LinkOptions, OpenLink, SecureSession } from "./broker-link";
import type { Alarm, Clock, Random } from "../text/clock";
import { describeDuration } from "../text/duration";
import { ExpiryWatch } from "./expiry-watch";
import { FailureCounts } from "./failure-counts";
import type { Log } from "../text/log";
import type { Notice } from "./notice";
import { Publisher } from "./publisher";
import { RefusedTopics } from "./refused-topics";
import { ReplyQueue } from "./reply-queue";
import { Subscriber, type Subscriptions } from "./subscriber";
import type { Outbox } from "../reading/outbox";
import { encodeUTF8 } from "../text/utf8";

/** A connection that held this long was a good one: the next failure starts with a short delay again. */
const STABLE = 30_000;
/**
 * MQTT 3.1.1 allows sending a PUBLISH again only on a new connection ([MQTT-4.4.0-1]), so a broker that answers
 * pings but acknowledges nothing for this long gets a new connection.
 */
const ACKNOWLEDGEMENT_DEADLINE = 30_000;

/** Milliseconds until the next attempt at most, while it is looked for what the broker refuses. */
const SEARCH_DELAY = 5_000;
/** After so many short connections in a row, with nothing in flight when they ended, the console guesses why. */
const SUSPICIOUS = 3;
/** After so many short connections in a row that ended at a record that is too long, nothing is subscribed to. */
const TOO_LONG = 2;

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
	/** None unless given. */
	readonly subscriptions?: Subscriptions;
	/** For people: where the broker is. */
	readonly broker: string;
	/** The broker has proved itself at a time that all certificates agree with, in milliseconds since 1970. */
	onTrusted(time: number): void;
	/** A TLS handshake runs, or no longer does. */
	onHandshake(active: boolean): void;
}

/**
 * The session with the broker: connects, says `online` and what else there is to say, and lets the publisher publish;
 * when the connection goes it tries again with backoff.
 */
export class BrokerSession implements LinkEvents {
	#options: SessionOptions;
	#backoff: Backoff;
	#publisher: Publisher;
	#subscriber: Subscriber;
	/** From the first reply on. */
	#replies: ReplyQueue | undefined;
	#expiry: ExpiryWatch;
	#link: BrokerLink | undefined;
	#connected = false;
	#running = false;
	#handshaking = false;
	#refused = new RefusedTopics();
	#failures = new FailureCounts(this.#refused);
	/** What is to be said on each connection. */
	#notices: Notice[] = [PRESENCE, this.#failures];
	/** Those that are still to be said on this one, before readings go out: bit n for the nth. */
	#unsaid = 0;
	/** Connections in a row that ended soon, with nothing in flight. */
	#short = 0;
	/** Connections in a row that ended soon at a TLS record that is too long. */
	#tooLong = 0;
	#retry: Alarm | undefined;
	#stable: Alarm | undefined;
	#watch: Alarm | undefined;

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#backoff = new Backoff(options.random);
		const { clock, link: { will }, log, outbox, subscriptions } = options;
		this.#expiry = new ExpiryWatch(clock, log);
		this.#publisher = new Publisher({ clock, log, outbox, will, refused: this.#refused, onRefused: () => this.onRefused() });
		this.#subscriber = new Subscriber({ clock, log, subscriptions });
	}
	get connected(): boolean {
		return this.#connected;
	}
	/** Readings sent for the first time in this run, since start. */
	get published(): number {
		return this.#publisher.published;
	}
	/** PUBLISH packets sent with DUP since start. */
	get duplicates(): number {
		return this.#publisher.duplicates;
	}
	/** PUBACKs for identifiers that were not in flight, since start. */
	get unknown(): number {
		return this.#publisher.unknown;
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
	/** Keeps room for one answer. @returns false if there is none: too many wait for the broker */
	reserveReply(): boolean {
		const { clock, log } = this.#options;
		this.#replies ??= new ReplyQueue(clock, log, this.#connected ? this.#link : undefined);
		return this.#replies.reserve();
	}
	/** Publishes an answer for which room was reserved, soon or on the next connection: from a timer, with the whole stack. */
	reply(topic: string, text: string): void {
		this.#replies!.add(topic, text);
		this.#options.clock.set(() => this.pump(), 0);
	}
	/** Sends what there is and there is room for. To be called after a reading was taken. */
	pump(): void {
		if (!this.#connected)
			return;
		// a connection that ends while it searches must end at the reading, not at a reply
		if ((!this.#unsaid || this.sayAll()) && this.#subscriber.pump() && (this.#publisher.searching || !this.#replies || this.#replies.pump()))
			this.#publisher.pump();
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
		// it is its own listener: closures would be in RAM
		this.#link = this.#options.open(this.#options.link, this);
	}
	onSecuring(): void {
		this.setHandshake(true);
	}
	onSecure(session: SecureSession): void {
		this.setHandshake(false);
		const { clock, log } = this.#options;
		const left = clock.time === undefined ? "" : `, ${describeDuration(session.notAfter - clock.time)} left`;
		log.info("tls", `${session.version}, ${session.suite}; the broker's certificate is for ${session.name}${left}, ` +
			`verified by ${session.anchor}`);
		this.#expiry.expiry = session.expiry;
		if (clock.time !== undefined)
			this.#options.onTrusted(clock.time);
	}
	onConnected(): void {
		const { clock, log, outbox } = this.#options;
		this.#connected = true;
		this.#unsaid = (1 << this.#notices.length) - 1;
		this.#subscriber.begin(this.#link!);
		this.#replies?.begin(this.#link!);
		this.#publisher.begin(this.#link!);
		this.#stable = clock.set(() => {
			this.#stable = undefined;
			this.#short = 0;
			this.#backoff.reset();
		}, STABLE);
		this.#watch = clock.set(() => this.onWatch(), ACKNOWLEDGEMENT_DEADLINE);
		log.info("mqtt", `connected to ${this.#options.broker}` + (outbox.waiting ? `; ${outbox.waiting} readings wait` : ""));
		this.pump();
	}
	onWritable(): void {
		this.pump();
	}
	onAcknowledged(id: number): void {
		if (this.#replies?.acknowledge(id))
			return this.pump();
		const searching = this.#publisher.searching;
		this.#publisher.acknowledge(id);
		if (searching && !this.#publisher.searching)
			this.pump();
	}
	onSubscribed(_id: number, codes: readonly number[]): void {
		this.#subscriber.settle(codes);
	}
	/** Nothing is unsubscribed from: a session without a subscription is a new one. */
	onUnsubscribed(): void {
	}
	onMessage(topic: string, payload: Uint8Array, retained: boolean): void {
		this.#subscriber.receive(topic, payload, retained);
	}
	onSkipped(length: number): void {
		this.#subscriber.skip(length);
	}
	/** What the broker refuses has changed. It is no reason to wait: now the others can go out. */
	private onRefused(): void {
		this.#backoff.reset();
		this.announce(this.#failures);
	}
	private onWatch(): void {
		const { clock } = this.#options;
		const waited = Math.max(this.#publisher.stalled, this.#replies?.stalled ?? 0);
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
	onError({ failure, lasting, message, reason }: LinkError): void {
		const broken = this.#connected && failure === "connection lost";
		this.#short = broken && this.#stable && this.#publisher.inFlight === 0 ? this.#short + 1 : 0;
		this.#tooLong = this.#connected && this.#stable && reason === "record size" ? this.#tooLong + 1 : 0;
		const paused = this.#tooLong >= TOO_LONG && this.#subscriber.pause();
		this.disconnect(false, broken);
		this.#failures.count(reason || failure);
		const { clock, link, log, outbox } = this.#options;
		const backoff = this.#backoff.next();
		const delay = this.#publisher.searching ? Math.min(SEARCH_DELAY, backoff) : backoff;
		const guess = this.#short < SUSPICIOUS ? "" : `; soon after it was accepted, ${this.#short} times in a row: another client may be using the client id ` +
			`"${link.clientId}" (each needs its own)` + (link.will ? `, or the broker does not allow to publish to ${link.will.topic}, or to retain ("status", "retain")` : "");
		const text = message + (paused ? `, ${this.#tooLong} times in a row: likely a retained message, which comes with each subscription: have it deleted. ` +
			`The gateway subscribes to nothing for ${describeDuration(Subscriber.PAUSE)}` : guess);
		// some reasons are several sentences
		const next = (text.endsWith(".") ? " Next" : "; next") + ` attempt in ${describeDuration(delay)}` + (outbox.waiting ? `, ${outbox.waiting} readings wait` : "");
		if (lasting || paused)
			log.error("mqtt", text + next);
		else
			log.warning("mqtt", text + next);
		this.#retry = clock.set(() => this.connect(), delay);
	}
	/** @param broken as in `Publisher.end` */
	private disconnect(orderly: boolean, broken = false): void {
		const { clock } = this.#options;
		this.#publisher.end(broken);
		this.#replies?.end();
		this.#subscriber.end();
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
