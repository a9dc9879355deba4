import type { BluetoothAddress } from "../text/bluetooth-address";
import { Backoff } from "../text/backoff";
import type { Clock, Random } from "../text/clock";
import type { PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import type { Peripheral, Subscription } from "./peripheral";
import { PeripheralMatcher } from "./peripheral-matcher";
import type { Radio, RadioConnection, RadioError, RadioEvents, RemoteCharacteristic } from "./radio";
import { formatUUID, sameUUID } from "../text/uuid";

const NOTIFY_OR_INDICATE = 0x30;
/** A connection that held this long was a good one: the next failure starts with a short delay again. */
const STABLE = 30_000;
/** A failure that costs the other peripherals a restart of the stack may come again at this interval at the soonest. */
const RESTART_REST = 30_000;

export interface CentralOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly radio: Radio;
	readonly peripherals: readonly PeripheralConfiguration[];
	/** A characteristic's bytes for one configured value; only valid during the call. */
	onValue(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array): void;
	/** Only restarting the firmware can bring BLE back. */
	onStuck(reason: string): void;
}

/**
 * Keeps every configured peripheral connected: looks for those that are missing, takes them one at a time through
 * connect, discover and subscribe, and looks for each again when it goes. A peripheral that fails rests with
 * backoff while the others have their turn.
 */
export class Central implements RadioEvents {
	#options: CentralOptions;
	#peripherals: readonly Peripheral[];
	#matchers: readonly PeripheralMatcher[];
	#held = false;
	#closed = false;
	#full = false;

	constructor(options: CentralOptions) {
		this.#options = options;
		let firstChannel = 0;
		this.#peripherals = options.peripherals.map(configuration => {
			const peripheral: Peripheral = {
				configuration,
				firstChannel,
				backoff: new Backoff(options.random, 1_000, 60_000),
				state: "missing",
				address: "",
				addressType: 0,
				connection: undefined,
				subscriptions: [],
				alarm: undefined,
			};
			firstChannel += configuration.values.length;
			return peripheral;
		});
		this.#matchers = options.peripherals.map(configuration => new PeripheralMatcher(configuration.match));
	}
	get peripherals(): readonly Readonly<Peripheral>[] {
		return this.#peripherals;
	}
	start(): void {
		this.#options.radio.open(this);
	}
	/** While held the radio does not scan, so that a TLS handshake has the air to itself; connections stay. */
	hold(held: boolean): void {
		this.#held = held;
		this.step();
	}
	close(): void {
		this.#closed = true;
		for (const peripheral of this.#peripherals)
			this.#options.clock.clear(peripheral.alarm);
		this.#options.radio.close();
	}

	onReady(): void {
		this.#options.log.info("ble", `radio ready; looking for ${this.names(peripheral => peripheral.state === "missing")}`);
		this.step();
	}
	onAdvertisement(address: BluetoothAddress, addressType: number, rssi: number, data: Uint8Array): void {
		for (let i = 0; i < this.#peripherals.length; i++) {
			const peripheral = this.#peripherals[i]!;
			if (peripheral.state !== "missing" || !this.#matchers[i]!.matches(address, data) || this.isTaken(address))
				continue;
			peripheral.state = "found";
			peripheral.address = address;
			peripheral.addressType = addressType;
			this.#options.log.info("ble", `found ${peripheral.configuration.name} at ${address}, ${rssi} dBm`);
			this.step();
			return;
		}
	}
	onNotification(connection: RadioConnection, handle: number, bytes: Uint8Array): void {
		for (let i = 0; i < this.#peripherals.length; i++) {
			const peripheral = this.#peripherals[i]!;
			if (peripheral.connection !== connection)
				continue;
			for (let j = 0; j < peripheral.subscriptions.length; j++) {
				const subscription = peripheral.subscriptions[j]!;
				if (subscription.handle !== handle)
					continue;
				const { values } = subscription;
				for (let k = 0; k < values.length; k++)
					this.#options.onValue(peripheral.configuration, peripheral.configuration.values[values[k]!]!,
						peripheral.firstChannel + values[k]!, bytes);
				return;
			}
			return;
		}
	}
	onDisconnected(connection: RadioConnection): void {
		const peripheral = this.#peripherals.find(candidate => candidate.connection === connection);
		if (peripheral?.state === "connected")
			this.rest(peripheral, "disconnected", 0);
		this.step();
	}
	onRestart(reason: string): void {
		this.#options.log.warning("ble", `restarting the BLE stack: ${reason}`);
		for (const peripheral of this.#peripherals) {
			if (peripheral.connection || peripheral.state === "found")
				this.miss(peripheral);
		}
	}
	onStuck(reason: string): void {
		this.#options.onStuck(reason);
	}

	/** Starts whatever is next, if the radio is free. */
	private step(): void {
		const { radio } = this.#options;
		if (this.#closed || !radio.idle)
			return;
		const connections = this.count(peripheral => peripheral.connection !== undefined);
		const room = connections < radio.maximumConnections;
		if (!room && !this.#full && connections < this.#peripherals.length)
			this.#options.log.warning("ble", `the radio holds ${radio.maximumConnections} connections and all are in use: ` +
				`${this.names(peripheral => !peripheral.connection)} must wait until one ends`);
		this.#full = !room;
		// connecting listens all the time until the peripheral answers: it too would take the air from a handshake
		const next = room && !this.#held ? this.#peripherals.find(peripheral => peripheral.state === "found") : undefined;
		if (next)
			this.connect(next);
		else
			radio.scan(room && !this.#held && this.count(peripheral => peripheral.state === "missing") > 0);
	}
	private connect(peripheral: Peripheral): void {
		peripheral.state = "connecting";
		this.#options.radio.connect(peripheral.address, peripheral.addressType, (error, connection) => {
			if (error)
				this.fail(peripheral, error);
			else {
				peripheral.connection = connection!;
				this.#options.log.info("ble", `connected to ${peripheral.configuration.name}`);
				this.discover(peripheral, connection!);
			}
		});
	}
	private discover(peripheral: Peripheral, connection: RadioConnection): void {
		peripheral.state = "discovering";
		const services: Uint8Array[] = [];
		for (const { service } of peripheral.configuration.values) {
			if (!services.some(known => sameUUID(known, service, 0, 16)))
				services.push(service);
		}
		connection.discover(services, (error, found) => {
			if (error)
				return this.fail(peripheral, error);
			const subscriptions: Subscription[] = [];
			const wanted: RemoteCharacteristic[] = [];
			for (const characteristic of found) {
				const values = this.valuesOf(peripheral.configuration, characteristic);
				if (values.length && this.canNotify(peripheral, characteristic)) {
					wanted.push(characteristic);
					subscriptions.push({ handle: characteristic.handle, values });
				}
			}
			this.reportMissing(peripheral, found);
			peripheral.subscriptions = subscriptions;
			if (wanted.length)
				this.subscribe(peripheral, connection, wanted, 0);
			else
				this.fail(peripheral, { failure: "not found", message: "nothing of what is configured can be subscribed to" });
		});
	}
	private subscribe(peripheral: Peripheral, connection: RadioConnection, wanted: readonly RemoteCharacteristic[], index: number): void {
		const characteristic = wanted[index];
		if (!characteristic)
			return this.complete(peripheral);
		peripheral.state = "subscribing";
		connection.subscribe(characteristic, error => {
			if (error)
				return this.fail(peripheral, error);
			this.#options.log.info("ble", `subscribed to ${peripheral.configuration.name} ${formatUUID(characteristic.uuid)}`);
			this.subscribe(peripheral, connection, wanted, index + 1);
		});
	}
	private complete(peripheral: Peripheral): void {
		peripheral.state = "connected";
		peripheral.alarm = this.#options.clock.set(() => peripheral.backoff.reset(), STABLE);
		this.step();
	}
	private fail(peripheral: Peripheral, error: RadioError): void {
		if (this.#closed)
			return;
		if (error.failure !== "disconnected" && error.failure !== "restarting")
			peripheral.connection?.disconnect();
		this.rest(peripheral, error.message, error.failure === "restarting" ? RESTART_REST : 0);
		this.step();
	}
	/** Forgets the peripheral's device for a while, at least `minimum` milliseconds. */
	private rest(peripheral: Peripheral, reason: string, minimum: number): void {
		this.miss(peripheral);
		peripheral.state = "resting";
		const delay = minimum + peripheral.backoff.next();
		this.#options.log.warning("ble", `${peripheral.configuration.name}: ${reason}; looking for it again in ${describeDuration(delay)}`);
		peripheral.alarm = this.#options.clock.set(() => {
			peripheral.state = "missing";
			this.step();
		}, delay);
	}
	private miss(peripheral: Peripheral): void {
		this.#options.clock.clear(peripheral.alarm);
		peripheral.alarm = undefined;
		peripheral.state = "missing";
		peripheral.connection = undefined;
		peripheral.subscriptions = [];
	}
	private canNotify(peripheral: Peripheral, characteristic: RemoteCharacteristic): boolean {
		if (characteristic.properties & NOTIFY_OR_INDICATE)
			return true;
		this.#options.log.error("ble", `${peripheral.configuration.name}: characteristic ${formatUUID(characteristic.uuid)} ` +
			"offers neither notifications nor indications: its values can't be had");
		return false;
	}
	private reportMissing(peripheral: Peripheral, found: readonly RemoteCharacteristic[]): void {
		for (const { name, service, characteristic } of peripheral.configuration.values) {
			if (!found.some(candidate => sameUUID(service, candidate.service, 0, 16) && sameUUID(characteristic, candidate.uuid, 0, 16)))
				this.#options.log.error("ble", `${peripheral.configuration.name}: no characteristic ${formatUUID(characteristic)} ` +
					`in a service ${formatUUID(service)}, so there is no value ${name}: check the UUIDs in the configuration`);
		}
	}
	private valuesOf(configuration: PeripheralConfiguration, { service, uuid }: RemoteCharacteristic): number[] {
		const values: number[] = [];
		configuration.values.forEach((value, index) => {
			if (sameUUID(value.service, service, 0, 16) && sameUUID(value.characteristic, uuid, 0, 16))
				values.push(index);
		});
		return values;
	}
	private isTaken(address: BluetoothAddress): boolean {
		return this.#peripherals.some(({ state, address: taken }) => taken === address && state !== "missing" && state !== "resting");
	}
	private count(filter: (peripheral: Peripheral) => boolean): number {
		return this.#peripherals.filter(filter).length;
	}
	private names(filter: (peripheral: Peripheral) => boolean): string {
		return this.#peripherals.filter(filter).map(({ configuration }) => configuration.name).join(", ");
	}
}
