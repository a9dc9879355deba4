import type { BluetoothAddress } from "../text/bluetooth-address";
import { Backoff } from "../text/backoff";
import type { Clock, Random } from "../text/clock";
import type { PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import { AirReport } from "./air-report";
import { DeviceChoice } from "./device-choice";
import type { DeviceMemory } from "./device-memory";
import type { Peripheral } from "./peripheral";
import type { PeripheralRequest } from "./peripheral-request";
import type { Radio, RadioConnection, RadioError, RadioEvents, RemoteCharacteristic } from "./radio";
import { mayBeLong, planSubscriptions } from "./subscription-plan";
import { formatUUID, sameUUID } from "../text/uuid";

/** A connection that held this long was a good one: the next failure starts with a short delay again. */
const STABLE = 30_000;
/** A failure that costs the other peripherals a restart of the stack may come again at this interval at the soonest. */
const RESTART_REST = 30_000;
/** Bytes that the header of a notification takes of the MTU. */
const NOTIFICATION_HEADER = 3;
const PAIRING = "; it may want to be paired with, which this gateway does not do";

export interface CentralOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly radio: Radio;
	readonly peripherals: readonly PeripheralConfiguration[];
	readonly memory: DeviceMemory;
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
	#choice: DeviceChoice;
	#air: AirReport;
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
				muteToMTU: false,
				cutTold: false,
				alarm: undefined,
			};
			firstChannel += configuration.values.length;
			return peripheral;
		});
		this.#choice = new DeviceChoice(options.peripherals, options.memory, options.log);
		this.#air = new AirReport(options.clock, options.log);
	}
	get peripherals(): readonly Readonly<Peripheral>[] {
		return this.#peripherals;
	}
	start(): void {
		this.#choice.start();
		this.#options.radio.open(this);
	}
	/** Asks for it; at most one at work a peripheral is the caller's promise. */
	request(request: PeripheralRequest): void {
		this.#options.clock.set(() => request.onDone("request", "this firmware does not read or write yet", undefined, undefined), 0);
	}
	/** Gives it up; `onDone` is not called any more. What is on the air stays there. */
	cancel(_request: PeripheralRequest): void {}
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
			if (peripheral.state !== "missing" || !this.#choice.suits(i, address, data) || this.isTaken(address))
				continue;
			peripheral.state = "found";
			peripheral.address = address;
			peripheral.addressType = addressType;
			this.#options.log.info("ble", `found ${peripheral.configuration.name} at ${address}, ${rssi} dBm`);
			this.#choice.compare(i, address, data);
			this.step();
			return;
		}
		if (this.#air.wants(address, data))
			this.#air.tell(address, addressType, rssi, data, this.mismatches(address, data));
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
				if (subscription.open && bytes.length === connection.mtu - NOTIFICATION_HEADER && !peripheral.cutTold)
					this.tellCut(peripheral, connection);
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
	private step(anew = false): void {
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
			radio.scan(room && !this.#held && this.count(peripheral => peripheral.state === "missing") > 0, anew);
	}
	private connect(peripheral: Peripheral): void {
		peripheral.state = "connecting";
		this.#options.radio.connect(peripheral.address, peripheral.addressType, (error, connection) => {
			if (error)
				this.fail(peripheral, error);
			else {
				peripheral.connection = connection!;
				this.#options.log.info("ble", `connected to ${peripheral.configuration.name}`);
				if (peripheral.configuration.values.some(mayBeLong) && !peripheral.muteToMTU)
					this.exchangeMTU(peripheral, connection!);
				else
					this.discover(peripheral, connection!);
			}
		});
	}
	private exchangeMTU(peripheral: Peripheral, connection: RadioConnection): void {
		peripheral.state = "discovering";
		connection.exchangeMTU(error => {
			if (error) {
				peripheral.muteToMTU = error.failure === "deadline";
				return this.fail(peripheral, error, peripheral.muteToMTU ? "; next time it is not asked" : "");
			}
			this.discover(peripheral, connection);
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
			const wanted: RemoteCharacteristic[] = [];
			peripheral.subscriptions = planSubscriptions(peripheral.configuration, found, wanted, this.#options.log);
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
		connection.subscribe(characteristic.handle, characteristic.properties, 0, error => {
			if (error)
				return this.fail(peripheral, error, error.failure === "refused" || error.failure === "deadline" ? PAIRING : "");
			this.#options.log.info("ble", `subscribed to ${peripheral.configuration.name} ${formatUUID(characteristic.uuid)}`);
			this.subscribe(peripheral, connection, wanted, index + 1);
		});
	}
	private complete(peripheral: Peripheral): void {
		peripheral.state = "connected";
		this.#choice.keep(this.#peripherals.indexOf(peripheral), peripheral.address, peripheral.addressType);
		peripheral.alarm = this.#options.clock.set(() => peripheral.backoff.reset(), STABLE);
		this.step();
	}
	private fail(peripheral: Peripheral, error: RadioError, hint = ""): void {
		if (this.#closed)
			return;
		if (error.failure !== "disconnected" && error.failure !== "restarting")
			peripheral.connection?.disconnect();
		this.rest(peripheral, error.message + hint, error.failure === "restarting" ? RESTART_REST : 0);
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
			// the running scan tells of each device once, and may have done so while this one rested
			this.step(true);
		}, delay);
	}
	private miss(peripheral: Peripheral): void {
		this.#options.clock.clear(peripheral.alarm);
		peripheral.alarm = undefined;
		peripheral.state = "missing";
		peripheral.connection = undefined;
		peripheral.subscriptions = [];
	}
	private tellCut(peripheral: Peripheral, { mtu }: RadioConnection): void {
		peripheral.cutTold = true;
		this.#options.log.warning("ble", `${peripheral.configuration.name}: a text of ${mtu - NOTIFICATION_HEADER} bytes may have been cut: ` +
			`that is all that fits with the MTU of ${mtu}, the largest that it and this radio agree on`);
	}
	private mismatches(address: BluetoothAddress, data: Uint8Array): string {
		const reasons: string[] = [];
		this.#peripherals.forEach(({ configuration, state }, index) => {
			if (state === "missing")
				reasons.push(`not ${configuration.name}, ${this.#choice.mismatch(index, address, data)}`);
		});
		return reasons.length ? reasons.join("; ") : "none is looked for";
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
