import type { Random } from "../text/clock";
import { pseudoRandom, seedFor } from "./pseudo-random";
import type { BroadcasterScenario } from "./scenario";
import { sealBTHome, sealMiBeacon } from "./sealed-broadcast";
import type { Timers } from "./timers";

/** Greatest random delay of each advertisement, in milliseconds (Core, volume 6 part B, 4.4.2.2.1). */
const MAX_DELAY = 10;
const FLAGS = Object.freeze([0x02, 0x01, 0x06]);
const SERVICE_DATA = 0x16, MANUFACTURER_DATA = 0xff;
const BTHOME = 0xfcd2, MIBEACON = 0xfe95;

/** Says all that it has in advertisements, and takes no connection. */
export class SimulatedBroadcaster {
	readonly name: string;
	/** 6 bytes, little-endian. */
	readonly address: Uint8Array;
	readonly addressType: number;
	/** What it sends now. */
	data: Uint8Array = new Uint8Array();

	#scenario: BroadcasterScenario;
	#random: Random;
	#timers: Timers;
	#advertised: (broadcaster: SimulatedBroadcaster) => void;
	/** Advertisements sent, and packets made, since the start. */
	#sent = 0;
	#made = 0;

	/** @param advertised called for each advertisement that goes on the air */
	constructor(scenario: BroadcasterScenario, seed: number, timers: Timers, advertised: (broadcaster: SimulatedBroadcaster) => void) {
		this.name = scenario.name;
		this.address = scenario.address;
		this.addressType = scenario.addressType;
		this.#scenario = scenario;
		this.#random = pseudoRandom(seedFor(seed, scenario.name));
		this.#timers = timers;
		this.#advertised = advertised;
	}
	/** Signal strength of what it sends next, in dBm. */
	get rssi(): number {
		return this.#scenario.rssi + Math.floor(this.#random() * 5) - 2;
	}
	start(): void {
		const { interval, repeat } = this.#scenario;
		this.#timers.set(() => {
			if (this.#sent++ % repeat === 0)
				this.data = this.#make();
			this.#advertised(this);
			this.start();
		}, interval + this.#random() * MAX_DELAY);
	}
	#make(): Uint8Array {
		const { company, key, packets, service } = this.#scenario, number = this.#made++;
		const plain = packets[number % packets.length]!, data = key ? this.#seal(key, plain, number) : this.#count(plain, number);
		const found = service ?? company;
		if (found === undefined)
			return data;
		return Uint8Array.of(...FLAGS, data.length + 3, service === undefined ? MANUFACTURER_DATA : SERVICE_DATA, found & 0xff, found >> 8, ...data);
	}
	#seal(key: Uint8Array, plain: Uint8Array, number: number): Uint8Array {
		const seal = this.#scenario.service === MIBEACON ? sealMiBeacon : sealBTHome;
		return seal(key, this.address, plain, this.#counter(number));
	}
	#count(plain: Uint8Array, number: number): Uint8Array {
		const { counter } = this.#scenario, data = plain.slice();
		if (!counter)
			return data;
		const value = this.#counter(number);
		for (let index = 0; index < counter.size; index++)
			data[counter.at + (counter.bigEndian ? counter.size - 1 - index : index)] = value / 0x100 ** index & 0xff;
		return data;
	}
	#counter(number: number): number {
		const { restart = Infinity, start = 0, step = 1 } = this.#scenario.counter ?? {};
		return (number < restart ? start : 0) + number % restart * step;
	}
}

/** Whether what has that UUID can be encrypted. */
export function canEncrypt(service: number | undefined): boolean {
	return service === BTHOME || service === MIBEACON;
}
