import { ByteText } from "../text/byte-text";
import { BrokerSession } from "../broker/broker-session";
import type { OpenLink } from "../broker/broker-link";
import { Central } from "../peripheral/central";
import type { Alarm, Clock, Random } from "../text/clock";
import type { Configuration, PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { Connectivity } from "./connectivity";
import type { Log } from "../text/log";
import type { TimeSource, WiFiStation } from "./network";
import type { Radio } from "../peripheral/radio";
import { MAXIMUM_OPEN_PAYLOAD, MAXIMUM_PAYLOAD } from "../reading/outgoing-reading";
import { Outbox, type Taken } from "../reading/outbox";
import type { MakeStore } from "../reading/reading-store";
import { writeReading } from "../reading/reading-text";
import { ValueDecoder } from "../reading/value-decoder";

/** Bytes of nonsense that the console shows. */
const SHOWN = 20;
const REPORT = 60_000;
/** A peripheral that sends nonsense is reported no more often than this. */
const COMPLAINT = 10_000;
/** What waits may still go to the broker before the firmware restarts. */
const RESTART_DELAY = 60_000;
/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const TOO_LARGE = "too large", DROPPED = "dropped", VALUE = "value";
/** Below the topic of the will. */
const READINGS = "/readings";

/** What the gateway needs of the world. */
export interface Platform {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly wifi: WiFiStation;
	readonly time: TimeSource;
	readonly radio: Radio;
	readonly openLink: OpenLink;
	/** The journal in flash. */
	readonly makeStore: MakeStore;
	/** MAC address of the Wi-Fi station. */
	readonly mac: string;
	/** The time is known to be good (milliseconds since 1970): no server will set the clock before it. */
	keepTime(time: number): void;
	/** Restarts the firmware. */
	restart(): void;
}

/**
 * What became of the readings since start. At every moment taken + recovered = acknowledged + waiting + what was dropped,
 * which are the last five.
 */
export interface Account {
	/** From peripherals, in this run. */
	readonly taken: number;
	/** From the journal: they were taken before this start. */
	readonly recovered: number;
	/** Sent to the broker for the first time in this run. */
	readonly published: number;
	/** Sent to it again. */
	readonly duplicates: number;
	readonly acknowledged: number;
	readonly waiting: number;
	/** Were written to the journal in this run. */
	readonly stored: number;
	/** For want of room in RAM. */
	readonly queueFull: number;
	/** For want of room in the journal. */
	readonly journalFull: number;
	/** The flash gives something else than was written. */
	readonly corrupt: number;
	/** Too short for their declaration. */
	readonly malformed: number;
	/** Beyond `MAXIMUM_PAYLOAD` or the room for readings in RAM. */
	readonly tooLarge: number;
}

/** The gateway: what peripherals notify becomes text and goes to the broker. */
export class Gateway {
	#configuration: Configuration;
	#platform: Platform;
	#central: Central;
	#connectivity: Connectivity;
	#session: BrokerSession;
	#outbox: Outbox;
	#values: ValueConfiguration[] = [];
	#complaints: number[] = [];
	#decoder = new ValueDecoder();
	#text = new ByteText();
	#report: Alarm | undefined;
	#restart: Alarm | undefined;
	#reported = "";
	#taken = 0;
	#malformed = 0;
	#tooLarge = 0;

	constructor(configuration: Configuration, platform: Platform) {
		this.#configuration = configuration;
		this.#platform = platform;
		const { clock, log, makeStore, openLink, radio, random, time, wifi } = platform;
		const { broker, clientId, journal, keepAlive, password, peripherals, prefix, queue, sntp, ssid, whenFull } = configuration;
		for (const { values } of peripherals) {
			for (const value of values) {
				this.#values.push(value);
				this.#complaints.push(-Infinity);
			}
		}
		this.#outbox = new Outbox({
			clock, log, makeStore,
			capacity: queue,
			mode: journal,
			policy: whenFull,
			topic: channel => this.#values[channel]!.topic,
			isJSON: channel => this.#values[channel]!.json,
		});
		this.#session = new BrokerSession({
			clock, random, log,
			outbox: this.#outbox,
			open: openLink,
			link: {
				clientId: clientId ?? `gattway-${platform.mac.replaceAll(":", "").toLowerCase().slice(-6)}`,
				keepAlive,
				will: { topic: `${prefix}/status`, message: "offline", retain: true },
			},
			broker: `${broker.secure ? "mqtts" : "mqtt"}://${broker.host.includes(":") ? `[${broker.host}]` : broker.host}:${broker.port}`,
			onTrusted: time => platform.keepTime(time),
			onHandshake: active => this.#central.hold(active),
		});
		this.#connectivity = new Connectivity({
			clock, random, log, wifi, time, ssid, password, sntp,
			needsTime: broker.secure,
			onUp: () => this.#session.start(),
			onDown: () => this.#session.stop(),
		});
		this.#central = new Central({
			clock, random, log, radio, peripherals,
			onValue: (peripheral, value, channel, bytes) => this.take(peripheral, value, channel, bytes),
			onStuck: reason => this.onStuck(reason),
		});
	}
	get account(): Account {
		const { acknowledged, corrupt, journalFull, queueFull, recovered, stored, waiting } = this.#outbox;
		const { duplicates, published } = this.#session;
		return {
			taken: this.#taken, recovered, published, duplicates, acknowledged, waiting, stored,
			queueFull, journalFull, corrupt, malformed: this.#malformed, tooLarge: this.#tooLarge,
		};
	}
	/** BLE starts at once and waits for nobody; the broker comes after Wi-Fi and the time. */
	start(): void {
		const { clock, log } = this.#platform;
		if (!this.#configuration.broker.secure)
			log.warning("mqtt", "the broker is mqtt:, in clear: everybody on the way can read and forge user, password and values; use mqtts:");
		this.#outbox.start();
		this.#central.start();
		this.#connectivity.start();
		this.#report = clock.set(() => this.onReport(), REPORT);
	}
	/** Tells the broker that it goes, stores what waits, and stops. */
	close(): void {
		this.#platform.clock.clear(this.#report);
		this.#platform.clock.clear(this.#restart);
		this.#session.stop(true);
		this.#central.close();
		this.#connectivity.close();
		this.#outbox.close();
	}
	private take(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array): void {
		this.#taken++;
		const text = this.#decoder.decode(value, bytes);
		if (text === undefined) {
			this.#malformed++;
			this.complain(peripheral, value, channel, `${bytes.length} bytes (${this.show(bytes)}) are too few for ` +
				`${value.format} at ${value.at}, which needs ${value.minimumLength}`);
			return;
		}
		const length = writeReading(value, text, this.#outbox.begin());
		const taken = length < 0 || length > (value.json ? MAXIMUM_OPEN_PAYLOAD : MAXIMUM_PAYLOAD) ? TOO_LARGE : this.#outbox.take(channel, length);
		if (taken === TOO_LARGE) {
			this.#tooLarge++;
			this.complain(peripheral, value, channel, `a text of ${text.length} characters is too large`);
			return;
		}
		const { log } = this.#platform;
		if (log.shows(VALUE))
			log.value(VALUE, `${value.topic} ${text}${value.unit && " "}${value.unit}${this.fate(taken)}`);
		this.#session.pump();
	}
	private fate(taken: Taken): string {
		if (taken === DROPPED)
			return " (dropped: no room for it)";
		return this.#session.connected ? "" : ` (${this.#outbox.waiting} wait for the broker)`;
	}
	private complain(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, what: string): void {
		const { ticks } = this.#platform.clock;
		if (ticks - this.#complaints[channel]! < COMPLAINT)
			return;
		this.#complaints[channel] = ticks;
		this.#platform.log.warning("value", `${peripheral.name} ${value.name}: ${what}; not published ` +
			`(${this.#malformed} malformed and ${this.#tooLarge} too large since start)`);
	}
	private show(bytes: Uint8Array): string {
		return bytes.length > SHOWN ? this.#text.hexadecimal(bytes, 0, SHOWN) + "…" : this.#text.hexadecimal(bytes, 0, bytes.length);
	}
	private onReport(): void {
		const { clock, log } = this.#platform;
		this.#report = clock.set(() => this.onReport(), REPORT);
		const { account } = this;
		const { acknowledged, corrupt, duplicates, journalFull, malformed, published, queueFull, recovered, stored, taken, tooLarge, waiting } = account;
		const report = JSON.stringify(account);
		if (report === this.#reported)
			return;
		this.#reported = report;
		log.info("count", `readings: ${taken} taken, ${recovered} recovered, ${published} published, ${acknowledged} acknowledged, ${waiting} waiting, ` +
			`${stored} stored, ${duplicates} sent again; dropped: ${queueFull} queue full, ${journalFull} journal full, ${corrupt} corrupt, ` +
			`${malformed} malformed, ${tooLarge} too large`);
		if (taken + recovered !== acknowledged + waiting + queueFull + journalFull + corrupt + malformed + tooLarge)
			log.error("count", "these numbers do not add up, which is a defect of the firmware: please report it with this console's text");
		this.#session.announce(READINGS, report);
	}
	private onStuck(reason: string): void {
		const { clock, log } = this.#platform;
		log.error("ble", `${reason}; the firmware restarts in ${RESTART_DELAY / 1_000} s` +
			(this.#configuration.journal === "never" ? ", until then what waits goes to the broker" : ", and keeps what waits in the journal"));
		this.#restart ??= clock.set(() => {
			this.#outbox.close();
			this.#platform.restart();
		}, RESTART_DELAY);
	}
}
