import { BrokerSession } from "../broker/broker-session";
import type { Subscriptions } from "../broker/subscriber";
import type { OpenLink } from "../broker/broker-link";
import { Central } from "../peripheral/central";
import { DiscoveredTable } from "../peripheral/discovered-table";
import type { DeviceMemory } from "../peripheral/device-memory";
import { Presence } from "../peripheral/presence";
import type { Alarm, Clock, Random } from "../text/clock";
import type { Configuration } from "../configuration/configuration";
import { AccountBook, type Account } from "./account";
import { CommandDesk, commandFilters, isCommand } from "./command-desk";
import { configurationText } from "./configuration-text";
import { Connectivity } from "./connectivity";
import { Discovery, discoveryFilters } from "./discovery";
import { GatewayStatus } from "./gateway-status";
import type { Health } from "./health";
import { Inbox } from "./inbox";
import { Intake } from "./intake";
import { PeripheralNotice } from "./peripheral-notice";
import { RequestDesk } from "./request-desk";
import { requestFilters } from "./request-filters";
import { RequestLog } from "./request-log";
import { ValueTopics } from "./value-topics";
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
	readonly health: Health;
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
	private _configuration: Configuration;
	private _platform: Platform;
	private _central: Central;
	private _connectivity: Connectivity;
	private _session: BrokerSession;
	private _outbox: Outbox;
	private _book: AccountBook;
	private _intake: Intake;
	private _presence: Presence;
	private _status: GatewayStatus;
	private _peripherals: PeripheralNotice;
	/** If Home Assistant is to know of us, from the first connection on. */
	private _discovery: Discovery | undefined;
	/** These from the first message on. */
	private _requestLog: RequestLog | undefined;
	private _inbox: Inbox | undefined;
	/** From the first request on. */
	private _desk: RequestDesk | undefined;
	private _report: Alarm | undefined;
	private _restart: Alarm | undefined;

	constructor(configuration: Configuration, platform: Platform) {
		this._configuration = configuration;
		this._platform = platform;
		const { clock, health, log, makeStore, openLink, radio, random, time, wifi } = platform;
		const { broker, history, journal, keepAlive, password, peripherals, prefix, queue, retain, sntp, ssid, status, values, whenFull } = configuration;
		const discovered = DiscoveredTable.of(values), topics = new ValueTopics(values, discovered);
		const outbox = this._outbox = new Outbox({
			clock, log, makeStore,
			capacity: queue,
			mode: journal,
			policy: whenFull,
			topic: channel => topics.topic(channel),
			isJSON: channel => topics.isJSON(channel),
			expireAfter: topic => topics.expireAfter(topic),
			history: history === "topic",
		});
		const session = this._session = new BrokerSession({
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
			onHandshake: active => this._central.hold(active),
			onSession: (connected, broken) => this.onSession(connected, broken),
		});
		this._connectivity = new Connectivity({
			clock, random, log, wifi, time, ssid, password, sntp,
			needsTime: broker.secure,
			onUp: () => session.start(),
			onDown: () => session.stop(),
		});
		const book = this._book = new AccountBook(log, outbox, session);
		const intake = this._intake = new Intake({ clock, log, values, topics, outbox, session, book });
		this._status = new GatewayStatus({ clock, health, wifi, book, session });
		const presence = this._presence = new Presence(clock, peripherals, (index, changed) => this.onPresence(index, changed));
		this._central = new Central({
			clock, random, log, radio, peripherals, presence, discovered,
			memory: platform.memory,
			onValue: (peripheral, value, channel, bytes) => {
				this._discovery?.note(peripheral, value, bytes);
				intake.take(peripheral, value, channel, bytes);
			},
			onStuck: reason => this.onStuck(reason),
		});
		this._peripherals = new PeripheralNotice({ clock, prefix, peripherals, presence, central: this._central });
		session.announce(this._status);
		session.announce(this._peripherals);
	}
	get account(): Account {
		return this._book.account;
	}
	/** What the gateway listens to at the broker. Made when it is asked for, as what follows: at rest it costs no RAM. */
	get filters(): string[] {
		const { commands, prefix, values } = this._configuration, filters = [...discoveryFilters(this._configuration), ...commandFilters(prefix, commands)];
		requestFilters(prefix, values, FILTERS, filters);
		return filters;
	}
	onMessage(topic: string, payload: Uint8Array, retained: boolean): void {
		const { clock, log } = this._platform;
		this._requestLog ??= new RequestLog(clock, log);
		this._inbox ??= new Inbox(clock, this._requestLog, (topic, text, retained) => this.obey(topic, text, retained));
		this._inbox.take(topic, payload, retained);
	}
	private obey(topic: string, text: string, retained: boolean): void {
		const { clock, log: console } = this._platform, log = this._requestLog!, configuration = this._configuration, central = this._central, session = this._session;
		if (this._discovery?.take(topic, text, retained))
			return;
		if (!isCommand(configuration.prefix, topic)) {
			const { peripherals, values } = configuration;
			this._desk ??= new RequestDesk({ clock, log, peripherals, values, session, central, intake: this._intake });
			return this._desk.take(topic, text, retained);
		}
		new CommandDesk({
			log, console, session, central,
			prefix: configuration.prefix,
			status: () => this.status,
			configuration: () => configurationText({ ...configuration, log: console.level }, this.clientId, this.broker),
			restart: () => this.restart(ANSWER_DELAY),
		}).take(topic, text, retained);
	}
	/** BLE starts at once and waits for nobody; the broker comes after Wi-Fi and the time. */
	start(): void {
		const { clock, log } = this._platform;
		if (!this._configuration.broker.secure)
			log.warning("mqtt", "the broker is mqtt:, in clear: everybody on the way can read and forge user, password and values; use mqtts:");
		const { commands, prefix, values } = this._configuration, left = requestFilters(prefix, values, FILTERS, [...discoveryFilters(this._configuration), ...commandFilters(prefix, commands)]);
		if (left.length)
			log.warning("ask", `there is no room to subscribe to requests for ${left.join(", ")}: a topic as ${prefix}/<peripheral>/<value> needs no room of its own`);
		this._outbox.start();
		this._central.start();
		this._connectivity.start();
		this._report = clock.set(() => this.onReport(), REPORT);
	}
	/** Tells the broker that it goes, stores what waits, and stops. */
	close(): void {
		this._platform.clock.clear(this._report);
		this._platform.clock.clear(this._restart);
		this._inbox?.clear();
		this._desk?.close();
		this._session.stop(true);
		this._central.close();
		this._connectivity.close();
		this._outbox.close();
	}
	private onReport(): void {
		this._report = this._platform.clock.set(() => this.onReport(), REPORT);
		this._presence.check();
		this._platform.health.sample();
		this._book.tell();
		this._session.announce(this._status);
	}
	private onSession(connected: boolean, broken: boolean): void {
		const { clock, log, mac, random } = this._platform, configuration = this._configuration;
		if (!configuration.discovery)
			return;
		this._discovery ??= new Discovery({ clock, log, mac, random, configuration, session: this._session });
		if (connected)
			this._discovery.begin();
		else
			this._discovery.end(broken);
	}
	/** @param changed whether it came or went */
	private onPresence(index: number, changed: boolean): void {
		this._platform.clock.set(() => {
			if (changed)
				this._session.announce(this._peripherals, 2 * index);
			this._session.announce(this._peripherals, 2 * index + 1);
		}, 0);
	}
	private onStuck(reason: string): void {
		const { log } = this._platform;
		log.error("ble", `${reason}; the firmware restarts in ${RESTART_DELAY / 1_000} s` +
			(this._configuration.journal === "never" ? ", until then what waits goes to the broker" : ", and keeps what waits in the journal"));
		this.restart(RESTART_DELAY);
	}
	private get clientId(): string {
		return this._configuration.clientId ?? `gattway-${this._platform.mac.replaceAll(":", "").toLowerCase().slice(-6)}`;
	}
	/** For people: where the broker is. */
	private get broker(): string {
		const { host, port, secure } = this._configuration.broker;
		return `${secure ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
	}
	/** For the command of that name. */
	private get status(): string[] {
		const central = this._central;
		const peripherals = central.peripherals.map(({ configuration: { name }, stateName }, index) =>
			`${JSON.stringify(name)}:{"state":"${stateName}","connected":${Math.round(central.connectedToday(index))}}`);
		return [this._status.text(), `{"peripherals":{${peripherals.join(",")}}}`];
	}
	private restart(delay: number): void {
		this._restart ??= this._platform.clock.set(() => {
			this._outbox.close();
			this._platform.restart();
		}, delay);
	}
}
