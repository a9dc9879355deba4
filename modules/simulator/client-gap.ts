import { ADDRESS_LENGTH } from "../text/bluetooth-address";
import { type ClientRecord, type ConnectionRecord, INVALID_CONNECTION } from "./client-record";
import { ClientState } from "./client-state";
import type { Controller } from "./controller";
import type { Link } from "./link";
import type { QueueEntry } from "./message-queue";
import type { GapEvents, ScanParameters, Sender } from "./nimble";
import type { Timers } from "./timers";

interface ScanResult extends QueueEntry {
	readonly kind: "scan";
	readonly address: Uint8Array;
	readonly addressType: number;
	readonly rssi: number;
	readonly data: Uint8Array;
}

interface Notification extends QueueEntry {
	readonly kind: "notification";
	readonly id: number;
	readonly handle: number;
	readonly bytes: Uint8Array;
}

/** A copy of its own, as xsmcSetArrayBuffer makes it. */
export function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
	return Uint8Array.from(bytes).buffer;
}

/** Scanning and connecting in modules/network/ble/nimble/modBLEClient.c. The comments name its functions. */
export class ClientGap implements GapEvents {
	readonly state: ClientState;

	constructor(timers: Timers, controller: Controller, maxConnections: number) {
		this.state = new ClientState(timers, controller, maxConnections, this);
	}
	/** xs_ble_client_initialize. */
	initialize(object: ClientRecord["object"]): void {
		this.state.initialize(object, ble => ble.notificationQueue.configure(() => this.#deliverNotifications()));
	}
	/**
	 * Gives the queue of scan and discovery results to one of them (modBLEMessageQueueConfigure).
	 * @throws Error where the chip would, or could, hand the results of one to the other
	 */
	configureDiscovery(ble: ClientRecord, what: string, deliver: () => void): void {
		const { nimble } = this.state;
		const scan = what === "scan";
		const { draining } = ble.discoveryQueue;
		const conflict = !scan && nimble.scanning ? "during a scan"
			: nimble.discovering || ble.discoveryQueue.holdsDiscovery ? "while results of a discovery are to come"
			// NimBLE's task fills the queue while the engine is in the callback
			: draining && !(scan && draining === "scan") ? `inside a callback with ${draining} results, whose loop goes on`
			: undefined;
		if (conflict)
			throw new Error(`simulator: ${scan ? "a scan" : `a discovery of ${what}`} ${conflict}: both use one queue, the chip's memory would be corrupted (modBLEMessageQueueConfigure)`);
		ble.discoveryQueue.configure(deliver);
	}
	/**
	 * xs_ble_client_start_scanning. "already scanning" leaves the count one higher. On a client that is closing the C
	 * source uses a null pointer.
	 */
	startScanning(parameters: ScanParameters): void {
		const ble = this.state.acquire();
		if (!ble)
			throw new Error("simulator: startScanning on a closed client: the chip panics (xs_ble_client_start_scanning)");
		if (ble.scanning)
			throw new Error("already scanning");
		ble.scanning = true;
		this.configureDiscovery(ble, "scan", () => this.#deliverScanResults());
		this.state.nimble.scan(parameters);
	}
	/**
	 * xs_ble_client_connect. It ignores the call while a connect is pending, and it waits for ever. The use that it
	 * counts is released by a success only. Called during a scan it ends the scan and releases the scan's use, but the
	 * flag stays, so that `stopScanning` releases it once more. Already connected to that address it calls `onConnected`
	 * from inside. What NimBLE refuses (no room for one more connection) is not noticed.
	 */
	connect(address: ArrayBuffer, addressType: number): void {
		const { state } = this;
		// xsmcGetArrayBufferData; a typed array will not do
		if (!(address instanceof ArrayBuffer))
			throw new TypeError("argument: not an ArrayBuffer instance");
		if (address.byteLength < ADDRESS_LENGTH)
			throw new RangeError(`invalid byteLength ${ADDRESS_LENGTH}`);
		const bytes = new Uint8Array(address.slice(0, ADDRESS_LENGTH));
		if (state.nimble.connecting)
			return;
		const ble = state.acquire();
		if (!ble)
			return;
		if (ble.scanning) {
			state.nimble.cancelScan();
			state.release(ble);
		}
		const link = state.nimble.linkTo(bytes, addressType);
		if (link) {
			this.#onConnected(link);
			return;
		}
		state.connections.push({ id: INVALID_CONNECTION, address: bytes, addressType, connection: undefined, client: undefined });
		state.nimble.connect(bytes, addressType);
	}
	/** xs_gap_connection_disconnect. */
	disconnect(id: number): void {
		this.state.requireConnection(id);
		const link = this.state.nimble.link(id);
		if (link)
			this.state.nimble.terminate(link);
	}
	/** nimble_gap_event, BLE_GAP_EVENT_DISC. */
	onAdvertisement({ address, addressType, rssi }: Sender, data: Uint8Array): void {
		const entry: ScanResult = { kind: "scan", address, addressType, rssi, data };
		this.state.listener()?.discoveryQueue.enqueue(entry);
	}
	/** nimble_gap_event, BLE_GAP_EVENT_CONNECT. */
	onConnect(link: Link | undefined): void {
		const ble = this.state.listener();
		if (ble)
			this.state.post(ble, () => this.#deliverConnect(link));
	}
	/** nimble_gap_event, BLE_GAP_EVENT_NOTIFY_RX. */
	onNotify(link: Link, handle: number, bytes: Uint8Array): void {
		const entry: Notification = { kind: "notification", id: link.handle, handle, bytes };
		this.state.listener()?.notificationQueue.enqueue(entry);
	}
	/** nimble_gap_event, BLE_GAP_EVENT_DISCONNECT. */
	onBroken(link: Link): void {
		const ble = this.state.listener();
		if (ble)
			this.state.post(ble, () => this.#deliverDisconnect(link));
	}
	onUnanswered(): void {
		this.reset();
	}
	/** ble_hs_reset in NimBLE, and ble_client_on_reset: the client closes, and the script hears nothing. */
	reset(): void {
		this.state.nimble.reset(() => this.state.onSync());
		this.state.onReset();
	}
	/** scanResultEvent. What comes after `stopScanning` is dropped. */
	#deliverScanResults(): void {
		const ble = this.state.listener();
		let entry: ScanResult | undefined;
		while (ble && (entry = ble.discoveryQueue.dequeue<ScanResult>("scan"))) {
			if (ble.scanning && !ble.closing)
				ble.object.callback("onDiscovered", {
					scanResponse: arrayBuffer(entry.data),
					address: arrayBuffer(entry.address),
					addressType: entry.addressType,
					rssi: entry.rssi,
				});
		}
	}
	/** connectEvent. A failure tells the script nothing, and leaves the use that connect counted. */
	#deliverConnect(link: Link | undefined): void {
		const { state } = this;
		const ble = state.current;
		if (!ble)
			return;
		const connection = (link && this.#find(link)) ?? state.requireConnection(INVALID_CONNECTION);
		if (!link)
			state.remove(connection);
		else if (connection.id === INVALID_CONNECTION) {
			connection.id = link.handle;
			this.#onConnected(link);
		}
		state.release(ble);
	}
	/** modBLEConnectionFindByAddressAndType: the oldest, which may be one that a refused connect left behind. */
	#find({ peripheral }: Link): ConnectionRecord | undefined {
		return this.state.connections.find(({ address, addressType }) =>
			addressType === peripheral.addressType && String(address) === String(peripheral.address));
	}
	/** onConnected. */
	#onConnected(link: Link): void {
		this.state.receive(ble => ble.object.callback("onConnected", {
			connection: link.handle,
			address: arrayBuffer(link.peripheral.address),
			addressType: link.peripheral.addressType,
		}));
	}
	/** disconnectEvent. The connection can still be found while the script is told. */
	#deliverDisconnect(link: Link): void {
		this.state.receive(() => {
			const connection = this.state.connection(link.handle);
			if (!connection)
				return;
			connection.connection?.callback("onDisconnected");
			this.state.remove(connection);
		});
	}
	/** notificationEvent. */
	#deliverNotifications(): void {
		const ble = this.state.listener();
		let entry: Notification | undefined;
		while (ble && (entry = ble.notificationQueue.dequeue<Notification>("notification"))) {
			this.state.requireConnection(entry.id).client?.callback("onCharacteristicNotification", {
				value: arrayBuffer(entry.bytes),
				handle: entry.handle,
			});
		}
	}
}
