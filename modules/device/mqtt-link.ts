import MQTTClient from "embedded:network/mqtt/client";
import type { BrokerLink, LinkError, LinkEvents, LinkFailure, LinkOptions, SecureSession } from "../broker/broker-link";
import type { Alarm, Clock } from "../text/clock";
import type { BrokerAddress } from "../configuration/broker-url";
import { utf8Length } from "../text/utf8";
import { describeRefusal, isLasting } from "./connack";
import { Resolver, type ResolverOwner } from "./resolver";
import { Transport, type TransportFailure, type TransportOwner } from "./transport";

interface Deadline {
	readonly after: number;
	readonly failure: LinkFailure;
	readonly what: string;
}

/** Milliseconds that each phase may take, and what the broker did not do by then. Resolving has the resolver's own deadline. */
const DEADLINES = Object.freeze({
	connecting: Object.freeze({ after: 15_000, failure: "not reachable", what: "accept a TCP connection" }),
	securing: Object.freeze({ after: 15_000, failure: "TLS", what: "finish the TLS handshake" }),
	greeting: Object.freeze({ after: 10_000, failure: "no CONNACK", what: "answer CONNECT" }),
} satisfies Record<string, Deadline>);

/**
 * Acknowledgements that there was no room for, at most: AWS sends 100 messages without waiting for one, more than others
 * do, and MQTT 3.1.1 sets no limit.
 */
const OWED = 100;
/** Messages that are known again when they are repeated: brokers have some 20 in flight. */
const SEEN = 32;

type Phase = "resolving" | "connecting" | "securing" | "greeting" | "connected" | "closed";

/** What every link of one gateway has in common. */
export interface MQTTLinkOptions {
	readonly clock: Clock;
	readonly broker: BrokerAddress;
	readonly user: string | undefined;
	readonly pass: string | undefined;
	/** Options of the TLS socket; undefined for `mqtt:`. */
	readonly secure: object | undefined;
}

/** The MQTT client, which calls back with itself as `this`. */
interface LinkClient {
	readonly target: MQTTLink;
}

/** One attempt at a connection with the SDK's MQTT client; see there for why so much is caught here. */
export class MQTTLink implements BrokerLink, ResolverOwner, TransportOwner {
	private _options: MQTTLinkOptions;
	private _events: LinkEvents | undefined;
	private _client: MQTTClient | undefined;
	private _resolver: Resolver | undefined;
	private _transport: Transport | undefined;
	private _phase: Phase = "resolving";
	private _deadline: Alarm | undefined;
	private _cause: TransportFailure | undefined;
	private _writable = 0;
	/** Bytes of a PUBLISH in parts that are still to come. */
	private _partial = 0;
	/** The topic that was published to last, and its length in bytes. */
	private _topic = "";
	private _topicLength = 0;
	/** Acknowledgements that are to be sent once there is room: operation and packet identifier in one number. */
	private _owed: number[] | undefined;
	/** Packet identifiers of the last messages that came, the last first. */
	private _seen: Uint16Array | undefined;

	constructor(options: MQTTLinkOptions, link: LinkOptions, events: LinkEvents) {
		this._options = options;
		this._events = events;
		const { broker, clock, pass, secure, user } = options;
		try {
			const { will } = link;
			this._client = new MQTTClient({
				host: broker.host,
				port: broker.port,
				id: link.clientId,
				// what is asked while the gateway is away is not to be done when it comes back, and of readings the broker keeps nothing
				clean: true,
				keepAlive: link.keepAlive,
				user,
				password: pass,
				will: will && { topic: will.topic, message: will.message, retain: will.retain, QoS: 1 },
				target: this,
				onControl: MQTTLink._onControl as never,
				onWritable: MQTTLink._onWritable as never,
				onError: MQTTLink._onError as never,
				dns: { io: Resolver, clock, owner: this },
				socket: { io: Transport, clock, secure, owner: this },
			} as ConstructorParameters<typeof MQTTClient>[0] & { target: MQTTLink });
		}
		catch (error) {
			clock.set(() => this.fail("exception", `the MQTT client could not be made ("${error}")`), 0);
		}
	}
	publish(id: number, topic: string, payload: Uint8Array, duplicate: boolean, retain: boolean): boolean {
		if (this._phase !== "connected" || this._partial)
			return false;
		if (topic !== this._topic) {
			this._topic = topic;
			this._topicLength = utf8Length(topic);
		}
		const body = 2 + this._topicLength + (id ? 2 : 0) + payload.length;
		if (1 + (body < 128 ? 1 : 2) + body > this._writable)
			return false;
		try {
			this._writable = this._client!.write(payload, { id, topic, QoS: id ? 1 : 0, duplicate, retain });
			return true;
		}
		catch (error) {
			this._options.clock.set(() => this.fail("exception", `the MQTT client refused to publish ("${error}")`), 0);
			return false;
		}
	}
	publishPart(topic: string, length: number, part: Uint8Array, retain: boolean): boolean {
		const head = this._partial ? 0 : 1 + 4 + 2 + utf8Length(topic);
		if (this._phase !== "connected" || head + part.length > this._writable)
			return false;
		try {
			this._writable = this._client!.write(part, this._partial ? undefined as never : { topic, QoS: 0, retain, byteLength: length } as never);
			this._partial = (this._partial || length) - part.length;
			return true;
		}
		catch (error) {
			this._options.clock.set(() => this.fail("exception", `the MQTT client refused to publish a part ("${error}")`), 0);
			return false;
		}
	}
	subscribe(id: number, filters: readonly string[]): boolean {
		return this.ask(MQTTClient.SUBSCRIBE, id, filters);
	}
	unsubscribe(id: number, filters: readonly string[]): boolean {
		return this.ask(MQTTClient.UNSUBSCRIBE, id, filters);
	}
	private ask(operation: number, id: number, filters: readonly string[]): boolean {
		if (this._phase !== "connected" || this._partial)
			return false;
		const length = filters.reduce((sum, filter) => sum + 3 + utf8Length(filter), 2 + 3);
		return length <= this._writable && this.write({ operation, id, items: filters.map(topic => ({ topic, QoS: 1 })) });
	}
	/** Sends another packet than PUBLISH, for which there is room. */
	private write(options: object): boolean {
		try {
			this._writable = this._client!.write(null as never, options as never);
			return true;
		}
		catch (error) {
			this._options.clock.set(() => this.fail("exception", `the MQTT client refused to send ("${error}")`), 0);
			return false;
		}
	}
	close(orderly = false): void {
		const connected = this._phase === "connected";
		this._phase = "closed";
		this._events = undefined;
		this._options.clock.clear(this._deadline);
		this._resolver?.close();
		const client = this._client;
		this._client = undefined;
		try {
			if (orderly && connected && !this._partial)
				client?.write(null as never, { operation: MQTTClient.DISCONNECT } as never);
			client?.close();
		}
		catch {
			// it has closed itself
		}
		this._transport?.close();
	}
	private enter(phase: keyof typeof DEADLINES): void {
		this._phase = phase;
		this._options.clock.clear(this._deadline);
		this._deadline = this._options.clock.set(() => this.onDeadline(), DEADLINES[phase].after);
	}
	private onDeadline(): void {
		const { after, failure, what } = DEADLINES[this._phase as keyof typeof DEADLINES];
		this.fail(failure, `${this.where} did not ${what} within ${after / 1_000} s`);
	}
	onResolver(resolver: Resolver): void {
		this._resolver = resolver;
	}
	onResolved(failure: string | undefined): void {
		this._resolver = undefined;
		if (failure)
			this._cause = { failure: "name not resolved", message: failure, lasting: false };
		else
			this.enter("connecting");
	}
	onTransport(transport: Transport): void {
		this._transport = transport;
	}
	onSecuring(): void {
		this.enter("securing");
		this._events?.onSecuring();
	}
	onSecure(session: SecureSession): void {
		this._events?.onSecure(session);
	}
	onOpen(): void {
		this.enter("greeting");
	}
	onGreeting(returnCode: number): void {
		if (returnCode)
			this._cause = {
				failure: "connection refused",
				reason: `CONNACK ${returnCode <= 5 ? returnCode : "unknown"}`,
				message: `${this.where} refused the connection: ${describeRefusal(returnCode)}`,
				lasting: isLasting(returnCode),
			};
	}
	onFailure(failure: TransportFailure): void {
		this._cause ??= failure;
	}
	/**
	 * One that the broker sends again though it came on this connection is acknowledged again, and no more: a broker that
	 * never heeds acknowledgements would have a request done for ever.
	 */
	onMessage(topic: string, payload: Uint8Array, retained: boolean, QoS: number, id: number, repeated: boolean): void {
		if (!(repeated && QoS && this._seen?.includes(id)))
			this._events?.onMessage(topic, payload, retained);
		if (QoS) {
			this._seen ??= new Uint16Array(SEEN);
			this._seen.copyWithin(1, 0);
			this._seen[0] = id;
		}
		this.acknowledge(QoS, id);
	}
	onSkipped(length: number, QoS: number, id: number): void {
		this._events?.onSkipped(length);
		this.acknowledge(QoS, id);
	}
	onAcknowledged(id: number): void {
		if (this._phase === "connected")
			this._events?.onAcknowledged(id);
	}
	onReleased(id: number): void {
		this.owe(MQTTClient.PUBCOMP, id);
	}
	onMalformed(what: string): void {
		const message = this._phase === "connected" ? `sent ${what}` : `answered CONNECT with something that is not MQTT 3.1.1 (${what})`;
		this._options.clock.set(() => this.fail("protocol", `${this.where} ${message}`), 0);
	}
	/** PUBACK, or PUBREC for what somebody subscribed to at QoS 2 under our name. */
	private acknowledge(QoS: number, id: number): void {
		if (QoS)
			this.owe(QoS === 1 ? MQTTClient.PUBACK : MQTTClient.PUBREC, id);
	}
	private owe(operation: number, id: number): void {
		if (this._phase !== "connected")
			return;
		const owed = this._owed ??= [];
		if (owed.length === OWED)
			return this.onMalformed(`more than ${OWED} messages without waiting for their acknowledgement`);
		owed.push(operation << 16 | id);
		this.payOwed();
	}
	private payOwed(): void {
		const owed = this._owed;
		while (owed?.length && !this._partial && this._writable >= 4 && this.write({ operation: owed[0]! >> 16, id: owed[0]! & 0xffff }))
			owed.shift();
		if (!owed?.length)
			this._owed = undefined;
	}
	/* The MQTT client's callbacks: its own functions for all links, in flash, where closures would be in RAM for each. */
	private static _onControl(this: LinkClient, { operation, id, payload }: { operation: number; id: number; payload?: number[] }): void {
		const link = this.target;
		if (operation === MQTTClient.CONNACK && link._phase !== "connected") {
			link._phase = "connected";
			link._options.clock.clear(link._deadline);
			link._deadline = undefined;
			link._events?.onConnected();
		}
		else if (operation === MQTTClient.SUBACK)
			link._events?.onSubscribed(id, payload ?? []);
		else if (operation === MQTTClient.UNSUBACK)
			link._events?.onUnsubscribed(id);
	}
	private static _onWritable(this: LinkClient, count: number): void {
		const link = this.target;
		link._writable = count;
		if (link._phase !== "connected")
			return;
		link.payOwed();
		link._events?.onWritable();
	}
	/** The MQTT client has failed and closes itself when this returns; the cause came before, if anyone knew it. */
	private static _onError(this: LinkClient): void {
		const link = this.target, cause = link._cause;
		if (cause?.message)
			link.fail(cause.failure, cause.message, cause.lasting, cause.reason);
		else
			link.fail(...link.guess(cause !== undefined));
	}
	/** What must have happened, from where we stood: `ended` if it was the connection that ended. */
	private guess(ended: boolean): [LinkFailure, string] {
		switch (this._phase) {
			case "resolving":
			case "connecting":
				return ["not reachable", `${this.where} is not reachable: nothing listens there, or the network does not lead there`];
			case "securing":
				return ["TLS", `${this.where} ended the connection in the TLS handshake`];
			case "greeting":
				return ended ?
					["no CONNACK", `${this.where} ended the connection without answering CONNECT: so do brokers that do not take the client id, the user, ` +
						"or a client certificate that is not registered there, or do not allow the will (\"status\": false goes without); and ports that are no MQTT broker's"] :
					["protocol", `${this.where} answered CONNECT with something that is not MQTT 3.1.1`];
			default:
				return ended ?
					["connection lost", `${this.where} ended the connection, or it broke`] :
					["keep-alive", `${this.where} has not answered pings for one and a half keep-alive intervals, or sent what is not MQTT`];
		}
	}
	private get where(): string {
		const { host, port } = this._options.broker;
		return `${host}:${port}`;
	}
	private fail(failure: LinkFailure, message: string, lasting = false, reason = ""): void {
		const events = this._events;
		if (!events)
			return;
		this.close();
		const error: LinkError = { failure, reason, message, lasting };
		events.onError(error);
	}
}
