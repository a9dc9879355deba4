import { BrokerSession } from "../broker/broker-session";
import type { Subscriptions } from "../broker/subscriber";
import type { OpenLink } from "../broker/broker-link";
import { Central } from "../peripheral/central";
import type { DeviceMemory } from "../peripheral/device-memory";
import type { Alarm, Clock, Random } from "../text/clock";
import type { Configuration } from "../configuration/configuration";
import { AccountBook, type Account } from "./account";
import { CommandDesk, commandFilters, isCommand } from "./command-desk";
import { configurationText } from "./configuration-text";
import { Connectivity } from "./connectivity";
import { Inbox } from "./inbox";
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
/** The same where somebody has asked for it. */
const ANSWER_DELAY = 2_000;

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
export class Gateway implements Subscriptions {
	#configuration: Configuration;
	#platform: Platform;
	#central: Central;
	#connectivity: Connectivity;
	#session: BrokerSession;
	#outbox: Outbox;
	#book: AccountBook;
	#intake: Intake;
	/** From the first message on. */
	#inbox: Inbox | undefined;
	/** From the first request on. */
	#desk: RequestDesk | undefined;
	#report: Alarm | undefined;
	#restart: Alarm | undefined;

	constructor(configuration: Configuration, platform: Platform) {
		this.#configuration = configuration;
		this.#platform = platform;
		const { clock, log, makeStore, openLink, radio, random, time, wifi } = platform;
		const { broker, journal, keepAlive, password, peripherals, prefix, queue, retain, sntp, ssid, status, values, whenFull } = configuration;
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
			subscriptions: this,
			link: {
				clientId: this.clientId,
				keepAlive,
				will: status ? { topic: `${prefix}/status`, message: "offline", retain } : undefined,
			},
			broker: this.broker,
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
		const intake = this.#intake = new Intake({ clock, log, values, outbox, session, book });
		this.#central = new Central({
			clock, random, log, radio, peripherals,
			memory: platform.memory,
			onValue: (peripheral, value, channel, bytes) => intake.take(peripheral, value, channel, bytes),
			onStuck: reason => this.onStuck(reason),
		});
	}
	get account(): Account {
		return this.#book.account;
	}
	/** What the gateway listens to at the broker. Made when it is asked for, as what follows: at rest it costs no RAM. */
	get filters(): string[] {
		const { commands, prefix, values } = this.#configuration, filters = commandFilters(prefix, commands);
		requestFilters(prefix, values, FILTERS, filters);
		return filters;
	}
	onMessage(topic: string, payload: Uint8Array, retained: boolean): void {
		this.#inbox ??= new Inbox(this.#platform.clock, this.#platform.log, (topic, text, retained) => this.obey(topic, text, retained));
		this.#inbox.take(topic, payload, retained);
	}
	private obey(topic: string, text: string, retained: boolean): void {
		const { clock, log } = this.#platform, configuration = this.#configuration, central = this.#central, session = this.#session;
		if (!isCommand(configuration.prefix, topic)) {
			const { peripherals, values } = configuration;
			this.#desk ??= new RequestDesk({ clock, log, peripherals, values, session, central, intake: this.#intake });
			return this.#desk.take(topic, text, retained);
		}
		new CommandDesk({
			log, session, central,
			prefix: configuration.prefix,
			status: () => this.status,
			configuration: () => configurationText({ ...configuration, log: log.level }, this.clientId, this.broker),
			restart: () => this.restart(ANSWER_DELAY),
		}).take(topic, text, retained);
	}
	/** BLE starts at once and waits for nobody; the broker comes after Wi-Fi and the time. */
	start(): void {
		const { clock, log } = this.#platform;
		if (!this.#configuration.broker.secure)
			log.warning("mqtt", "the broker is mqtt:, in clear: everybody on the way can read and forge user, password and values; use mqtts:");
		const { commands, prefix, values } = this.#configuration, left = requestFilters(prefix, values, FILTERS, commandFilters(prefix, commands));
		if (left.length)
			log.warning("ask", `there is no room to subscribe to requests for ${left.join(", ")}: a topic as ${prefix}/<peripheral>/<value> needs no room of its own`);
		this.#outbox.start();
		this.#central.start();
		this.#connectivity.start();
		this.#report = clock.set(() => this.onReport(), REPORT);
	}
	/** Tells the broker that it goes, stores what waits, and stops. */
	close(): void {
		this.#platform.clock.clear(this.#report);
		this.#platform.clock.clear(this.#restart);
		this.#inbox?.clear();
		this.#desk?.close();
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
		const { log } = this.#platform;
		log.error("ble", `${reason}; the firmware restarts in ${RESTART_DELAY / 1_000} s` +
			(this.#configuration.journal === "never" ? ", until then what waits goes to the broker" : ", and keeps what waits in the journal"));
		this.restart(RESTART_DELAY);
	}
	private get clientId(): string {
		return this.#configuration.clientId ?? `gattway-${this.#platform.mac.replaceAll(":", "").toLowerCase().slice(-6)}`;
	}
	/** For people: where the broker is. */
	private get broker(): string {
		const { host, port, secure } = this.#configuration.broker;
		return `${secure ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
	}
	/** For the command of that name. */
	private get status(): string {
		const { ticks } = this.#platform.clock, central = this.#central;
		const peripherals = central.peripherals.map(({ configuration: { name }, state }, index) =>
			`${JSON.stringify(name)}:{"state":"${state}","connected":${Math.round(central.connectedToday(index))}}`);
		return `{"uptime":${Math.round(ticks / 1_000)},"readings":${this.#book.text},"peripherals":{${peripherals.join(",")}}}`;
	}
	private restart(delay: number): void {
		this.#restart ??= this.#platform.clock.set(() => {
			this.#outbox.close();
			this.#platform.restart();
		}, delay);
	}
}
