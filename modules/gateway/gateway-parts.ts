import type { LinkOptions, OpenLink } from "../broker/broker-link";
import { BrokerSession, type SessionOptions } from "../broker/broker-session";
import type { Subscriptions } from "../broker/subscriber";
import type { BroadcasterConfiguration } from "../configuration/broadcaster";
import type { Configuration, PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { Central, type CentralOptions } from "../peripheral/central";
import type { DeviceMemory } from "../peripheral/device-memory";
import { DiscoveredTable } from "../peripheral/discovered-table";
import { Presence } from "../peripheral/presence";
import type { Radio } from "../peripheral/radio";
import type { BlockCipherMaker } from "../reading/block-cipher";
import type { CounterMemory } from "../reading/counter-memory";
import { Outbox, type OutboxOptions } from "../reading/outbox";
import type { MakeStore } from "../reading/reading-store";
import type { Clock, Random } from "../text/clock";
import type { Log } from "../text/log";
import { AccountBook } from "./account";
import { BroadcastIntake, type BroadcastIntakeOptions } from "./broadcast-intake";
import type { ConnectivityOptions } from "./connectivity";
import type { GatewayStatusOptions } from "./gateway-status";
import type { Health } from "./health";
import { Intake, type IntakeOptions } from "./intake";
import type { TimeSource, WiFiStation } from "./network";
import type { PeripheralNoticeOptions } from "./peripheral-notice";
import type { Platform } from "./platform";
import { ValueTopics } from "./value-topics";

/** What the parts tell the gateway. */
export interface GatewayEvents extends Subscriptions {
	/** A connection to the broker has begun, or ended; `broken` as in `SessionOptions`. */
	onSession(connected: boolean, broken: boolean): void;
	/** Of the peripheral with that index something has changed. @param changed whether it came or went */
	onPresence(index: number, changed: boolean): void;
	/** See `CentralOptions`, as the next. */
	onValue(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array): void;
	onStuck(reason: string): void;
}

/**
 * The parts of the gateway, and what each of them is given: this one object for all. Its functions lie in flash; an object of
 * options for each, and closures in them, took 150 slots.
 */
export class GatewayParts implements OutboxOptions, SessionOptions, ConnectivityOptions, IntakeOptions, BroadcastIntakeOptions, GatewayStatusOptions, CentralOptions, PeripheralNoticeOptions {
	readonly subscriptions: GatewayEvents;
	readonly clock: Clock;
	readonly log: Log;
	readonly link: LinkOptions;
	readonly topics: ValueTopics;
	readonly discovered: DiscoveredTable | undefined;
	readonly outbox: Outbox;
	readonly session: BrokerSession;
	readonly book: AccountBook;
	readonly intake: Intake;
	/** Where there is something to hear. */
	readonly broadcasts: BroadcastIntake | undefined;
	readonly presence: Presence;
	readonly central: Central;
	private _configuration: Configuration;
	private _platform: Platform;

	constructor(configuration: Configuration, platform: Platform, events: GatewayEvents) {
		const { clientId, keepAlive, peripherals, prefix, retain, status, values } = configuration, { clock, log, mac } = platform;
		this._configuration = configuration;
		this._platform = platform;
		this.subscriptions = events;
		this.clock = clock;
		this.log = log;
		this.link = {
			clientId: clientId ?? `gattway-${mac.replaceAll(":", "").toLowerCase().slice(-6)}`,
			keepAlive,
			will: status ? { topic: `${prefix}/status`, message: "offline", retain } : undefined,
		};
		this.discovered = DiscoveredTable.of(values);
		this.topics = new ValueTopics(values, this.discovered);
		// each finds those before it here
		this.outbox = new Outbox(this);
		this.session = new BrokerSession(this);
		this.book = new AccountBook(log, this.outbox, this.session);
		this.intake = new Intake(this);
		this.broadcasts = configuration.broadcasters.length > 0 ? new BroadcastIntake(this) : undefined;
		this.presence = new Presence(clock, peripherals, (index, changed) => events.onPresence(index, changed));
		this.central = new Central(this);
	}
	get prefix(): string {
		return this._configuration.prefix;
	}
	get peripherals(): readonly PeripheralConfiguration[] {
		return this._configuration.peripherals;
	}
	get values(): readonly ValueConfiguration[] {
		return this._configuration.values;
	}
	get random(): Random {
		return this._platform.random;
	}

	get capacity(): number {
		return this._configuration.queue;
	}
	get mode(): OutboxOptions["mode"] {
		return this._configuration.journal;
	}
	get policy(): OutboxOptions["policy"] {
		return this._configuration.whenFull;
	}
	get history(): boolean {
		return this._configuration.history === "topic";
	}
	get makeStore(): MakeStore {
		return this._platform.makeStore;
	}
	topic(channel: number): string {
		return channel < this.values.length ? this.topics.topic(channel) : this.broadcasts!.publisher.topic(channel);
	}
	isJSON(channel: number): boolean {
		return channel < this.values.length ? this.topics.isJSON(channel) : this.broadcasts!.publisher.isJSON(channel);
	}
	expireAfter(topic: string): number {
		return this.topics.expireAfter(topic);
	}

	get open(): OpenLink {
		return this._platform.openLink;
	}
	/** For people: where the broker is. */
	get broker(): string {
		const { host, port, secure } = this._configuration.broker;
		return `${secure ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
	}
	onTrusted(time: number): void {
		this._platform.keepTime(time);
	}
	onHandshake(active: boolean): void {
		this.central.hold(active);
	}
	onSession(connected: boolean, broken: boolean): void {
		this.subscriptions.onSession(connected, broken);
	}

	get wifi(): WiFiStation {
		return this._platform.wifi;
	}
	get time(): TimeSource {
		return this._platform.time;
	}
	get ssid(): string {
		return this._configuration.ssid;
	}
	get password(): string | undefined {
		return this._configuration.password;
	}
	get sntp(): string {
		return this._configuration.sntp;
	}
	get needsTime(): boolean {
		return this._configuration.broker.secure;
	}
	onUp(): void {
		this.session.start();
	}
	onDown(): void {
		this.session.stop();
	}

	get broadcasters(): readonly BroadcasterConfiguration[] {
		return this._configuration.broadcasters;
	}
	get counters(): CounterMemory {
		return this._platform.counters;
	}
	get makeCipher(): BlockCipherMaker {
		return this._platform.makeCipher;
	}
	get listener(): BroadcastIntake | undefined {
		return this.broadcasts;
	}

	get health(): Health {
		return this._platform.health;
	}
	get radio(): Radio {
		return this._platform.radio;
	}
	get memory(): DeviceMemory {
		return this._platform.memory;
	}
	onValue(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array): void {
		this.subscriptions.onValue(peripheral, value, channel, bytes);
	}
	onStuck(reason: string): void {
		this.subscriptions.onStuck(reason);
	}
}
