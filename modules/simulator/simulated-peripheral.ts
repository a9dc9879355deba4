import type { Random } from "../text/clock";
import { type AdvertisingData, advertisingData } from "./advertising-data";
import { createServices, INDICATE, NOTIFY, type SimulatedCharacteristic, type SimulatedService } from "./attribute-table";
import { pseudoRandom, seedFor } from "./pseudo-random";
import type { PeripheralScenario } from "./scenario";
import type { TimerHandle, Timers } from "./timers";

/** Greatest random delay of each advertisement, in milliseconds (Core, volume 6 part B, 4.4.2.2.1). */
const MAX_DELAY = 10;
/** Milliseconds from the write that turns them on to the first notification. */
const FIRST_NOTIFICATION = 30;

/** By how much handles change. */
const HANDLE_SHIFT = 3;

/** ATT errors (Core, volume 3 part F, 3.4.1.1). */
export const ATT = Object.freeze({ success: 0, invalidHandle: 1, readNotPermitted: 2, writeNotPermitted: 3, unlikely: 0x0e });

/** What a peripheral has of a connection. */
export interface PeripheralLink {
	/** Sends a value. */
	notify(handle: number, bytes: Uint8Array): void;
	/** Ends it. */
	terminate(): void;
	/** The peripheral is out of reach. */
	fade(): void;
}

/** A peripheral: it advertises while nobody is connected, has attributes, and notifies who asked for it. */
export class SimulatedPeripheral {
	readonly name: string;
	/** 6 bytes, little-endian. */
	readonly address: Uint8Array;
	readonly addressType: number;
	readonly mtu: number;
	readonly data: AdvertisingData;
	/** What it does when it is asked; events of the scenario change it. */
	connections: "accept" | "refuse" | "fail" | "odd" = "accept";
	discovery: "normal" | "stall" | "empty" = "normal";
	subscriptions: "normal" | "stall" = "normal";
	mtuExchange: "normal" | "refuse" | "stall" = "normal";
	/** Milliseconds that it asked for in place of the central's (Core, volume 6 part B, 4.5.2: up to 32 s). */
	supervisionTimeout: number | undefined;
	/** Notifications and indications sent since the start. */
	sent = 0;

	#services: readonly SimulatedService[];
	#renumber: () => readonly SimulatedService[];
	#hangUp: number | undefined;
	#hangingUp: TimerHandle | undefined;
	#rssi: number;
	#interval: number;
	#random: Random;
	#timers: Timers;
	#advertised: (peripheral: SimulatedPeripheral) => void;
	#advertising: TimerHandle | undefined;
	#present = false;
	#link: PeripheralLink | undefined;
	#notifying = new Map<SimulatedCharacteristic, TimerHandle>();

	/** @param advertised called for each advertisement that goes on the air */
	constructor(scenario: PeripheralScenario, seed: number, timers: Timers, advertised: (peripheral: SimulatedPeripheral) => void) {
		this.name = scenario.name;
		this.address = scenario.address;
		this.addressType = scenario.addressType;
		this.mtu = scenario.mtu;
		this.#services = createServices(scenario, seed);
		this.#renumber = () => createServices(scenario, seed, this.#services[0]!.start + HANDLE_SHIFT);
		this.#hangUp = scenario.hangUp;
		this.data = advertisingData(scenario);
		this.#rssi = scenario.rssi;
		this.#interval = scenario.advertise.interval;
		this.#random = pseudoRandom(seedFor(seed, scenario.name));
		this.#timers = timers;
		this.#advertised = advertised;
	}
	get services(): readonly SimulatedService[] {
		return this.#services;
	}
	get present(): boolean {
		return this.#present;
	}
	get connected(): boolean {
		return this.#link !== undefined;
	}
	/** Signal strength of what it sends next, in dBm. */
	get rssi(): number {
		return this.#rssi + Math.floor(this.#random() * 5) - 2;
	}
	appear(): void {
		this.#present = true;
		this.#advertise();
	}
	/** It is out of reach at once; who is connected notices later. */
	vanish(): void {
		this.#present = false;
		this.#quiet();
		this.#stopNotifying();
		this.#link?.fade();
	}
	/** A central connected. */
	join(link: PeripheralLink): void {
		this.#link = link;
		this.#quiet();
		if (this.#hangUp !== undefined)
			this.#hangingUp = this.#timers.set(() => this.disconnect(), this.#hangUp);
	}
	/** The connection is gone. What was subscribed to is forgotten, as it is without bonding. */
	leave(): void {
		this.#link = undefined;
		this.#timers.clear(this.#hangingUp);
		this.#stopNotifying();
		for (const characteristic of this.characteristics())
			characteristic.configuration?.bytes.fill(0);
		this.#advertise();
	}
	/** Ends the connection from its side. */
	disconnect(): void {
		this.#link?.terminate();
	}
	/** New firmware: every attribute has another handle, and who is connected is sent away. */
	changeHandles(): void {
		this.disconnect();
		this.#stopNotifying();
		this.#services = this.#renumber();
	}
	*characteristics(): Generator<SimulatedCharacteristic> {
		for (const service of this.services)
			yield* service.characteristics;
	}
	find(uuid: Uint8Array): SimulatedCharacteristic | undefined {
		for (const characteristic of this.characteristics()) {
			if (String(characteristic.uuid) === String(uuid))
				return characteristic;
		}
		return undefined;
	}
	/** The value of an attribute, or the ATT error. */
	read(handle: number): Uint8Array | number {
		for (const characteristic of this.characteristics()) {
			if (characteristic.declaration === handle)
				return declarationBytes(characteristic);
			if (characteristic.handle === handle)
				return readValue(characteristic);
			const descriptor = characteristic.descriptors.find(entry => entry.handle === handle);
			if (descriptor)
				return descriptor.bytes;
		}
		return ATT.invalidHandle;
	}
	/** Writes an attribute; `command`: without an answer. Returns the ATT error, 0 for none. */
	write(handle: number, bytes: Uint8Array, command: boolean): number {
		for (const characteristic of this.characteristics()) {
			const { configuration, subscription } = characteristic;
			if (characteristic.handle === handle)
				return this.#take(characteristic, bytes, command);
			const descriptor = characteristic.descriptors.find(entry => entry.handle === handle);
			if (!descriptor)
				continue;
			if (!descriptor.writable || (descriptor === configuration && (subscription === "refuses" || (command && subscription === "requests"))))
				return ATT.writeNotPermitted;
			descriptor.bytes = Uint8Array.from(bytes);
			if (descriptor === configuration)
				this.#configure(characteristic);
			return ATT.success;
		}
		return this.services.some(({ start, end }) => handle >= start && handle <= end) ? ATT.writeNotPermitted : ATT.invalidHandle;
	}
	#take(characteristic: SimulatedCharacteristic, bytes: Uint8Array, command: boolean): number {
		const { properties, writing } = characteristic;
		if (!(properties & (command ? 0x04 : 0x08)) || writing === "refuses" || (command && writing === "requests"))
			return ATT.writeNotPermitted;
		if (writing !== "ignores") {
			characteristic.written = Uint8Array.from(bytes);
			if (writing === "alters")
				characteristic.written[0]!++;
			this.notify(characteristic, characteristic.written);
		}
		return ATT.success;
	}
	/** Sends a value to who is subscribed; nobody is: nothing. */
	notify(characteristic: SimulatedCharacteristic, bytes: Uint8Array): void {
		if (!this.#link || !this.#present || !isSubscribed(characteristic))
			return;
		this.sent++;
		this.#link.notify(characteristic.handle, bytes);
	}
	#configure(characteristic: SimulatedCharacteristic): void {
		this.#timers.clear(this.#notifying.get(characteristic));
		this.#notifying.delete(characteristic);
		const { every } = characteristic;
		if (every === undefined || !isSubscribed(characteristic))
			return;
		const send = () => this.notify(characteristic, characteristic.written ?? characteristic.source.next());
		this.#notifying.set(characteristic, this.#timers.set(() => {
			this.#notifying.set(characteristic, this.#timers.repeat(send, every));
			send();
		}, FIRST_NOTIFICATION));
	}
	#stopNotifying(): void {
		for (const timer of this.#notifying.values())
			this.#timers.clear(timer);
		this.#notifying.clear();
	}
	#advertise(): void {
		if (!this.#present || this.#link || this.#advertising)
			return;
		this.#advertising = this.#timers.set(() => {
			this.#advertising = undefined;
			this.#advertised(this);
			this.#advertise();
		}, this.#interval + this.#random() * MAX_DELAY);
	}
	#quiet(): void {
		this.#timers.clear(this.#advertising);
		this.#advertising = undefined;
	}
}

function isSubscribed({ configuration, properties }: SimulatedCharacteristic): boolean {
	const bits = configuration?.bytes[0] ?? 0;
	return (bits & 1) !== 0 && (properties & NOTIFY) !== 0 || (bits & 2) !== 0 && (properties & INDICATE) !== 0;
}

/** Properties, handle of the value, UUID (Core, volume 3 part G, 3.3.1). */
function declarationBytes({ handle, properties, uuid }: SimulatedCharacteristic): Uint8Array {
	return Uint8Array.of(properties, handle & 0xff, handle >> 8, ...uuid);
}

function readValue({ properties, reading, source, written }: SimulatedCharacteristic): Uint8Array | number {
	if (!(properties & 0x02))
		return ATT.readNotPermitted;
	return reading === "refuses" ? ATT.unlikely : written ?? source.current;
}
