import type { SimulatedCharacteristic, SimulatedDescriptor, SimulatedService } from "./attribute-table";
import { arrayBuffer, type ClientGap } from "./client-gap";
import type { Callee, ClientRecord } from "./client-record";
import type { ClientState } from "./client-state";
import type { Link } from "./link";
import type { QueueEntry } from "./message-queue";
import type { SimulatedPeripheral } from "./simulated-peripheral";

/** Bytes that a read request can bring, less than the MTU (Core, volume 3 part F, 3.4.4.4). */
const READ_HEADER = 1;
/** BLE_HS_ENOTCONN in ble_hs.h. */
const NOT_CONNECTED = 7;
/** ble_att_set_preferred_mtu. */
const MIN_MTU = 23;
const MAX_MTU = 527;

interface Result<T> extends QueueEntry {
	readonly kind: "service" | "characteristic" | "descriptor";
	readonly id: number;
	/** Undefined: the end, be it a success or a failure. */
	readonly item: T | undefined;
}

/** What the script has of a characteristic when it asks for its descriptors. */
export interface CharacteristicHandles {
	readonly handle: number;
	readonly service: { readonly start: number; readonly end: number };
}

/**
 * GATT in modules/network/ble/nimble/modBLEClient.c; the comments name its functions. On a connection that is gone they
 * do nothing, and what NimBLE refuses is not noticed.
 */
export class ClientGatt {
	#gap: ClientGap;
	#state: ClientState;

	constructor(gap: ClientGap) {
		this.#gap = gap;
		this.#state = gap.state;
	}
	/** xs_gatt_client_discover_primary_services. With `uuid` it finds what is written on the air in the same length. */
	discoverServices(id: number, uuid?: ArrayBuffer): void {
		if (!this.#state.connection(id))
			return;
		const ble = this.#state.validate();
		this.#gap.configureDiscovery(ble, "services", () => this.#deliver<SimulatedService>("service", item =>
			this.#state.connection(id)?.client?.callback("onService", item && { uuid: arrayBuffer(item.uuid), start: item.start, end: item.end })));
		this.#discover(id, "service", peripheral => peripheral.services.filter(service => isWanted(service.uuid, uuid)));
	}
	/** xs_gatt_service_discover_characteristics. */
	discoverCharacteristics(id: number, service: Callee, start: number, end: number, uuid?: ArrayBuffer): void {
		if (!this.#state.connection(id))
			return;
		const ble = this.#state.validate();
		this.#gap.configureDiscovery(ble, "characteristics", () => this.#deliver<SimulatedCharacteristic>("characteristic", item =>
			service.callback("onCharacteristic", item && { uuid: arrayBuffer(item.uuid), handle: item.handle, properties: item.properties })));
		this.#discover(id, "characteristic", peripheral =>
			between(peripheral, start, end).filter(characteristic => isWanted(characteristic.uuid, uuid)));
	}
	/**
	 * xs_gatt_characteristic_discover_all_characteristic_descriptors: first all characteristics of the service, to know
	 * where this one ends (characteristicHandleDiscoveryEvent), then its descriptors. Without any handle left for them
	 * NimBLE refuses (BLE_HS_EINVAL), and nothing ever comes.
	 */
	discoverDescriptors(id: number, characteristic: Callee & CharacteristicHandles): void {
		if (!this.#state.connection(id))
			return;
		const ble = this.#state.validate();
		const { handle, service } = characteristic;
		let last = 0;
		this.#gap.configureDiscovery(ble, "descriptors", () => this.#deliver<SimulatedCharacteristic>("characteristic", (item, current) => {
			if (item) {
				if (item.declaration > handle && last === 0)
					last = item.declaration - 1;
				return;
			}
			last ||= service.end;
			current.discoveryQueue.configure(() => this.#deliver<SimulatedDescriptor>("descriptor", found =>
				characteristic.callback("onDescriptor", found && { uuid: arrayBuffer(found.uuid), handle: found.handle })));
			if (last > handle)
				this.#discover(id, "descriptor", peripheral => between(peripheral, service.start, service.end)
					.flatMap(entry => entry.descriptors)
					.filter(entry => entry.handle > handle && entry.handle <= last));
		}));
		this.#discover(id, "characteristic", peripheral => between(peripheral, service.start, service.end));
	}
	/**
	 * ble_gattc_disc_… and nimble_service_event, nimble_characteristic_event, nimble_descriptor_event: an error is told as
	 * the end of the list.
	 */
	#discover<T>(id: number, kind: Result<T>["kind"], find: (peripheral: SimulatedPeripheral) => readonly T[]): void {
		const link = this.#state.nimble.link(id);
		if (!link)
			return;
		const enqueue = (item: T | undefined) => {
			const entry: Result<T> = { kind, id, item };
			this.#state.listener()?.discoveryQueue.enqueue(entry);
		};
		const { discovery } = link.peripheral;
		const items = discovery === "normal" ? find(link.peripheral) : [];
		const answers = [...items, undefined].map(item => () => enqueue(item));
		link.ask(discovery === "stall" ? undefined : answers, () => enqueue(undefined), true);
	}
	/** serviceDiscoveryEvent, characteristicDiscoveryEvent, descriptorDiscoveryEvent. */
	#deliver<T>(kind: Result<T>["kind"], tell: (item: T | undefined, ble: ClientRecord) => void): void {
		const ble = this.#state.listener();
		let entry: Result<T> | undefined;
		while (ble && (entry = ble.discoveryQueue.dequeue<Result<T>>(kind))) {
			this.#state.requireConnection(entry.id);
			tell(entry.item, ble);
		}
	}
	/**
	 * xs_gatt_characteristic_read_value, xs_gatt_descriptor_read_value, nimble_read_event, attributeReadEvent. A failure is
	 * not told.
	 */
	read(id: number, handle: number, event: "onCharacteristicValue" | "onDescriptorValue"): void {
		const link = this.#linkOf(id);
		if (!link)
			return;
		const stalled = event === "onDescriptorValue" && link.peripheral.subscriptions === "stall";
		link.ask(stalled ? undefined : [() => {
			const value = link.peripheral.read(handle);
			if (typeof value === "number")
				this.#fail();
			else
				this.#tellClient(id, event, { value: arrayBuffer(value.subarray(0, link.mtu - READ_HEADER)), handle });
		}], () => this.#fail());
	}
	/**
	 * xs_gatt_characteristic_enable_notifications and _disable_, nimble_subscribe_event, notificationEnabledEvent: it
	 * writes to the attribute after the value, whatever that is. A failure is not told.
	 */
	enableNotifications(id: number, handle: number, enable: boolean): void {
		const link = this.#linkOf(id);
		if (!link)
			return;
		const event = enable ? "onCharacteristicNotificationEnabled" : "onCharacteristicNotificationDisabled";
		link.ask(link.peripheral.subscriptions === "stall" ? undefined : [() => {
			if (link.peripheral.write(handle + 1, Uint8Array.of(enable ? 1 : 0, 0), false) === 0)
				this.#tellClient(id, event, { handle });
			else
				this.#fail();
		}], () => this.#fail());
	}
	/** xs_gatt_characteristic_write_without_response, xs_gatt_descriptor_write_value: a Write Command both, so nobody answers. */
	write(id: number, handle: number, value: ArrayBuffer): void {
		const link = this.#linkOf(id);
		if (!(value instanceof ArrayBuffer))
			throw new TypeError("value: not an ArrayBuffer");
		if (link && link.peripheral.present && link.peripheral.subscriptions !== "stall")
			link.peripheral.write(handle, new Uint8Array(value.slice(0, link.mtu - 3)), true);
	}
	/** ble_gattc_write_flat without a callback: an answer, and be it an error, is heard by nobody. */
	writeRequest(id: number, handle: number, value: ArrayBuffer): number {
		const link = this.#state.nimble.link(id);
		if (!link)
			return NOT_CONNECTED;
		const bytes = new Uint8Array(value.slice(0, link.mtu - 3));
		link.ask(link.peripheral.subscriptions === "stall" ? undefined : [() => link.peripheral.write(handle, bytes, false)], () => {});
		return 0;
	}
	/** ble_gattc_any_jobs. */
	get asking(): boolean {
		return this.#state.nimble.links.some(link => link.asking);
	}
	/** xs_gap_connection_exchange_mtu, nimble_mtu_event, mtuExchangedEvent. */
	exchangeMTU(id: number, mtu: number): void {
		if (!this.#state.connection(id))
			return;
		if (!(mtu >= MIN_MTU && mtu <= MAX_MTU))
			throw new RangeError("invalid mtu");
		const link = this.#state.nimble.link(id);
		const habit = link?.peripheral.mtuExchange;
		link?.ask(habit === "stall" ? undefined : [() => {
			if (habit === "refuse")
				return this.#fail();
			link.mtu = Math.min(mtu, link.peripheral.mtu);
			const ble = this.#state.listener();
			if (ble)
				this.#state.post(ble, () => {
					const connection = this.#state.connection(id);
					if (connection)
						this.#state.receive(() => connection.connection?.callback("onMTUExchanged", link.mtu));
				});
		}], () => this.#fail());
	}
	/** xs_gap_connection_read_rssi: `onRSSI` comes from inside the call. */
	readRSSI(id: number): void {
		const link = this.#linkOf(id);
		if (link)
			this.#state.connection(id)!.connection?.callback("onRSSI", link.peripheral.rssi);
	}
	#linkOf(id: number): Link | undefined {
		return this.#state.connection(id) && this.#state.nimble.link(id);
	}
	/** NimBLE's callback with an error: nobody is told, but it counts while the client is closing. */
	#fail(): void {
		this.#state.listener();
	}
	#tellClient(id: number, event: string, parameters: object): void {
		const ble = this.#state.listener();
		if (ble)
			this.#state.post(ble, () => this.#state.receive(() => this.#state.requireConnection(id).client?.callback(event, parameters)));
	}
}

function between(peripheral: SimulatedPeripheral, start: number, end: number): SimulatedCharacteristic[] {
	return [...peripheral.characteristics()].filter(({ declaration }) => declaration >= start && declaration <= end);
}

function isWanted(uuid: Uint8Array, wanted: ArrayBuffer | undefined): boolean {
	return wanted === undefined || String(uuid) === String(new Uint8Array(wanted));
}
