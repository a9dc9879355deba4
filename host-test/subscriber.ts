import { connect } from "mqtt";
import type { MqttClient } from "mqtt";

export interface SubscriberOptions {
	readonly url: string;
	/** PEM. */
	readonly ca: string | undefined;
	readonly user: string | undefined;
	readonly password: string | undefined;
	readonly filter: string;
	onMessage(topic: string, payload: string): void;
	/** What happens to the connection, for people. */
	onStatus(text: string): void;
}

/** The gateway waits a second or more before it connects anew; whoever is to miss nothing has to be faster. */
const RECONNECT = 200;

/** Someone else at the broker who listens to what the gateway publishes. */
export class Subscriber {
	/** Resolves once it listens for the first time. */
	readonly ready: Promise<void>;
	#client: MqttClient;
	/** Told since it was connected last. */
	#told = new Set<string>();

	constructor(options: SubscriberOptions) {
		const { filter, onMessage, onStatus, password, url, user } = options;
		const client = this.#client = connect(url, {
			...(options.ca !== undefined && { ca: options.ca }),
			...(user !== undefined && { username: user }),
			...(password !== undefined && { password }),
			protocolVersion: 4,
			reconnectPeriod: RECONNECT,
			connectTimeout: 5_000,
			resubscribe: false,
		});
		const tell = (text: string) => {
			if (!this.#told.has(text))
				onStatus(text);
			this.#told.add(text);
		};
		this.ready = new Promise(resolve => {
			client.on("connect", () => client.subscribe(filter, { qos: 1 }, error => {
				this.#told.clear();
				onStatus(error ? `may not subscribe to ${filter}: ${error.message}` : `listens to ${filter}`);
				resolve();
			}));
		});
		client.on("message", (topic, payload) => onMessage(topic, payload.toString()));
		client.on("error", error => tell(`finds no connection (${error.message || (error as NodeJS.ErrnoException).code}), tries again`));
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
