import type { JournalMode } from "../../modules/configuration/configuration";
import { Gateway } from "../../modules/gateway/gateway";
import { Log, type LogLevel } from "../../modules/text/log";
import { parseUUID } from "../../modules/text/uuid";
import { Journal } from "../../modules/journal/journal";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { FakeRadio, type FakeConnection } from "../peripheral/fake-radio";
import { seededRandom } from "../seeded-random";
import { configurationOf, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";
import { CheapClock } from "./cheap-clock";
import type { Contestant } from "./contest";
import type { Run } from "./garbage-meter";
import { NullLink } from "./null-link";

/** As in the demonstration: a voltmeter notifies two bytes. */
export const TOPIC = "esp32/gateway";
const ADDRESS = "a4:c1:38:00:00:01", HANDLE = 42;
/** Milliseconds between two readings on the gateway's clock: it reports its counters once in 6,000 of them. */
const INTERVAL = 10;

export interface PipelineOptions {
	readonly name: string;
	readonly payload: "text" | "json";
	readonly journal: JournalMode;
	/** "value" has a line for each reading. */
	readonly log: LogLevel;
}

/** A packet's content. */
export interface Packet {
	readonly topic: string;
	readonly payload: Buffer;
}

/** The whole gateway, connected, from the notification to the packet that it hands to a link which does nothing. */
export class Pipeline implements Contestant {
	readonly name: string;
	/** Bytes that the console got. */
	printed = 0;
	readonly gateway: Gateway;
	#clock = new CheapClock(Date.parse("2026-11-22T12:00:00Z"));
	#radio = new FakeRadio();
	#link: NullLink | undefined;
	#connection: FakeConnection;
	#notification = new Uint8Array(2);
	#count = 0;

	constructor({ journal, log: level, name, payload }: PipelineOptions) {
		this.name = name;
		const clock = this.#clock, radio = this.#radio;
		const configuration = configurationOf(soundConfiguration({
			broker: "mqtt://broker.lan", journal, payload, log: level,
			peripherals: [soundPeripheral({ match: { address: ADDRESS }, values: [soundValue({ format: "uint16", unit: "mv", topic: TOPIC })] })],
		}));
		const log = new Log(clock, line => { this.printed += line.length; }, level);
		this.gateway = new Gateway(configuration, {
			clock, log, radio,
			random: seededRandom(2),
			wifi: {
				open: events => clock.set(() => events.onJoined({ address: "192.0.2.1", rssi: -50 }), 1),
				join: () => {}, leave: () => {}, close: () => {},
			},
			time: { query: (_host, done) => clock.set(() => done(null), 1), cancel: () => {} },
			openLink: (_options, events) => {
				this.#link = new NullLink(events);
				clock.set(() => events.onConnected(false), 1);
				return this.#link;
			},
			makeStore: policy => new Journal({ flash: new EmulatedFlash({ random: seededRandom(1) }), policy }),
			mac: "24:0a:c4:12:34:56",
			keepTime: () => {},
			restart: () => {},
		});
		this.gateway.start();
		radio.injectReady();
		radio.injectAdvertisement(ADDRESS, new Uint8Array(0));
		this.#connection = radio.injectConnected();
		radio.injectDone([{ handle: HANDLE, service: parseUUID("180f")!, uuid: parseUUID("2a19")!, properties: 0x10 }]);
		radio.injectDone();
		for (let step = 0; step < 10; step++)
			clock.advance(1);
	}
	/** So many readings, each acknowledged before the next. Throws if one did not become a packet. */
	prepare(count: number): Run {
		return () => {
			const link = this.#link!, before = link.published;
			for (let i = 0; i < count; i++)
				this.#take(link);
			if (link.published - before !== count)
				throw new Error(`${count} readings became ${link.published - before} packets`);
			return count;
		};
	}
	/** What the next `count` readings become. */
	packets(count: number): Packet[] {
		const packets: Packet[] = [];
		this.#link!.onPacket = (topic, payload) => packets.push({ topic, payload: Buffer.from(payload) });
		this.prepare(count)();
		this.#link!.onPacket = undefined;
		return packets;
	}
	#take(link: NullLink): void {
		this.#clock.advance(INTERVAL);
		this.#count++;
		this.#notification[0] = this.#count;
		this.#notification[1] = this.#count >> 8;
		this.#radio.injectNotification(this.#connection, HANDLE, this.#notification);
		link.acknowledge();
	}
}
