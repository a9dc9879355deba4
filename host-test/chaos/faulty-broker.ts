import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { parser, writeToStream, type IPublishPacket, type Packet } from "mqtt-packet";
import type { Identity } from "../authority";
import { type Conduct, GOOD, type Moment } from "./conducts";

/** What a faulty broker is told to note. */
export interface Witness {
	/** A PUBLISH at QoS 1 came, on the `connection`th CONNECT. */
	onPublish(packet: IPublishPacket, connection: number): void;
	/** It was acknowledged for the first time on its connection. */
	onAcknowledged(packet: IPublishPacket): void;
}

/** A broker with TLS on 127.0.0.1 that forwards nothing but what it is told to, lets everybody in, and misbehaves as it is told. */
export class FaultyBroker {
	/** How the next connections are treated, one after the other; when there are no more, the last is for all that follow. */
	conducts: readonly Conduct[];
	/** CONNECT packets that came. */
	connects = 0;
	/** Connections that were ended for their conduct's sake. */
	ended = 0;
	#identity: Pick<Identity, "certificate" | "key">;
	#witness: Witness;
	#server: Server | undefined;
	#sessions = new Set<Session>();
	#sockets = new Set<Socket>();
	#port = 0;

	constructor(identity: Pick<Identity, "certificate" | "key">, conducts: readonly Conduct[], witness: Witness) {
		this.#identity = identity;
		this.conducts = conducts;
		this.#witness = witness;
	}
	/** Known after `start`. */
	get port(): number {
		return this.#port;
	}
	async start(): Promise<void> {
		const { certificate: cert, key } = this.#identity;
		const server = this.#server = createServer({ cert, key, minVersion: "TLSv1.2" }, socket => this.#serve(socket));
		server.on("connection", socket => {
			this.#sockets.add(socket.on("error", () => {}).once("close", () => this.#sockets.delete(socket)));
			const { endsAt } = this.#next;
			if (endsAt?.moment === "handshake") {
				this.#advance();
				this.ended++;
				socket.destroy();
			}
		});
		server.on("tlsClientError", () => {});
		server.listen(this.#port, "127.0.0.1");
		await once(server, "listening");
		this.#port = (server.address() as AddressInfo).port;
	}
	/** Connections that there are behave well from now on, and what they have not acknowledged they do. */
	reform(): void {
		for (const session of this.#sessions)
			session.reform();
	}
	/** Sends it, at QoS 1, to those that have subscribed to anything. */
	publish(topic: string, payload: string): void {
		for (const session of this.#sessions)
			session.publish(topic, payload);
	}
	/** Ends every connection; new ones are taken. */
	drop(): void {
		for (const socket of this.#sockets)
			socket.destroy();
	}
	async close(): Promise<void> {
		const closed = this.#server && once(this.#server, "close");
		this.#server?.close();
		this.drop();
		await closed;
	}
	get #next(): Conduct {
		return this.conducts[0] ?? GOOD;
	}
	#advance(): void {
		if (this.conducts.length > 1)
			this.conducts = this.conducts.slice(1);
	}
	#serve(socket: TLSSocket): void {
		const conduct = this.#next;
		this.#advance();
		const session = new Session(socket, conduct, {
			onConnect: () => ++this.connects,
			onEnd: () => this.ended++,
			onPublish: (packet, connection) => this.#witness.onPublish(packet, connection),
			onAcknowledged: packet => this.#witness.onAcknowledged(packet),
		});
		this.#sessions.add(session);
		socket.once("close", () => this.#sessions.delete(session));
	}
}

interface SessionEvents extends Witness {
	/** @returns the number of the connection */
	onConnect(): number;
	onEnd(): void;
}

/** One connection with a client. */
class Session {
	#socket: TLSSocket;
	#conduct: Conduct;
	#events: SessionEvents;
	#connection = 0;
	#ended = false;
	#counts: Partial<Record<Moment, number>> = {};
	#waiting = new Map<number, IPublishPacket>();
	#subscribed = false;
	#lastId = 0;

	constructor(socket: TLSSocket, conduct: Conduct, events: SessionEvents) {
		this.#socket = socket;
		this.#conduct = conduct;
		this.#events = events;
		const packets = parser({ protocolVersion: 4 });
		packets.on("packet", packet => this.#received(packet));
		packets.on("error", () => socket.destroy());
		socket.on("error", () => {}).on("data", bytes => {
			if (!this.#ended)
				packets.parse(bytes);
		});
	}
	reform(): void {
		this.#conduct = GOOD;
		this.#acknowledge([...this.#waiting.keys()]);
	}
	publish(topic: string, payload: string): void {
		if (!this.#subscribed || this.#ended)
			return;
		this.#lastId = this.#lastId % 65_535 + 1;
		this.#send({ cmd: "publish", topic, payload, qos: 1, messageId: this.#lastId, dup: false, retain: false });
	}
	#received(packet: Packet): void {
		// what came in one piece with the packet that ended it
		if (this.#ended)
			return;
		switch (packet.cmd) {
			case "connect":
				this.#connection = this.#events.onConnect();
				if (!this.#reached("connect"))
					this.#send({ cmd: "connack", returnCode: 0, sessionPresent: false }, "connack");
				break;
			case "publish":
				if (this.#conduct.endsAtPublish?.(packet.topic))
					this.#end();
				else if (packet.qos === 1)
					this.#published(packet);
				break;
			case "subscribe":
				this.#subscribed = true;
				this.#send({ cmd: "suback", messageId: packet.messageId!, granted: packet.subscriptions.map(() => 1) });
				break;
			case "pingreq":
				if (!this.#reached("pingreq"))
					this.#send({ cmd: "pingresp" });
				break;
			case "disconnect":
				this.#socket.end();
		}
	}
	#published(packet: IPublishPacket): void {
		const id = packet.messageId!;
		this.#waiting.set(id, packet);
		this.#events.onPublish(packet, this.#connection);
		if (this.#reached("publish"))
			return;
		this.#acknowledge(this.#conduct.acknowledge?.(id, [...this.#waiting.keys()]) ?? [id]);
	}
	#acknowledge(ids: readonly number[]): void {
		for (const id of ids) {
			const packet = this.#waiting.get(id);
			this.#waiting.delete(id);
			if (packet)
				this.#events.onAcknowledged(packet);
			this.#send({ cmd: "puback", messageId: id }, "puback");
			if (this.#ended)
				return;
		}
	}
	#send(packet: Packet, moment?: Moment): void {
		writeToStream(packet, this.#socket, { protocolVersion: 4 });
		if (moment)
			this.#reached(moment);
	}
	/** Counts, and ends the connection where the conduct says so. @returns whether it did */
	#reached(moment: Moment): boolean {
		const count = this.#counts[moment] = (this.#counts[moment] ?? 0) + 1;
		const { endsAt } = this.#conduct;
		if (endsAt?.moment !== moment || endsAt.count !== count)
			return false;
		this.#end();
		return true;
	}
	#end(): void {
		this.#ended = true;
		this.#events.onEnd();
		// what was sent before is to arrive; an answer that is withheld was never written
		this.#socket.destroySoon();
	}
}
