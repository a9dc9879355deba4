import MQTTClient from "embedded:network/mqtt/client";
import type { BrokerLink, LinkError, LinkEvents, LinkFailure, LinkOptions, SecureSession } from "../gateway/broker-link";
import type { Alarm, Clock } from "../gateway/clock";
import type { BrokerAddress } from "../gateway/configuration";
import { utf8Length } from "../gateway/utf8";
import { describeRefusal, isLasting } from "./connack";
import { Resolver } from "./resolver";
import { Transport, type TransportFailure } from "./transport";

/** Milliseconds that each phase may take. Resolving has the resolver's own deadline. */
const DEADLINES = Object.freeze({ connecting: 15_000, securing: 15_000, greeting: 10_000 });

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

/** One attempt at a connection with the SDK's MQTT client; see there for why so much is caught here. */
export class MQTTLink implements BrokerLink {
	#options: MQTTLinkOptions;
	#events: LinkEvents | undefined;
	#client: MQTTClient | undefined;
	#resolver: Resolver | undefined;
	#transport: Transport | undefined;
	#phase: Phase = "resolving";
	#deadline: Alarm | undefined;
	#cause: TransportFailure | undefined;
	#sessionPresent = false;
	#writable = 0;
	/** The topic that was published to last, and its length in bytes. */
	#topic = "";
	#topicLength = 0;

	constructor(options: MQTTLinkOptions, link: LinkOptions, events: LinkEvents) {
		this.#options = options;
		this.#events = events;
		const { broker, clock, pass, secure, user } = options;
		try {
			const { will } = link;
			this.#client = new MQTTClient({
				host: broker.host,
				port: broker.port,
				id: link.clientId,
				// the broker keeps nothing for us but what makes a repeated packet identifier a duplicate
				clean: false,
				keepAlive: link.keepAlive,
				user,
				password: pass,
				will: { topic: will.topic, message: will.message, retain: will.retain, QoS: 1 },
				onControl: ((message: { operation: number; id: number }) => this.#onControl(message)) as never,
				onReadable: count => this.#discard(count),
				onWritable: count => this.#onWritable(count),
				onError: () => this.#onError(),
				dns: {
					io: Resolver,
					clock,
					created: (resolver: Resolver) => this.#resolver = resolver,
					onOutcome: (failure: string | undefined) => this.#onResolved(failure),
				},
				socket: {
					io: Transport,
					clock,
					secure,
					created: (transport: Transport) => this.#transport = transport,
					onOpen: () => this.#onOpen(),
					onSecuring: () => this.#onSecuring(),
					onSecure: (session: SecureSession) => this.#events?.onSecure(session),
					onGreeting: (returnCode: number, sessionPresent: boolean) => this.#onGreeting(returnCode, sessionPresent),
					onFailure: (failure: TransportFailure) => this.#cause ??= failure,
				},
			});
		}
		catch (error) {
			clock.set(() => this.#fail("exception", `the MQTT client could not be made ("${error}")`), 0);
		}
	}
	publish(id: number, topic: string, payload: Uint8Array, duplicate: boolean, retain: boolean): boolean {
		if (this.#phase !== "connected")
			return false;
		if (topic !== this.#topic) {
			this.#topic = topic;
			this.#topicLength = utf8Length(topic);
		}
		const body = 2 + this.#topicLength + (id ? 2 : 0) + payload.length;
		if (1 + (body < 128 ? 1 : 2) + body > this.#writable)
			return false;
		try {
			this.#writable = this.#client!.write(payload, { id, topic, QoS: id ? 1 : 0, duplicate, retain });
			return true;
		}
		catch (error) {
			this.#options.clock.set(() => this.#fail("exception", `the MQTT client refused to publish ("${error}")`), 0);
			return false;
		}
	}
	close(orderly = false): void {
		const connected = this.#phase === "connected";
		this.#phase = "closed";
		this.#events = undefined;
		this.#options.clock.clear(this.#deadline);
		this.#resolver?.close();
		const client = this.#client;
		this.#client = undefined;
		try {
			if (orderly && connected)
				client?.write(null as never, { operation: MQTTClient.DISCONNECT } as never);
			client?.close();
		}
		catch {
			// it has closed itself
		}
		this.#transport?.close();
	}
	#enter(phase: "connecting" | "securing" | "greeting", failure: LinkFailure, message: string): void {
		this.#phase = phase;
		this.#options.clock.clear(this.#deadline);
		this.#deadline = this.#options.clock.set(
			() => this.#fail(failure, `${message} within ${DEADLINES[phase] / 1_000} s`), DEADLINES[phase]);
	}
	#onResolved(failure: string | undefined): void {
		if (failure)
			this.#cause = { failure: "name not resolved", message: failure, lasting: false };
		else
			this.#enter("connecting", "not reachable", `${this.#where} did not accept a TCP connection`);
	}
	#onSecuring(): void {
		this.#enter("securing", "TLS", `${this.#where} did not finish the TLS handshake`);
		this.#events?.onSecuring();
	}
	#onOpen(): void {
		this.#enter("greeting", "no CONNACK", `${this.#where} did not answer CONNECT`);
	}
	#onGreeting(returnCode: number, sessionPresent: boolean): void {
		this.#sessionPresent = sessionPresent;
		if (returnCode)
			this.#cause = {
				failure: "connection refused",
				reason: `CONNACK ${returnCode <= 5 ? returnCode : "unknown"}`,
				message: `${this.#where} refused the connection: ${describeRefusal(returnCode)}`,
				lasting: isLasting(returnCode),
			};
	}
	#onControl({ operation, id }: { operation: number; id: number }): void {
		if (operation === MQTTClient.CONNACK && this.#phase !== "connected") {
			this.#phase = "connected";
			this.#options.clock.clear(this.#deadline);
			this.#deadline = undefined;
			this.#events?.onConnected(this.#sessionPresent);
		}
		else if (operation === MQTTClient.PUBACK)
			this.#events?.onAcknowledged(id);
	}
	#onWritable(count: number): void {
		this.#writable = count;
		if (this.#phase === "connected")
			this.#events?.onWritable();
	}
	/** We subscribe to nothing; but a message left unread would stop the client's parser for ever. */
	#discard(count: number): void {
		this.#client?.read(count);
	}
	/** The MQTT client has failed and closes itself when this returns; the cause came before, if anyone knew it. */
	#onError(): void {
		const cause = this.#cause;
		if (cause?.message)
			this.#fail(cause.failure, cause.message, cause.lasting, cause.reason);
		else
			this.#fail(...this.#guess(cause !== undefined));
	}
	/** What must have happened, from where we stood: `ended` if it was the connection that ended. */
	#guess(ended: boolean): [LinkFailure, string] {
		switch (this.#phase) {
			case "resolving":
			case "connecting":
				return ["not reachable", `${this.#where} is not reachable: nothing listens there, or the network does not lead there`];
			case "securing":
				return ["TLS", `${this.#where} ended the connection in the TLS handshake`];
			case "greeting":
				return ended ?
					["no CONNACK", `${this.#where} ended the connection without answering CONNECT`] :
					["protocol", `${this.#where} answered CONNECT with something that is not MQTT 3.1.1`];
			default:
				return ended ?
					["connection lost", `${this.#where} ended the connection, or it broke`] :
					["keep-alive", `${this.#where} has not answered pings for one and a half keep-alive intervals, or sent what is not MQTT`];
		}
	}
	get #where(): string {
		const { host, port } = this.#options.broker;
		return `${host}:${port}`;
	}
	#fail(failure: LinkFailure, message: string, lasting = false, reason = ""): void {
		const events = this.#events;
		if (!events)
			return;
		this.close();
		const error: LinkError = { failure, reason, message, lasting };
		events.onError(error);
	}
}
