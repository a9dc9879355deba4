import { ByteText } from "./byte-text";
import { BrokerSession } from "./broker-session";
import type { OpenLink } from "./broker-link";
import { Central } from "./central";
import type { Alarm, Clock, Random } from "./clock";
import type { Configuration, PeripheralConfiguration, ValueConfiguration } from "./configuration";
import { Connectivity } from "./connectivity";
import type { Log } from "./log";
import type { TimeSource, WiFiStation } from "./network";
import type { Radio } from "./radio";
import { ReadingQueue } from "./reading-queue";
import { writeUTF8 } from "./utf8";
import { ValueDecoder } from "./value-decoder";

/** Bytes of a payload at most: with its topic it fits into the smallest window of a socket that the SDK has. */
export const MAXIMUM_PAYLOAD = 1_024;
/** Bytes of nonsense that the console shows. */
const SHOWN = 20;
const REPORT = 60_000;
/** A peripheral that sends nonsense is reported no more often than this. */
const COMPLAINT = 10_000;
/** What waits may still go to the broker before the firmware restarts. */
const RESTART_DELAY = 60_000;

/** What the gateway needs of the world. */
export interface Platform {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly wifi: WiFiStation;
	readonly time: TimeSource;
	readonly radio: Radio;
	readonly openLink: OpenLink;
	/** MAC address of the Wi-Fi station. */
	readonly mac: string;
	/** The time is known to be good (milliseconds since 1970): no server will set the clock before it. */
	keepTime(time: number): void;
	/** Restarts the firmware. */
	restart(): void;
}

/** What became of the readings since start. taken = acknowledged + waiting + dropped + malformed + too large. */
export interface Account {
	readonly taken: number;
	readonly acknowledged: number;
	readonly waiting: number;
	/** For want of room in the queue. */
	readonly dropped: number;
	/** Too short for their declaration. */
	readonly malformed: number;
	/** Beyond `MAXIMUM_PAYLOAD` or the queue's capacity. */
	readonly tooLarge: number;
}

/** The gateway: what peripherals notify becomes text and goes to the broker. */
export class Gateway {
	#configuration: Configuration;
	#platform: Platform;
	#central: Central;
	#connectivity: Connectivity;
	#session: BrokerSession;
	#queue: ReadingQueue;
	#topics: string[] = [];
	#decoders: ValueDecoder[] = [];
	#complaints: number[] = [];
	#payload = new Uint8Array(MAXIMUM_PAYLOAD);
	#text = new ByteText();
	#report: Alarm | undefined;
	#reported = "";
	#taken = 0;
	#malformed = 0;
	#tooLarge = 0;

	constructor(configuration: Configuration, platform: Platform) {
		this.#configuration = configuration;
		this.#platform = platform;
		const { clock, log, openLink, radio, random, time, wifi } = platform;
		const { broker, clientId, keepAlive, password, peripherals, prefix, queue, sntp, ssid } = configuration;
		for (const { values } of peripherals) {
			for (const value of values) {
				this.#topics.push(value.topic);
				this.#decoders.push(new ValueDecoder(value));
				this.#complaints.push(-Infinity);
			}
		}
		this.#queue = new ReadingQueue(queue);
		this.#session = new BrokerSession({
			clock, random, log,
			queue: this.#queue,
			open: openLink,
			link: {
				clientId: clientId ?? `gattway-${platform.mac.replaceAll(":", "").toLowerCase().slice(-6)}`,
				keepAlive,
				will: { topic: `${prefix}/status`, message: "offline", retain: true },
			},
			broker: `${broker.secure ? "mqtts" : "mqtt"}://${broker.host.includes(":") ? `[${broker.host}]` : broker.host}:${broker.port}`,
			topic: channel => this.#topics[channel]!,
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
			onValue: (peripheral, value, channel, bytes) => this.#take(peripheral, value, channel, bytes),
			onStuck: reason => this.#onStuck(reason),
		});
	}
	get account(): Account {
		return {
			taken: this.#taken,
			acknowledged: this.#session.acknowledged,
			waiting: this.#taken - this.#session.acknowledged - this.#queue.dropped - this.#malformed - this.#tooLarge,
			dropped: this.#queue.dropped,
			malformed: this.#malformed,
			tooLarge: this.#tooLarge,
		};
	}
	/** BLE starts at once and waits for nobody; the broker comes after Wi-Fi and the time. */
	start(): void {
		const { clock, log } = this.#platform;
		if (!this.#configuration.broker.secure)
			log.warning("mqtt", "the broker is mqtt:, in clear: everybody on the way can read and forge user, password and values; use mqtts:");
		this.#central.start();
		this.#connectivity.start();
		this.#report = clock.set(() => this.#onReport(), REPORT);
	}
	/** Tells the broker that it goes, and stops. */
	close(): void {
		this.#platform.clock.clear(this.#report);
		this.#session.stop(true);
		this.#central.close();
		this.#connectivity.close();
	}
	#take(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array): void {
		this.#taken++;
		const decoder = this.#decoders[channel]!;
		const text = decoder.decode(bytes);
		if (text === undefined) {
			this.#malformed++;
			this.#complain(peripheral, value, channel, `${bytes.length} bytes (${this.#show(bytes)}) are too few for ` +
				`${value.format} at ${value.at}, which needs ${decoder.minimumLength}`);
			return;
		}
		const payload = value.unit ? `${text} ${value.unit}` : text;
		const length = writeUTF8(payload, this.#payload, 0);
		if (length < 0 || !this.#queue.push(channel, this.#payload, length)) {
			this.#tooLarge++;
			this.#complain(peripheral, value, channel, `a payload of ${payload.length} characters is too large`);
			return;
		}
		const { log } = this.#platform;
		if (log.shows("value"))
			log.value("value", `${value.topic} ${payload}` + (this.#session.connected ? "" : ` (${this.#queue.count} wait for the broker)`));
		this.#session.pump();
	}
	#complain(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, what: string): void {
		const { ticks } = this.#platform.clock;
		if (ticks - this.#complaints[channel]! < COMPLAINT)
			return;
		this.#complaints[channel] = ticks;
		this.#platform.log.warning("value", `${peripheral.name} ${value.name}: ${what}; not published ` +
			`(${this.#malformed} malformed and ${this.#tooLarge} too large since start)`);
	}
	#show(bytes: Uint8Array): string {
		return bytes.length > SHOWN ? this.#text.hexadecimal(bytes, 0, SHOWN) + "…" : this.#text.hexadecimal(bytes, 0, bytes.length);
	}
	#onReport(): void {
		const { clock, log } = this.#platform;
		this.#report = clock.set(() => this.#onReport(), REPORT);
		const { acknowledged, dropped, malformed, taken, tooLarge, waiting } = this.account;
		const report = `readings: ${taken} taken, ${acknowledged} acknowledged, ${waiting} waiting, ${dropped} dropped ` +
			`for want of room, ${malformed} malformed, ${tooLarge} too large; ${this.#session.duplicates} sent again`;
		if (report === this.#reported)
			return;
		this.#reported = report;
		log.info("count", report);
	}
	#onStuck(reason: string): void {
		const { clock, log } = this.#platform;
		log.error("ble", `${reason}; the firmware restarts in ${RESTART_DELAY / 1_000} s, until then what waits goes to the broker`);
		clock.set(() => this.#platform.restart(), RESTART_DELAY);
	}
}
