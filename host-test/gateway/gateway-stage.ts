import { Gateway } from "../../modules/gateway/gateway";
import type { Platform } from "../../modules/gateway/platform";
import type { BrokerLink, LinkEvents, LinkOptions } from "../../modules/broker/broker-link";
import type { Clock } from "../../modules/text/clock";
import { Log } from "../../modules/text/log";
import { Journal } from "../../modules/journal/journal";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { ManualClock } from "../manual-clock";
import { seededRandom } from "../seeded-random";
import { configurationOf, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";
import { FakeRadio, type FakeConnection } from "../peripheral/fake-radio";
import { makeBlockCipher } from "../reading/node-cipher";

const ADDRESS = "a4:c1:38:00:00:01";
const HANDLE = 42;

/** What the broker got. */
export interface Arrival {
	readonly topic: string;
	readonly payload: string;
	readonly duplicate: boolean;
	readonly retain: boolean;
	/** QoS 0. */
	readonly status: boolean;
}

/** A broker that takes everything and acknowledges it, while it is there; without sockets, on the fake clock. */
export class StageBroker {
	/** There is no room for anything. */
	full = false;
	/** Gets the length of each part of a PUBLISH that comes in parts. */
	onPart: (length: number) => void = () => {};
	/** Gets each PUBLISH. */
	onArrival: (arrival: Arrival) => void = () => {};
	#clock: Clock;
	#reachable = true;
	#link: StageLink | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}
	get reachable(): boolean {
		return this.#reachable;
	}
	set reachable(reachable: boolean) {
		this.#reachable = reachable;
		if (!reachable)
			this.#link?.break();
	}
	/** Of the last connection. */
	options: LinkOptions | undefined;
	open = (options: LinkOptions, events: LinkEvents): BrokerLink => {
		this.options = options;
		this.#link = new StageLink(this, this.#clock, events);
		return this.#link;
	};
}

class StageLink implements BrokerLink {
	#broker: StageBroker;
	#clock: Clock;
	#events: LinkEvents | undefined;
	#parts: Uint8Array[] = [];

	constructor(broker: StageBroker, clock: Clock, events: LinkEvents) {
		this.#broker = broker;
		this.#clock = clock;
		this.#events = events;
		clock.set(() => broker.reachable ? this.#events?.onConnected() : this.break(), 5);
	}
	publish(id: number, topic: string, payload: Uint8Array, duplicate: boolean, retain: boolean): boolean {
		if (this.#broker.full)
			return false;
		this.#broker.onArrival({ topic, payload: Buffer.from(payload).toString(), duplicate, retain, status: id === 0 });
		if (id)
			this.#clock.set(() => this.#events?.onAcknowledged(id), 2);
		return true;
	}
	publishPart(topic: string, length: number, part: Uint8Array, retain: boolean): boolean {
		if (this.#broker.full)
			return false;
		this.#broker.onPart(part.length);
		this.#parts.push(part.slice());
		const payload = Buffer.concat(this.#parts);
		if (payload.length > length)
			throw new Error(`${payload.length} bytes of ${length}`);
		if (payload.length === length) {
			this.#parts = [];
			this.#broker.onArrival({ topic, payload: payload.toString(), duplicate: false, retain, status: true });
		}
		return true;
	}
	subscribe(): boolean {
		return true;
	}
	unsubscribe(): boolean {
		return true;
	}
	close(): void {
		this.#events = undefined;
	}
	break(): void {
		const events = this.#events;
		this.#events = undefined;
		events?.onError({ failure: "connection lost", reason: "", message: "the broker is gone", lasting: false });
	}
}

/** What a gateway needs beside a radio and a console, without hardware. */
export function platformOf({ clock, broker, flash, counters }: { clock: Clock; broker: StageBroker; flash: EmulatedFlash; counters: Map<string, number> }): Omit<Platform, "log" | "radio"> {
	return {
		clock,
		random: seededRandom(2),
		wifi: {
			open: events => clock.set(() => events.onJoined({ address: "192.0.2.1", rssi: -50 }), 1),
			join: () => {}, leave: () => {}, close: () => {},
			status: { address: "192.0.2.1", rssi: -50 },
		},
		health: { sdk: "8.2.3", resetReason: "power on", heapFree: 90_000, heapLeast: 80_000, heapLargest: 40_000, sample: () => {}, slots: { used: 30_000, most: 34_000 }, chunks: undefined, stack: undefined },
		time: { query: (_host, done) => clock.set(() => done(null), 1), cancel: () => {} },
		openLink: broker.open,
		makeStore: policy => new Journal({ flash, policy }),
		memory: { recall: () => undefined, keep: () => {} },
		counters: { recall: sender => counters.get(sender), keep: (sender, counter) => counters.set(sender, counter) },
		makeCipher: makeBlockCipher,
		mac: "24:0a:c4:12:34:56",
		keepTime: () => {},
		restart: () => {},
	};
}

/**
 * The pure rooms on a fake clock, fake hardware, and the journal in emulated flash; one peripheral,
 * "voltmeter", is connected, the network is up.
 */
export class GatewayStage {
	readonly clock = new ManualClock();
	readonly lines: string[] = [];
	readonly radio = new FakeRadio();
	readonly broker = new StageBroker(this.clock);
	readonly flash: EmulatedFlash;
	readonly gateway: Gateway;
	/** How far senders have counted, in flash. */
	readonly counters: Map<string, number>;
	restarts = 0;
	#connection: FakeConnection;

	/**
	 * @param value over that of `soundValue`
	 * @param changes of the configuration
	 */
	constructor(value: Record<string, unknown> = {}, changes: Record<string, unknown> = {}, flash = new EmulatedFlash({ random: seededRandom(1) }), counters = new Map<string, number>()) {
		this.flash = flash;
		this.counters = counters;
		const { clock, radio } = this;
		clock.time = Date.parse("2026-11-22T12:00:00Z");
		const declared = soundValue({ topic: "t", ...value });
		const configuration = configurationOf(soundConfiguration({
			broker: "mqtt://broker.lan", peripherals: [soundPeripheral({ match: { address: ADDRESS }, values: [declared] })], ...changes,
		}));
		const [first] = configuration.values;
		const log = new Log(clock, line => this.lines.push(line), configuration.log);
		this.gateway = new Gateway(configuration, {
			...platformOf({ clock, broker: this.broker, flash, counters }), log, radio,
			restart: () => {
				this.restarts++;
			},
		});
		this.gateway.start();
		radio.injectReady();
		radio.injectAdvertisement(ADDRESS, new Uint8Array(0));
		this.#connection = radio.injectConnected();
		if (radio.running.startsWith("exchange MTU"))
			radio.injectDone();
		radio.injectDone([{ handle: HANDLE, service: first!.service, uuid: first!.characteristic, properties: 0x10 }]);
		radio.injectDone();
		clock.advance(10);
	}
	/** The peripheral goes. */
	disconnect(): void {
		this.radio.injectDisconnected(this.#connection);
	}
	/** The peripheral notifies. */
	notify(...bytes: number[]): void {
		this.radio.injectNotification(this.#connection, HANDLE, Uint8Array.from(bytes));
	}
}
