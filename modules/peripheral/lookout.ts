import type { PeripheralConfiguration } from "../configuration/configuration";
import type { BluetoothAddress } from "../text/bluetooth-address";
import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import { AirReport } from "./air-report";
import { AirSurvey } from "./air-survey";
import { DeviceChoice } from "./device-choice";
import type { DeviceMemory } from "./device-memory";
import { type Peripheral, STATE } from "./peripheral";
import type { Presence } from "./presence";

export interface LookoutOptions {
	readonly clock: Clock;
	readonly log: Log;
	readonly peripherals: readonly PeripheralConfiguration[];
	readonly memory: DeviceMemory;
	readonly presence?: Presence | undefined;
}

/** Finds those that are missing in what the radio hears, and notes on request who is in the air. */
export class Lookout {
	private _options: LookoutOptions;
	private _peripherals: readonly Peripheral[];
	private _choice: DeviceChoice;
	private _air: AirReport;
	private _survey: AirSurvey | undefined;

	constructor(options: LookoutOptions, peripherals: readonly Peripheral[]) {
		const { clock, log, memory } = options;
		this._options = options;
		this._peripherals = peripherals;
		this._choice = new DeviceChoice(options.peripherals, memory, log);
		this._air = new AirReport(clock, log);
	}
	start(): void {
		this._choice.start();
	}
	get surveys(): boolean {
		return this._survey !== undefined;
	}
	/** Notes who is in the air from now on; undefined if it does so already. */
	beginSurvey(): AirSurvey | undefined {
		return this._survey ? undefined : this._survey = new AirSurvey();
	}
	endSurvey(): void {
		this._survey = undefined;
	}
	/** @returns whom that advertisement or scan response has found. `data` is good until this returns */
	hear(address: BluetoothAddress, addressType: number, rssi: number, data: Uint8Array): Peripheral | undefined {
		this._survey?.note(address, addressType, rssi, data);
		for (let i = 0; i < this._peripherals.length; i++) {
			const peripheral = this._peripherals[i]!;
			if (peripheral.state !== STATE.missing || !this._choice.suits(i, address, data) || this.isTaken(address))
				continue;
			peripheral.state = STATE.found;
			peripheral.address = address;
			peripheral.addressType = addressType;
			this._options.presence?.heard(i, rssi);
			this._options.log.info("ble", `found ${peripheral.configuration.name} at ${address}, ${rssi} dBm`);
			this._choice.compare(i, address, data);
			return peripheral;
		}
		if (this._air.wants(address, data))
			this._air.tell(address, addressType, rssi, data, this.mismatches(address, data));
		return undefined;
	}
	/** Everything succeeded with its device. */
	keep({ address, addressType, index }: Peripheral): void {
		this._choice.keep(index, address, addressType);
	}
	private mismatches(address: BluetoothAddress, data: Uint8Array): string {
		const reasons: string[] = [];
		this._peripherals.forEach(({ configuration, state }, index) => {
			if (state === STATE.missing)
				reasons.push(`not ${configuration.name}, ${this._choice.mismatch(index, address, data)}`);
		});
		return reasons.length ? reasons.join("; ") : "none is looked for";
	}
	private isTaken(address: BluetoothAddress): boolean {
		return this._peripherals.some(({ state, address: taken }) => taken === address && state !== STATE.missing && state !== STATE.resting);
	}
}
