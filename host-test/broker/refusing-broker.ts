import type { BrokerLink, LinkEvents, OpenLink } from "../../modules/broker/broker-link";
import type { Random } from "../../modules/text/clock";
import type { ManualClock } from "../manual-clock";

/** Milliseconds from a PUBLISH to its PUBACK, or to the end of the connection. */
const DELAY = 3;

/**
 * A broker on the fake clock that ends the connection at PUBLISH packets for topics that it does not allow, as AWS and
 * EMQX do; and a network before it that may end connections, too.
 */
export class RefusingBroker {
	/** Topics that it refuses. */
	readonly refused = new Set<string>();
	/** Payloads of readings in order of arrival, by topic. */
	readonly arrivals = new Map<string, string[]>();
	/** All of them, without those that came again. */
	readonly order: string[] = [];
	/** Of the gateway's own topics, what came last. */
	readonly status = new Map<string, string>();
	connects = 0;
	/** Whether the network breaks at this PUBLISH, the nth on its connection. */
	breaks: (n: number) => boolean = () => false;
	/** Whether acknowledgements that are on their way are lost when it breaks. */
	loses = false;
	#clock: ManualClock;

	constructor(clock: ManualClock) {
		this.#clock = clock;
	}
	/** The network breaks at one PUBLISH in `1 / probability`. */
	breakAtRandom(random: Random, probability: number): void {
		this.breaks = () => random() < probability;
	}
	/** The network breaks at the first PUBLISH that comes one to two seconds after it broke last. */
	breakOften(random: Random): void {
		let next = 0;
		this.breaks = () => {
			const breaking = this.#clock.ticks >= next;
			if (breaking)
				next = this.#clock.ticks + 1_000 + random() * 1_000;
			return breaking;
		};
	}
	/** The connection ends at the nth PUBLISH, whatever its topic, and the acknowledgements of those before are lost. */
	breakAt(n: number): void {
		this.breaks = count => count === n;
		this.loses = true;
	}
	open: OpenLink = (_options, events) => {
		let open: LinkEvents | undefined = events;
		const clock = this.#clock;
		const end = () => {
			const ended = open;
			open = undefined;
			ended?.onError({ failure: "connection lost", reason: "", message: "the broker ended the connection, or it broke", lasting: false });
		};
		let ended = false, count = 0;
		clock.set(() => {
			this.connects++;
			open?.onConnected();
		}, DELAY);
		const link: BrokerLink = {
			publish: (id, topic, payload) => {
				if (ended)
					return true;		// nobody has noticed yet
				if (this.refused.has(topic) || this.breaks(++count)) {
					ended = true;
					clock.set(end, DELAY);
					return true;
				}
				this.#arrived(topic, Buffer.from(payload).toString(), id);
				if (id)
					clock.set(() => {
						if (!ended || !this.loses)
							open?.onAcknowledged(id);
					}, DELAY);
				return true;
			},
			publishPart: () => true,
			subscribe: () => true,
			unsubscribe: () => true,
			close: () => {
				open = undefined;
			},
		};
		return link;
	};
	#arrived(topic: string, payload: string, id: number): void {
		if (!id || topic.startsWith("p/status")) {
			this.status.set(topic, payload);
			return;
		}
		const list = this.arrivals.get(topic) ?? [];
		this.arrivals.set(topic, list);
		if (!list.includes(payload)) {
			list.push(payload);
			this.order.push(payload);
		}
	}
}
