import type { Alarm } from "../text/clock";
import type { Configuration, PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import type { Account } from "./account";
import { CommandDesk, commandFilters, isCommand } from "./command-desk";
import { configurationText } from "./configuration-text";
import { Connectivity } from "./connectivity";
import { Discovery, discoveryFilters } from "./discovery";
import { type GatewayEvents, GatewayParts } from "./gateway-parts";
import { GatewayStatus } from "./gateway-status";
import { Inbox } from "./inbox";
import { PeripheralNotice } from "./peripheral-notice";
import type { Platform } from "./platform";
import { RequestDesk } from "./request-desk";
import { requestFilters } from "./request-filters";
import { RequestLog } from "./request-log";

const REPORT = 60_000;
/** Bytes of all filters that the gateway subscribes to: see `BrokerLink.subscribe`. */
const FILTERS = 1_024;
/** What waits may still go to the broker before the firmware restarts. */
const RESTART_DELAY = 60_000;
/** The same where somebody has asked for it. */
const ANSWER_DELAY = 2_000;

/** The gateway: what peripherals notify becomes text and goes to the broker. */
export class Gateway implements GatewayEvents {
	private _configuration: Configuration;
	private _platform: Platform;
	private _parts: GatewayParts;
	private _connectivity: Connectivity;
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
		const parts = this._parts = new GatewayParts(configuration, platform, this);
		this._connectivity = new Connectivity(parts);
		this._status = new GatewayStatus(parts);
		this._peripherals = new PeripheralNotice(parts);
		parts.session.announce(this._status);
		parts.session.announce(this._peripherals);
	}
	get account(): Account {
		return this._parts.book.account;
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
		const { clock, log: console } = this._platform, log = this._requestLog!, configuration = this._configuration, central = this._parts.central, session = this._parts.session;
		if (this._discovery?.take(topic, text, retained))
			return;
		if (!isCommand(configuration.prefix, topic)) {
			const { peripherals, values } = configuration;
			this._desk ??= new RequestDesk({ clock, log, peripherals, values, session, central, intake: this._parts.intake });
			return this._desk.take(topic, text, retained);
		}
		new CommandDesk({
			log, console, session, central,
			prefix: configuration.prefix,
			status: () => this.status,
			configuration: () => configurationText({ ...configuration, log: console.level }, this._parts.link.clientId, this._parts.broker),
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
		this._parts.outbox.start();
		this._parts.central.start();
		this._connectivity.start();
		this._report = clock.set(() => this.onReport(), REPORT);
	}
	/** Tells the broker that it goes, stores what waits, and stops. */
	close(): void {
		this._platform.clock.clear(this._report);
		this._platform.clock.clear(this._restart);
		this._inbox?.clear();
		this._desk?.close();
		this._parts.session.stop(true);
		this._parts.broadcasts?.store();
		this._parts.central.close();
		this._connectivity.close();
		this._parts.outbox.close();
	}
	private onReport(): void {
		this._report = this._platform.clock.set(() => this.onReport(), REPORT);
		this._parts.presence.check();
		this._platform.health.sample();
		this._parts.book.tell();
		this._parts.session.announce(this._status);
	}
	onValue(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array): void {
		this._discovery?.note(peripheral, value, bytes);
		this._parts.intake.take(peripheral, value, channel, bytes);
	}
	onSession(connected: boolean, broken: boolean): void {
		const { clock, log, mac, random } = this._platform, configuration = this._configuration;
		if (!configuration.discovery)
			return;
		this._discovery ??= new Discovery({ clock, log, mac, random, configuration, session: this._parts.session });
		if (connected)
			this._discovery.begin();
		else
			this._discovery.end(broken);
	}
	onPresence(index: number, changed: boolean): void {
		this._platform.clock.set(() => {
			if (changed)
				this._parts.session.announce(this._peripherals, 2 * index);
			this._parts.session.announce(this._peripherals, 2 * index + 1);
		}, 0);
	}
	onStuck(reason: string): void {
		const { log } = this._platform;
		log.error("ble", `${reason}; the firmware restarts in ${RESTART_DELAY / 1_000} s` +
			(this._configuration.journal === "never" ? ", until then what waits goes to the broker" : ", and keeps what waits in the journal"));
		this.restart(RESTART_DELAY);
	}
	/** For the command of that name. */
	private get status(): string[] {
		const { broadcasts, central } = this._parts;
		const peripherals = central.peripherals.map(({ configuration: { name }, stateName }, index) =>
			`${JSON.stringify(name)}:{"state":"${stateName}","connected":${Math.round(central.connectedToday(index))}}`);
		const parts = [this._status.text(), `{"peripherals":{${peripherals.join(",")}}}`];
		return broadcasts ? [...parts, `{"air":${broadcasts.text}}`] : parts;
	}
	private restart(delay: number): void {
		this._restart ??= this._platform.clock.set(() => {
			this._parts.outbox.close();
			this._parts.broadcasts?.store();
			this._platform.restart();
		}, delay);
	}
}
