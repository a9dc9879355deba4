import type { Controller } from "./controller";
import { CONNECTION_INTERVAL, Link, type LinkEvents } from "./link";
import type { SimulatedPeripheral } from "./simulated-peripheral";
import type { TimerHandle, Timers } from "./timers";

/** Milliseconds from nimble_port_init to the sync callback. */
const SYNC = 60;
/** Milliseconds from the command that cancels a connect to its event. */
const CANCEL = 1;
/** BLE_HS_EALREADY, BLE_HS_ETIMEOUT_HCI and BLE_HS_EDISABLED in ble_hs.h. */
const ALREADY = 2, TIMEOUT = 19, DISABLED = 30;
/** A unit of the scan interval and window, in milliseconds. */
const SCAN_UNIT = 0.625;
/** ble_gap_disc_validate: BLE_HCI_SCAN_ITVL_MIN and _MAX. */
const MIN_INTERVAL = 4;
const MAX_INTERVAL = 0x4000;

/** Parameters of ble_gap_disc; `interval` and `window` in units of 0.625 ms. */
export interface ScanParameters {
	readonly active: boolean;
	readonly duplicates: boolean;
	readonly interval: number;
	readonly window: number;
}

/** Who is heard. */
export interface Sender {
	/** 6 bytes, little-endian. */
	readonly address: Uint8Array;
	readonly addressType: number;
	/** dBm. */
	readonly rssi: number;
}

/** What NimBLE tells of (nimble_gap_event in modBLEClient.c hears it). */
export interface GapEvents extends LinkEvents {
	onAdvertisement(sender: Sender, data: Uint8Array): void;
	/** A connect ended; undefined: with an error, because it was cancelled, or with everything else in a reset. */
	onConnect(link: Link | undefined): void;
	/** A command was not answered: NimBLE has reset itself by the time the call returns. */
	onUnanswered(): void;
}

/**
 * NimBLE as far as modBLEClient.c uses it (host/src/ble_gap.c in esp-nimble). One thing at a time: it scans, or it
 * connects, and refuses whatever else with a code that modBLEClient.c ignores; therefore only what script calls by FFI
 * returns one. Each HCI command blocks for 2 s if the controller is silent.
 */
export class Nimble implements LinkEvents {
	readonly links: Link[] = [];
	#timers: Timers;
	#controller: Controller;
	#maxConnections: number;
	#events: GapEvents;
	#enabled = false;
	#starting: TimerHandle | undefined;
	#scan: { readonly parameters: ScanParameters; readonly since: number; readonly heard: Set<Uint8Array> } | undefined;
	#connect: { readonly address: Uint8Array; readonly addressType: number; establishing: TimerHandle | undefined } | undefined;

	constructor(timers: Timers, controller: Controller, maxConnections: number, events: GapEvents) {
		this.#timers = timers;
		this.#controller = controller;
		this.#maxConnections = maxConnections;
		this.#events = events;
	}
	/** nimble_port_init and nimble_port_freertos_init. */
	start(onSync: () => void): void {
		this.#starting = this.#timers.set(() => {
			// ble_hs_sync: tried again until the controller answers
			if (this.#controller.silent)
				return this.start(onSync);
			this.#enabled = true;
			onSync();
		}, SYNC);
	}
	/**
	 * nimble_port_stop: it ends the connections, and with them everything. esp_nimble_hci.c drops what the controller sends
	 * meanwhile: the two commands that end a pending connect wait in vain.
	 */
	stop(): void {
		this.#timers.clear(this.#starting);
		if (this.#enabled && this.connecting)
			this.#controller.miss(2);
		this.#enabled = false;
		this.#scan = undefined;
		this.#timers.clear(this.#connect?.establishing);
		this.#connect = undefined;
		for (const link of [...this.links])
			link.break();
	}
	/** A fatal fault of the controller (ble_hs_reset): every connection breaks, a pending connect fails, and it starts anew. */
	reset(onSync: () => void): void {
		this.#scan = undefined;
		for (const link of [...this.links])
			link.break();
		if (this.#connect) {
			this.#timers.clear(this.#connect.establishing);
			this.#connect = undefined;
			this.#events.onConnect(undefined);
		}
		this.#enabled = false;
		this.start(onSync);
	}
	/** ble_gap_disc_active. */
	get scanning(): boolean {
		return this.#scan !== undefined;
	}
	/** ble_gap_conn_active: whether a connect is pending. */
	get connecting(): boolean {
		return this.#connect !== undefined;
	}
	/** Whether the results of a GATT discovery are still to come, on any link. */
	get discovering(): boolean {
		return this.links.some(link => link.discovering);
	}
	link(handle: number): Link | undefined {
		return this.links.find(link => link.handle === handle);
	}
	/** ble_gap_conn_find_by_addr. */
	linkTo(address: Uint8Array, addressType: number): Link | undefined {
		return this.links.find(({ peripheral }) => isAt(peripheral, address, addressType));
	}
	/** ble_gap_disc: not before the sync, not while a connect is pending (BLE_HS_EBUSY), not with a window beyond the interval. */
	scan(parameters: ScanParameters): void {
		const { interval, window } = parameters;
		const valid = interval >= MIN_INTERVAL && interval <= MAX_INTERVAL && window >= MIN_INTERVAL && window <= interval;
		// its parameters, and the command that begins it
		if (this.#enabled && valid && !this.connecting && !this.scanning && this.#command() && this.#command())
			this.#scan = { parameters, since: Date.now(), heard: new Set() };
	}
	/** ble_gap_disc_cancel. */
	cancelScan(): void {
		if (this.scanning && this.#command())
			this.#scan = undefined;
	}
	/** ble_gap_connect with BLE_HS_FOREVER: not before the sync, while it scans, or without room for one more connection. */
	connect(address: Uint8Array, addressType: number): void {
		if (this.#enabled && !this.connecting && !this.scanning && this.links.length < this.#maxConnections && this.#command())
			this.#connect = { address, addressType, establishing: undefined };
	}
	/** ble_gap_conn_cancel. */
	cancelConnect(): number {
		if (!this.#enabled)
			return DISABLED;
		const connect = this.#connect;
		if (!connect)
			return ALREADY;
		if (!this.#command())
			return TIMEOUT;
		this.#timers.set(() => {
			if (this.#connect !== connect)
				return;
			this.#timers.clear(connect.establishing);
			this.#connect = undefined;
			this.#events.onConnect(undefined);
		}, CANCEL);
		return 0;
	}
	/** ble_gap_terminate. */
	terminate(link: Link): void {
		if (this.#command())
			link.terminate();
	}
	#command(): boolean {
		const answered = this.#controller.command();
		if (!answered)
			this.#events.onUnanswered();
		return answered;
	}
	/** Hears an advertisement, if the radio listens now. */
	hear(peripheral: SimulatedPeripheral): void {
		const connect = this.#connect;
		if (connect) {
			if (!connect.establishing && peripheral.connections !== "refuse" && isAt(peripheral, connect.address, connect.addressType))
				connect.establishing = this.#timers.set(() => this.#establish(peripheral), CONNECTION_INTERVAL);
			return;
		}
		const { advertisement, response } = peripheral.data;
		this.overhear(peripheral, advertisement, response);
	}
	/** The same of somebody who takes no connection; `response` is for an active scan. */
	overhear(sender: Sender, advertisement: Uint8Array, response?: Uint8Array): void {
		if (!this.#scan || !this.#enabled)
			return;
		const { parameters, since, heard } = this.#scan;
		if ((Date.now() - since) / SCAN_UNIT % parameters.interval >= parameters.window)
			return;
		for (const data of parameters.active && response ? [advertisement, response] : [advertisement]) {
			if (data.length === 0 || (!parameters.duplicates && heard.has(data)))
				continue;
			if (!parameters.duplicates)
				heard.add(data);
			this.#events.onAdvertisement(sender, data);
		}
	}
	#establish(peripheral: SimulatedPeripheral): void {
		this.#connect!.establishing = undefined;
		if (!peripheral.present || peripheral.connections === "refuse")
			return;
		this.#connect = undefined;
		if (peripheral.connections === "odd")
			throw new Error("simulator: Connection Complete with a status that is neither 0x02 nor 0x3c: an assertion, the chip restarts (ble_gap_rx_conn_complete)");
		let handle = 0;
		while (this.link(handle))
			handle++;
		const link = new Link(handle, peripheral, this.#timers, this);
		this.links.push(link);
		if (peripheral.connections === "fail")
			link.miscarry();
		this.#events.onConnect(link);
	}
	onNotify(link: Link, handle: number, bytes: Uint8Array): void {
		this.#events.onNotify(link, handle, bytes);
	}
	onBroken(link: Link): void {
		this.links.splice(this.links.indexOf(link), 1);
		if (this.#enabled)
			this.#events.onBroken(link);
	}
}

function isAt(peripheral: SimulatedPeripheral, address: Uint8Array, addressType: number): boolean {
	return peripheral.addressType === addressType && peripheral.address.every((byte, index) => byte === address[index]);
}
