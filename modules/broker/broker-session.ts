import { Backoff } from "../text/backoff";
import { Announcer } from "./announcer";
import type { BrokerLink, LinkError, LinkEvents, LinkOptions, OpenLink, SecureSession } from "./broker-link";
import type { Alarm, Clock, Random } from "../text/clock";
import { describeDuration } from "../text/duration";
import { ExpiryWatch } from "./expiry-watch";
import { FailureCounts } from "./failure-counts";
import type { Log } from "../text/log";
import type { Notice } from "./notice";
import { Publisher } from "./publisher";
import { RefusedTopics } from "./refused-topics";
import { type ReplyParts, ReplyQueue } from "./reply-queue";
import { Subscriber, type Subscriptions } from "./subscriber";
import type { Outbox } from "../reading/outbox";
import { encodeUTF8 } from "../text/utf8";
import type { Expiry } from "../trust/expiry";

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
	/** A connection has begun, or ended; `broken` by the broker or the network, without a reason. */
	onSession?(connected: boolean, broken: boolean): void;
}

/**
 * The session with the broker: connects, says `online` and what else there is to say, and lets the publisher publish;
 * when the connection goes it tries again with backoff.
 */
export class BrokerSession implements LinkEvents {
	private _options: SessionOptions;
	private _backoff: Backoff;
	private _publisher: Publisher;
	private _subscriber: Subscriber;
	/** From the first reply on. */
	private _replies: ReplyQueue | undefined;
	private _expiry: ExpiryWatch;
	private _link: BrokerLink | undefined;
	private _connected = false;
	private _running = false;
	private _handshaking = false;
	private _refused = new RefusedTopics();
	private _failures = new FailureCounts(this._refused);
	private _announcer: Announcer;
	/** States were said on this connection; and none are to be, as the last one ended soon after that: the broker may refuse a topic. */
	private _saidStates = false;
	private _muteStates = false;
	private _rest: Alarm | undefined;
	/** Connections in a row that ended soon, with nothing in flight. */
	private _short = 0;
	/** Connections in a row that ended soon at a TLS record that is too long. */
	private _tooLong = 0;
	private _retry: Alarm | undefined;
	private _stable: Alarm | undefined;
	private _watch: Alarm | undefined;

	constructor(options: SessionOptions) {
		this._options = options;
		this._backoff = new Backoff(options.random);
		const { clock, link: { will }, log, outbox, subscriptions } = options;
		this._announcer = new Announcer(will);
		this._announcer.add(this._failures);
		this._expiry = new ExpiryWatch(clock, log);
		this._publisher = new Publisher({ clock, log, outbox, will, refused: this._refused, onRefused: () => this.onRefused() });
		this._subscriber = new Subscriber({ clock, log, subscriptions });
	}
	get connected(): boolean {
		return this._connected;
	}
	/** Readings sent for the first time in this run, since start. */
	get published(): number {
		return this._publisher.transmission.published;
	}
	/** PUBLISH packets sent with DUP since start. */
	get duplicates(): number {
		return this._publisher.transmission.duplicates;
	}
	/** PUBACKs for identifiers that were not in flight, since start. */
	get unknown(): number {
		return this._publisher.transmission.unknown;
	}
	/** The network is there: connects at once. */
	start(): void {
		if (this._running)
			return;
		this._running = true;
		this._backoff.reset();
		this.connect();
	}
	/** The network is gone, or the gateway ends (`orderly`: the broker is told `offline`). Idempotent. */
	stop(orderly = false): void {
		this._running = false;
		this._options.clock.clear(this._retry);
		this._retry = undefined;
		if (orderly)
			this._expiry.close();
		// without DISCONNECT the broker says it: the will
		this.disconnect(orderly && this._connected && this._announcer.bye(this._link!));
	}
	/** What the trust in the broker rests on, as the last handshake has shown it. */
	get expiry(): Expiry | undefined {
		return this._expiry.expiry;
	}
	/**
	 * Says it now and on each connection to come.
	 * @param index which of its messages; all of them unless given
	 */
	announce(notice: Notice, index?: number): void {
		if (!this._connected)
			return void this._announcer.add(notice);
		this._announcer.mark(notice, index);
		this.pump();
	}
	/** Whether it is connected, and no reading waits to be sent. */
	get quiet(): boolean {
		return this._connected && !this._publisher.searching && !this._options.outbox.peek();
	}
	/** As `BrokerLink.publishPart`. When the last part was sent `pump` is to be called. */
	publishPart(topic: string, length: number, part: Uint8Array, retain: boolean): boolean {
		return this._connected && this._link!.publishPart(topic, length, part, retain);
	}
	/** Publishes once at QoS 0. @returns false if there is no room now */
	say(topic: string, text: string, retain: boolean): boolean {
		return this._connected && this._link!.publish(0, topic, encodeUTF8(text), false, retain);
	}
	/**
	 * Says the states of all values whose newest reading is still to be published, at QoS 0, where late ones are before them.
	 * @returns false if there is no room for all of it now
	 */
	private sayStates(): boolean {
		const { outbox } = this._options, refused = this._refused;
		if (!outbox.hasStates || this._muteStates || this._publisher.searching || !outbox.peek() || !outbox.behind)
			return true;
		for (let place = outbox.peekState(0); place >= 0; place = outbox.peekState(place + 1)) {
			const { bytes, topic } = outbox.reading;
			if (!(refused.size && refused.find(topic)) && !this._link!.publish(0, topic, bytes, false, false))
				return false;
			this._saidStates = true;
			outbox.sayState(place);
		}
		return true;
	}
	/** Keeps room for one answer. @returns false if there is none: too many wait for the broker */
	reserveReply(): boolean {
		const { clock, log } = this._options;
		this._replies ??= new ReplyQueue(clock, log, this._connected ? this._link : undefined);
		return this._replies.reserve();
	}
	/** Publishes an answer for which room was reserved, soon or on the next connection: from a timer, with the whole stack. */
	reply(topic: string, content: string | ReplyParts): void {
		this._replies!.add(topic, content);
		this._options.clock.set(() => this.pump(), 0);
	}
	/** Sends what there is and there is room for. To be called after a reading was taken. */
	pump(): void {
		if (!this._connected)
			return;
		// a connection that ends while it searches must end at the reading, not at a reply
		if (this._announcer.pump(this._link!) && this.sayStates() && this._subscriber.pump() && (this._publisher.searching || !this._replies || this._replies.pump()))
			this._publisher.pump();
	}
	private connect(): void {
		this._retry = undefined;
		this._options.log.info("mqtt", `connecting to ${this._options.broker} as ${this._options.link.clientId}`);
		// it is its own listener: closures would be in RAM
		this._link = this._options.open(this._options.link, this);
	}
	onSecuring(): void {
		this.setHandshake(true);
	}
	onSecure(session: SecureSession): void {
		this.setHandshake(false);
		const { clock, log } = this._options;
		const left = clock.time === undefined ? "" : `, ${describeDuration(session.notAfter - clock.time)} left`;
		log.info("tls", `${session.version}, ${session.suite}; the broker's certificate is for ${session.name}${left}, ` +
			`verified by ${session.anchor}`);
		this._expiry.expiry = session.expiry;
		if (clock.time !== undefined)
			this._options.onTrusted(clock.time);
	}
	onConnected(): void {
		const { clock, log, outbox } = this._options;
		this._connected = true;
		this._announcer.begin(true);
		this._subscriber.begin(this._link!);
		this._replies?.begin(this._link!);
		this._publisher.begin(this._link!);
		this._stable = clock.set(() => {
			this._stable = undefined;
			this._short = 0;
			this._backoff.reset();
		}, STABLE);
		this._watch = clock.set(() => this.onWatch(), ACKNOWLEDGEMENT_DEADLINE);
		log.info("mqtt", `connected to ${this._options.broker}` + (outbox.waiting ? `; ${outbox.waiting} readings wait` : ""));
		this.pump();
		this._rest = clock.set(() => this.sayRest(), 0);
		this._options.onSession?.(true, false);
	}
	onWritable(): void {
		this.pump();
	}
	onAcknowledged(id: number): void {
		if (this._replies?.acknowledge(id))
			return this.pump();
		const searching = this._publisher.searching;
		this._publisher.acknowledge(id);
		if (searching && !this._publisher.searching)
			this.pump();
	}
	onSubscribed(_id: number, codes: readonly number[]): void {
		this._subscriber.settle(codes);
	}
	/** Nothing is unsubscribed from: a session without a subscription is a new one. */
	onUnsubscribed(): void {
	}
	onMessage(topic: string, payload: Uint8Array, retained: boolean): void {
		this._subscriber.receive(topic, payload, retained);
	}
	onSkipped(length: number): void {
		this._subscriber.skip(length);
	}
	/** What else there is to say, from a timer: at the bottom of TLS and MQTT most of the stack is in use. */
	private sayRest(): void {
		this._rest = undefined;
		this._announcer.begin(false);
		this.pump();
	}
	/** What the broker refuses has changed. It is no reason to wait: now the others can go out. */
	private onRefused(): void {
		this._backoff.reset();
		this.announce(this._failures);
	}
	private onWatch(): void {
		const { clock } = this._options;
		const waited = Math.max(this._publisher.transmission.stalled, this._replies?.stalled ?? 0);
		if (waited >= ACKNOWLEDGEMENT_DEADLINE)
			this.onError({
				failure: "protocol",
				reason: "no acknowledgement",
				message: `the broker has acknowledged nothing for ${describeDuration(waited)}, though the connection is alive`,
				lasting: false,
			});
		else
			this._watch = clock.set(() => this.onWatch(), ACKNOWLEDGEMENT_DEADLINE - waited);
	}
	onError({ failure, lasting, message, reason }: LinkError): void {
		const broken = this._connected && failure === "connection lost";
		this._short = broken && this._stable && this._publisher.transmission.count === 0 ? this._short + 1 : 0;
		this._tooLong = this._connected && this._stable && reason === "record size" ? this._tooLong + 1 : 0;
		const paused = this._tooLong >= TOO_LONG && this._subscriber.pause();
		this._muteStates = broken && this._saidStates && this._stable !== undefined;
		this._saidStates = false;
		this.disconnect(false, broken);
		this._failures.count(reason || failure);
		const { clock, link, log, outbox } = this._options;
		const backoff = this._backoff.next();
		const delay = this._publisher.searching ? Math.min(SEARCH_DELAY, backoff) : backoff;
		const guess = this._short < SUSPICIOUS ? "" : `; soon after it was accepted, ${this._short} times in a row: another client may be using the client id ` +
			`"${link.clientId}" (each needs its own)` + (link.will ? `, or the broker does not allow to publish to ${link.will.topic}, or to retain ("status", "retain")` : "");
		const text = message + (paused ? `, ${this._tooLong} times in a row: likely a retained message, which comes with each subscription: have it deleted. ` +
			`The gateway subscribes to nothing for ${describeDuration(Subscriber.PAUSE)}` : guess);
		// some reasons are several sentences
		const next = (text.endsWith(".") ? " Next" : "; next") + ` attempt in ${describeDuration(delay)}` + (outbox.waiting ? `, ${outbox.waiting} readings wait` : "");
		if (lasting || paused)
			log.error("mqtt", text + next);
		else
			log.warning("mqtt", text + next);
		this._retry = clock.set(() => this.connect(), delay);
	}
	/** @param broken as in `Publisher.end` */
	private disconnect(orderly: boolean, broken = false): void {
		const { clock } = this._options;
		this._publisher.end(broken);
		this._replies?.end();
		this._subscriber.end();
		clock.clear(this._stable);
		clock.clear(this._watch);
		clock.clear(this._rest);
		this._stable = this._watch = this._rest = undefined;
		if (this._connected)
			this._options.onSession?.(false, broken);
		this._connected = false;
		this.setHandshake(false);
		const link = this._link;
		this._link = undefined;
		link?.close(orderly);
	}
	private setHandshake(active: boolean): void {
		if (this._handshaking === active)
			return;
		this._handshaking = active;
		this._options.onHandshake(active);
	}
}
