import { once } from "node:events";
import { createServer as createPlainServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer as createSecureServer, TLSSocket } from "node:tls";
import Aedes from "aedes";
import type { AuthenticateError, Client, PublishPacket } from "aedes";
import { writeToStream } from "mqtt-packet";

export interface EmbeddedBrokerOptions {
	/** PEM; without certificate and key the broker speaks in clear. */
	readonly certificate?: string;
	readonly key?: string;
	/** Without user and password everybody is let in. */
	readonly user?: string;
	readonly password?: string;
	/** 0, the default, takes a free port at the first start and keeps it. */
	readonly port?: number;
}

/** One PUBLISH as it arrived at the broker. */
export interface Arrival {
	readonly clientId: string;
	readonly topic: string;
	readonly payload: string;
	readonly qos: number;
	readonly retain: boolean;
	readonly duplicate: boolean;
	/** Packet identifier; undefined at QoS 0. */
	readonly id: number | undefined;
	/** True for a will, which the broker publishes by itself. */
	readonly will: boolean;
}

type Refusal = 1 | 2 | 3 | 4 | 5;

/**
 * An MQTT 3.1.1 broker on 127.0.0.1 for tests and `npm start`. What it keeps (retained messages, sessions) is in
 * memory and outlives `kill()` and `stop()`, as with a broker that has persistence turned on.
 */
export class EmbeddedBroker {
	/** Every PUBLISH that arrived, those sent again too, in order. */
	readonly arrivals: Arrival[] = [];
	/** Client identifiers of the CONNECT packets that arrived, in order. */
	readonly connects: string[] = [];
	/** Return code for the next CONNECT packets; 0 lets them in. */
	refuse: 0 | Refusal = 0;
	/** True: QoS 1 messages are taken and forwarded (at QoS 0), but not acknowledged. */
	withholdAcknowledgements = false;

	#options: EmbeddedBrokerOptions;
	#port: number;
	#aedes: Aedes | undefined;
	#server: Server | undefined;
	#sockets = new Set<Socket>();
	#withheld: { readonly client: Client; readonly id: number }[] = [];
	#silent = false;

	constructor(options: EmbeddedBrokerOptions = {}) {
		this.#options = options;
		this.#port = options.port ?? 0;
	}
	/** Known after the first `start()`. */
	get port(): number {
		return this.#port;
	}
	get url(): string {
		return `${this.#options.key ? "mqtts" : "mqtt"}://localhost:${this.#port}`;
	}
	/** Client identifiers of those connected now. */
	get clients(): string[] {
		return Object.keys((this.#aedes as unknown as { clients?: object } | undefined)?.clients ?? {});
	}
	/** Listens, on the same port as before. */
	async start(): Promise<void> {
		if (this.#server)
			throw new Error("the broker runs already");
		const { certificate, key } = this.#options;
		// the former one is closed for good; what it kept goes on
		const former = this.#aedes as unknown as { persistence: unknown } | undefined;
		const aedes = new Aedes({
			...(former && { persistence: former.persistence }),
			preConnect: (client, packet, done) => done(null, this.#admit(client, packet.clientId)),
			authenticate: (_, user, password, done) => {
				const { user: goodUser, password: goodPassword } = this.#options;
				if ((goodUser === undefined || goodUser === user) && (goodPassword === undefined || goodPassword === password?.toString()))
					done(null, true);
				else
					done(Object.assign(new Error("bad user name or password"), { returnCode: 4 }) as AuthenticateError, false);
			},
			authorizePublish: (client, packet, done) => done(this.#arrived(client, packet)),
		});
		const serve = (socket: Socket) => {
			this.#sockets.add(socket);
			socket.on("close", () => this.#sockets.delete(socket));
			socket.on("error", () => {});
			aedes.handle(socket);
		};
		const server = key ? createSecureServer({ cert: certificate, key, minVersion: "TLSv1.2" }, serve) : createPlainServer(serve);
		// handshakes too are to end with kill()
		server.on("connection", (socket: Socket) => {
			this.#sockets.add(socket);
			socket.on("close", () => this.#sockets.delete(socket));
		});
		server.on("tlsClientError", () => {});
		aedes.on("clientError", () => {});
		aedes.on("connectionError", () => {});
		server.listen(this.#port, "127.0.0.1");
		await once(server, "listening").catch((error: Error) => {
			aedes.close();
			throw error;
		});
		this.#port = (server.address() as AddressInfo).port;
		this.#aedes = aedes;
		this.#server = server;
		this.#silent = false;
	}
	/** Ends every connection in order, publishing no wills, and listens no more. Idempotent. */
	stop(): Promise<void> {
		return this.#end(socket => socket.destroySoon());
	}
	/** As a process that is killed: every connection is reset at once. Idempotent. */
	kill(): Promise<void> {
		return this.#end(socket => socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy());
	}
	/** Breaks every connection, or those of one client; the broker goes on, and publishes wills. */
	dropConnections(clientId?: string): void {
		for (const socket of this.#sockets) {
			const { client } = socket as Socket & { client?: Client };
			if (clientId === undefined || client?.id === clientId)
				socket.destroy();
		}
	}
	/** Sends the acknowledgements that were withheld, where the connection still stands. */
	releaseAcknowledgements(): void {
		this.withholdAcknowledgements = false;
		for (const { client, id } of this.#withheld.splice(0)) {
			if (!client.closed)
				writeToStream({ cmd: "puback", messageId: id }, client.conn);
		}
	}
	/** Publishes as the broker's own client. */
	publish(topic: string, payload: string, options: { qos?: 0 | 1; retain?: boolean } = {}): Promise<void> {
		const packet: PublishPacket = { cmd: "publish", topic, payload: Buffer.from(payload), qos: options.qos ?? 0, retain: options.retain ?? false, dup: false };
		return new Promise((resolve, reject) => this.#aedes!.publish(packet, error => error ? reject(error) : resolve()));
	}
	async #end(end: (socket: Socket) => void): Promise<void> {
		const server = this.#server, aedes = this.#aedes;
		if (!server || !aedes)
			return;
		this.#server = undefined;
		this.#silent = true;
		const closed = once(server, "close");
		server.close();
		for (const socket of this.#sockets)
			end(socket);
		// a peer that does not read holds nobody up
		const limit = setTimeout(() => this.#sockets.forEach(socket => socket.destroy()), 200);
		await closed;
		clearTimeout(limit);
		await new Promise<void>(resolve => aedes.close(resolve));
	}
	#admit(client: Client, clientId: string): boolean {
		this.connects.push(clientId);
		if (this.refuse) {
			writeToStream({ cmd: "connack", returnCode: this.refuse, sessionPresent: false }, client.conn);
			client.conn.end();
		}
		return !this.refuse;
	}
	/** Notes a PUBLISH or a will; the answer refuses it. */
	#arrived(client: Client | null, packet: PublishPacket): Error | null {
		const will = packet.cmd !== "publish";
		// one that was killed publishes no wills
		if (this.#silent)
			return new Error("the broker is stopped");
		const { topic, payload, qos, retain, dup, messageId } = packet;
		this.arrivals.push({
			clientId: client?.id ?? "", topic, payload: payload.toString(), qos, retain, duplicate: dup ?? false, id: qos ? messageId : undefined, will,
		});
		if (this.withholdAcknowledgements && client && qos === 1 && !will) {
			this.#withheld.push({ client, id: messageId! });
			// Aedes acknowledges what has QoS 1, before it forwards it
			packet.qos = 0;
		}
		return null;
	}
}
