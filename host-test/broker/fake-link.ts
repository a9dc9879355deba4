import type { BrokerLink, LinkError, LinkEvents, LinkOptions, OpenLink } from "../../modules/broker/broker-link";

export interface Published {
	readonly id: number;
	readonly topic: string;
	readonly payload: string;
	readonly duplicate: boolean;
	readonly retain: boolean;
}

/** A link to a broker that does what the test says, and records what it is given. */
export class FakeLink implements BrokerLink {
	readonly published: Published[] = [];
	readonly options: LinkOptions;
	readonly subscribed: string[][] = [];
	closed: "no" | "orderly" | "abruptly" = "no";
	/** How many more packets there is room for. */
	room = Infinity;
	#events: LinkEvents;
	#parts = "";

	constructor(options: LinkOptions, events: LinkEvents) {
		this.options = options;
		this.#events = events;
	}
	publish(id: number, topic: string, payload: Uint8Array, duplicate: boolean, retain: boolean): boolean {
		if (this.closed !== "no")
			throw new Error("published to a closed link");
		if (this.room <= 0)
			return false;
		this.room--;
		this.published.push({ id, topic, payload: Buffer.from(payload).toString(), duplicate, retain });
		return true;
	}
	publishPart(topic: string, length: number, part: Uint8Array, retain: boolean): boolean {
		if (this.room <= 0)
			return false;
		this.room--;
		this.#parts += Buffer.from(part).toString();
		if (Buffer.byteLength(this.#parts) >= length) {
			this.published.push({ id: 0, topic, payload: this.#parts, duplicate: false, retain });
			this.#parts = "";
		}
		return true;
	}
	subscribe(_id: number, filters: readonly string[]): boolean {
		if (this.room <= 0)
			return false;
		this.room--;
		this.subscribed.push([...filters]);
		return true;
	}
	unsubscribe(): boolean {
		throw new Error("nobody does");
	}
	close(orderly = false): void {
		if (this.closed === "no")
			this.closed = orderly ? "orderly" : "abruptly";
	}
	injectSecuring(): void {
		this.#events.onSecuring();
	}
	injectSecure(expiry = { notBefore: 0, notAfter: 365 * 86_400_000, subject: "CN=Test CA" }): void {
		this.#events.onSecure({ expiry, version: "TLS 1.2", suite: "ECDHE_RSA_WITH_AES_128_GCM_SHA256", name: "broker.example", notAfter: 90 * 86_400_000, anchor: "CN=Test CA" });
	}
	injectConnected(): void {
		this.#events.onConnected();
	}
	injectWritable(room = Infinity): void {
		this.room = room;
		this.#events.onWritable();
	}
	injectAcknowledged(...ids: number[]): void {
		for (const id of ids)
			this.#events.onAcknowledged(id);
	}
	injectSubscribed(...codes: number[]): void {
		this.#events.onSubscribed(65_002, codes);
	}
	injectMessage(topic: string, payload: string, retained = false): void {
		this.#events.onMessage(topic, Buffer.from(payload), retained);
	}
	injectSkipped(length: number): void {
		this.#events.onSkipped(length);
	}
	injectError(error: Partial<LinkError> = {}): void {
		this.#events.onError({ failure: "connection lost", reason: "", message: "the broker ended the connection", lasting: false, ...error });
	}
	/** Readings only, as "id payload" with a * for DUP. */
	get readings(): string[] {
		return this.published.filter(({ id }) => id).map(({ duplicate, id, payload }) => `${id}${duplicate ? "*" : ""} ${payload}`);
	}
}

/** Opens fake links, and keeps them in the order of the attempts. */
export function fakeLinks(): { links: FakeLink[]; open: OpenLink } {
	const links: FakeLink[] = [];
	return {
		links,
		open: (options, events) => {
			const link = new FakeLink(options, events);
			links.push(link);
			return link;
		},
	};
}
