import { connect as connectSocket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { MqttClient } from "mqtt";
import { gatewayParameters } from "./moddable/gateway-parameters";
import { GuardedStream } from "./moddable/guarded-stream";
import type { TLSOptions } from "./moddable/tls";

export interface SubscriberOptions {
	readonly host: string;
	readonly port: number;
	/** As the gateway's own; undefined for a broker in clear. */
	readonly secure: TLSOptions["secure"] | undefined;
	readonly user: string | undefined;
	readonly password: string | undefined;
	readonly filter: string;
	onMessage(topic: string, payload: string): void;
	/** What happens to the connection, for people. */
	onStatus(text: string): void;
}

/** The gateway waits a second or more before it connects anew; whoever is to miss nothing has to be faster. */
const RECONNECT = 200;

/**
 * Someone else at the broker who listens to what the gateway publishes. User and password are the gateway's, so it is
 * as careful with them: a broker gets them after the gateway's own verdict on its certificate, or not at all.
 */
export class Subscriber {
	/** Resolves once it listens for the first time. */
	readonly ready: Promise<void>;
	#client: MqttClient;
	/** Told since it was connected last. */
	#told = new Set<string>();

	constructor(options: SubscriberOptions) {
		const { filter, host, onMessage, onStatus, password, port, secure, user } = options;
		const tell = (text: string) => {
			if (!this.#told.has(text))
				onStatus(text);
			this.#told.add(text);
		};
		const refuse = (reason: string) => tell(`finds no connection (${reason}), tries again`);
		const open = () => {
			const socket = connectSocket({ host, port, noDelay: true });
			// the client tells of some errors only
			socket.on("error", (error: NodeJS.ErrnoException) => refuse(error.message || error.code || ""));
			if (!secure)
				return socket;
			const guard = new GuardedStream({ ...secure, socket, host, onRefused: ({ message }) => refuse(message) });
			return connectSecurely({ ...gatewayParameters(host, secure.identity), socket: guard });
		};
		const client = this.#client = new MqttClient(open, {
			...(user !== undefined && { username: user }),
			...(password !== undefined && { password }),
			protocolVersion: 4,
			reconnectPeriod: RECONNECT,
			connectTimeout: 5_000,
			resubscribe: false,
		});
		this.ready = new Promise(resolve => {
			client.on("connect", () => client.subscribe(filter, { qos: 1 }, error => {
				this.#told.clear();
				onStatus(error ? `may not subscribe to ${filter}: ${error.message}` : `listens to ${filter}`);
				resolve();
			}));
		});
		client.on("message", (topic, payload) => onMessage(topic, payload.toString()));
		client.on("error", error => refuse(error.message || (error as NodeJS.ErrnoException).code || ""));
		client.on("close", () => {
			if (!this.#told.size)
				tell("lost the connection, tries again");
		});
	}
	/** Ends at once where the broker does not answer. */
	async close(): Promise<void> {
		this.#client.removeAllListeners("close");
		await new Promise<void>(resolve => {
			const limit = setTimeout(() => this.#client.end(true, () => resolve()), 300);
			this.#client.end(false, () => {
				clearTimeout(limit);
				resolve();
			});
		});
	}
}
