import { BrokerSession } from "../broker/broker-session";
import type { OpenLink } from "../broker/broker-link";
import { Central } from "../peripheral/central";
import type { DeviceMemory } from "../peripheral/device-memory";
import { ByteText } from "../text/byte-text";
import type { Alarm, Clock, Random } from "../text/clock";
import type { Configuration } from "../configuration/configuration";
import { AccountBook, type Account } from "./account";
import { Connectivity } from "./connectivity";
import { Intake } from "./intake";
import { RequestDesk } from "./request-desk";
import { requestFilters } from "./request-filters";
import type { Log } from "../text/log";
import type { TimeSource, WiFiStation } from "./network";
import type { Radio } from "../peripheral/radio";
import { Outbox } from "../reading/outbox";
import type { MakeStore } from "../reading/reading-store";

const REPORT = 60_000;
/** Bytes of all filters that the gateway subscribes to: see `BrokerLink.subscribe`. */
const FILTERS = 1_024;
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
	/** Which device is whose, across restarts. */
	readonly memory: DeviceMemory;
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

/** The gateway: what peripherals notify becomes text and goes to the broker. */
export class Gateway {
	#configuration: Configuration;
	#platform: Platform;
	#central: Central;
	#connectivity: Connectivity;
	#session: BrokerSession;
	#outbox: Outbox;
	#book: AccountBook;
	#desk: RequestDesk;
	#text = new ByteText();
	#report: Alarm | undefined;
	#restart: Alarm | undefined;

	constructor(configuration: Configuration, platform: Platform) {
		this.#configuration = configuration;
		this.#platform = platform;
		const { clock, log, makeStore, openLink, radio, random, time, wifi } = platform;
		const { broker, clientId, journal, keepAlive, password, peripherals, prefix, queue, retain, sntp, ssid, status, values, whenFull } = configuration;
		const outbox = this.#outbox = new Outbox({
			clock, log, makeStore,
			capacity: queue,
			mode: journal,
			policy: whenFull,
			topic: channel => values[channel]!.topic,
			isJSON: channel => values[channel]!.json,
		});
		const session = this.#session = new BrokerSession({
			clock, random, log, outbox,
			open: openLink,
			subscriptions: {
				filters: requestFilters(prefix, values, FILTERS, log),
				onMessage: (topic, payload, retained) => this.#desk.take(topic, this.#text.utf8(payload, 0, payload.length), retained),
			},
			link: {
				clientId: clientId ?? `gattway-${platform.mac.replaceAll(":", "").toLowerCase().slice(-6)}`,
				keepAlive,
				will: status ? { topic: `${prefix}/status`, message: "offline", retain } : undefined,
			},
			broker: `${broker.secure ? "mqtts" : "mqtt"}://${broker.host.includes(":") ? `[${broker.host}]` : broker.host}:${broker.port}`,
			onTrusted: time => platform.keepTime(time),
			onHandshake: active => this.#central.hold(active),
		});
		this.#connectivity = new Connectivity({
			clock, random, log, wifi, time, ssid, password, sntp,
			needsTime: broker.secure,
			onUp: () => session.start(),
			onDown: () => session.stop(),
		});
		const book = this.#book = new AccountBook(log, outbox, session);
		const intake = new Intake({ clock, log, values, outbox, session, book });
		this.#central = new Central({
			clock, random, log, radio, peripherals,
			memory: platform.memory,
			onValue: (peripheral, value, channel, bytes) => intake.take(peripheral, value, channel, bytes),
			onStuck: reason => this.onStuck(reason),
		});
		this.#desk = new RequestDesk({
			clock, log, peripherals, session, values,
			central: this.#central,
			publish: (peripheral, value, channel, bytes) => intake.take(peripheral, value, channel, bytes, true),
		});
	}
	get account(): Account {
		return this.#book.account;
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
		this.#desk.close();
		this.#session.stop(true);
		this.#central.close();
		this.#connectivity.close();
		this.#outbox.close();
	}
	private onReport(): void {
		this.#report = this.#platform.clock.set(() => this.onReport(), REPORT);
		this.#book.tell();
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
