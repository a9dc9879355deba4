import { connect, type MqttClient } from "mqtt";

export interface RecorderOptions {
	/** Of the loopback interface. */
	readonly port: number;
	/** PEM; without it the connection is in clear. */
	readonly ca?: string;
	readonly user?: string;
	readonly password?: string;
	/** Topic filter. */
	readonly filter?: string;
}

/** One PUBLISH, as the recorder got it. */
export interface Received {
	readonly topic: string;
	readonly payload: string;
	readonly retain: boolean;
}

/** A subscriber that takes down what a broker passes on. It reconnects by itself, and quickly. */
export class MessageRecorder {
	/** In the order of arrival. */
	readonly received: Received[] = [];
	#client: MqttClient;
	#filter: string;
	#subscribed = false;
	#changed: (() => void)[] = [];

	constructor({ port, ca, user, password, filter = "#" }: RecorderOptions) {
		this.#filter = filter;
		this.#client = connect(`${ca ? "mqtts" : "mqtt"}://127.0.0.1:${port}`, { ca, username: user, password, reconnectPeriod: 50, resubscribe: false });
		this.#client.on("error", () => {});
		this.#client.on("connect", () => this.#client.subscribe(this.#filter, { qos: 1 }, error => this.#change(() => this.#subscribed = !error)));
		this.#client.on("close", () => this.#change(() => this.#subscribed = false));
		this.#client.on("message", (topic, payload, { retain }) => this.#change(() => this.received.push({ topic, payload: payload.toString(), retain })));
	}
	/** Payloads of `topic`, in the order of arrival. */
	payloads(topic: string): string[] {
		return this.received.filter(message => message.topic === topic).map(message => message.payload);
	}
	/** Resolves when the broker has acknowledged the subscription. */
	ready(patience = 5_000): Promise<void> {
		return this.until(() => this.#subscribed, patience, "the subscription");
	}
	/** Resolves when `condition`, which is asked again after every message, holds. Rejects after `patience` milliseconds. */
	until(condition: () => boolean, patience: number, what = "a message"): Promise<void> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`${what} did not come within ${patience} ms`)), patience);
			const check = (): void => {
				if (condition()) {
					clearTimeout(timer);
					resolve();
				} else
					this.#changed.push(check);
			};
			check();
		});
	}
	async close(): Promise<void> {
		await this.#client.endAsync(true);
	}
	#change(change: () => void): void {
		change();
		for (const check of this.#changed.splice(0))
			check();
	}
}
