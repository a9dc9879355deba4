import type { BrokerLink, LinkEvents } from "../../modules/broker/broker-link";

/** Of the gateway's window. */
const MOST = 64;

/** Takes every packet, makes nothing of it, and acknowledges it when told. No garbage. */
export class NullLink implements BrokerLink {
	/** PUBLISH packets with QoS 1 since the connection. */
	published = 0;
	/** Gets each of them while it is set. */
	onPacket: ((topic: string, payload: Uint8Array) => void) | undefined;
	#events: LinkEvents;
	#ids = new Uint16Array(MOST);
	#count = 0;

	constructor(events: LinkEvents) {
		this.#events = events;
	}
	publish(id: number, topic: string, payload: Uint8Array): boolean {
		if (id) {
			this.published++;
			this.#ids[this.#count++] = id;
			this.onPacket?.(topic, payload);
		}
		return true;
	}
	close(): void {
	}
	/** The broker acknowledges all that it has got. */
	acknowledge(): void {
		const count = this.#count;
		this.#count = 0;
		for (let i = 0; i < count; i++)
			this.#events.onAcknowledged(this.#ids[i]!);
	}
}
