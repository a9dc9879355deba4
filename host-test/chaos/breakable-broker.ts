import { randomBytes } from "node:crypto";
import type { Transform } from "node:stream";
import type { Identity } from "../authority";
import { EmbeddedBroker } from "../embedded-broker";
import { Relay } from "../relay";

export const USER = "gateway";
/** Of one run. */
export const PASSWORD = randomBytes(12).toString("base64url");

/** @param connection from 1 up */
export type OnArrival = (topic: string, payload: string, connection: number) => void;

/** A good broker with TLS that is broken from outside. The gateway comes to it through a relay. */
export class BreakableBroker {
	#broker: EmbeddedBroker;
	#relay: Relay;
	#gone = false;

	/** @param through as with `Relay` */
	static async open({ certificate, key }: Identity, onArrival: OnArrival, through?: () => Transform): Promise<BreakableBroker> {
		const broker = new EmbeddedBroker({ certificate, key, user: USER, password: PASSWORD });
		broker.arrivals.push = (...arrivals) => {
			for (const { payload, topic } of arrivals)
				onArrival(topic, payload, broker.connects.length);
			return 0;
		};
		await broker.start();
		const relay = new Relay(broker.port, through);
		await relay.open();
		return new BreakableBroker(broker, relay);
	}
	private constructor(broker: EmbeddedBroker, relay: Relay) {
		this.#broker = broker;
		this.#relay = relay;
	}
	/** Of the relay. */
	get port(): number {
		return this.#relay.port;
	}
	/** Somebody else publishes, at QoS 1; nothing happens while it is gone. */
	publish(topic: string, payload: string): void {
		if (!this.#gone)
			void this.#broker.publish(topic, payload, { qos: 1 }).catch(() => {});
	}
	/** It is gone, and nothing listens. */
	async kill(): Promise<void> {
		this.#gone = true;
		await this.#broker.kill();
		await this.#relay.cut();
	}
	async start(): Promise<void> {
		await this.#broker.start();
		await this.#relay.open();
		this.#gone = false;
	}
	/**
	 * Connections stay and are taken, and nobody reads or answers. It is in this process, which can't be stopped: so
	 * what it would read is withheld, and what it would write.
	 */
	freeze(): void {
		this.#relay.freeze();
	}
	thaw(): void {
		this.#relay.thaw();
	}
	async close(): Promise<void> {
		this.#gone = true;
		await this.#relay.cut();
		await this.#broker.kill();
	}
}
