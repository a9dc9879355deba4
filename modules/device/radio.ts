import { formatBluetoothAddress, bluetoothAddressBytes } from "../text/bluetooth-address";
import type { Alarm, Clock } from "../text/clock";
import type { Radio, RadioConnection, RadioError, RadioEvents } from "../peripheral/radio";
import { type ClientEvents, ListeningClient, type SDKAdvertisement, type SDKCharacteristic, type SDKClient, type SDKDescriptor, type SDKService } from "./ble-client";
import { Connection, type ConnectionOwner } from "./radio-connection";
import { RadioOperation } from "./radio-operation";
import { Scanner } from "./scanner";

const READY_DEADLINE = 10_000;
const CONNECT_DEADLINE = 10_000;
/** A connect that failed in the controller (0x3e, mostly) is silent; asking again costs nothing if it is pending. */
const CONNECT_AGAIN = 3_000;
const OPERATION_DEADLINE = 10_000;
const DISCONNECT_DEADLINE = 3_000;
/** NimBLE goes down in a message after `close()`; a client made before that would be torn down with it. */
const REOPEN_DELAY = 1_000;
/** In so many timers: between two of them the engine delivers messages, even if it was busy all the while. */
const REOPEN_HOPS = 5;
const STUCK = 60_000;
/** The controller reports each device once a scan; a new scan lets those seen too early come again. */
const REFRESH = 10_000;

export interface RadioOptions {
	readonly clock: Clock;
	/** Milliseconds. */
	readonly scan: { readonly interval: number; readonly window: number };
	/** As the SDK's define `ble.max_connections` and sdkconfig have it. */
	readonly maximumConnections: number;
}

/**
 * The SDK's `bleclient` tamed. What it does without a word is ended by deadlines; what can't be ended otherwise
 * (a connect that stays pending) ends by restarting the client.
 *
 * The native client counts its users (modBLEClient.c, `useCount`): `startScanning` and `connect` take one each,
 * `stopScanning` and the connection event give one back, and `close()` only closes when the count comes to zero.
 * A connect that stays pending would keep its count for ever, so that `close()` never finished and no new client
 * could be made. But `connect()` called while the scanning flag is set stops the scan, gives back its count and
 * leaves the flag, and then `close()` gives back one more for the flag. Therefore a connect is always asked for with
 * the flag set, and the flag is cleared when it succeeds.
 */
export class BLERadio implements Radio, ClientEvents, ConnectionOwner {
	readonly maximumConnections: number;
	#clock: Clock;
	#scanner: Scanner;
	#events: RadioEvents | undefined;
	#client: ListeningClient | undefined;
	#ready = false;
	#operation: RadioOperation | undefined;
	#connecting: ((error: RadioError | null, connection?: RadioConnection) => void) | undefined;
	#target = "";
	#connected: Connection | undefined;
	#connections: Connection[] = [];
	#alarm: Alarm | undefined;
	#downSince = 0;
	#stuck = false;

	constructor({ clock, scan, maximumConnections }: RadioOptions) {
		this.#clock = clock;
		this.#scanner = new Scanner(clock, scan);
		this.maximumConnections = maximumConnections;
	}
	get idle(): boolean {
		return this.#ready && !this.#operation;
	}
	open(events: RadioEvents): void {
		this.#events = events;
		this.#downSince = this.#clock.ticks;
		this.construct();
	}
	scan(on: boolean, anew = false): void {
		this.assertIdle();
		if (on !== this.#scanner.flag || (on && anew))
			this.attempt(() => on ? this.#scanner.start() : this.#scanner.stop());
	}
	connect(address: string, addressType: number, done: (error: RadioError | null, connection?: RadioConnection) => void): void {
		this.assertIdle();
		const bytes = bluetoothAddressBytes(address).buffer;
		const operation = new RadioOperation(this.#clock, `connecting to ${address}`, undefined, error => {
			const connection = this.#connected;
			this.#connected = this.#connecting = undefined;
			if (error)
				done(error);
			else
				done(null, connection);
		});
		this.#operation = operation;
		this.#connecting = done;
		this.#target = address;
		const deadline = this.#clock.ticks + CONNECT_DEADLINE;
		const ask = () => {
			if (this.#clock.ticks >= deadline)
				return this.restart(operation.failed("deadline", `brought no connection within ${CONNECT_DEADLINE / 1_000} s`));
			operation.after(Math.min(CONNECT_AGAIN, deadline - this.#clock.ticks), ask);
			this.attempt(() => {
				if (!this.#scanner.flag)
					this.#scanner.start();
				this.#client!.connect({ address: bytes, addressType } as unknown as Parameters<ListeningClient["connect"]>[0]);
			});
		};
		ask();
	}
	close(): void {
		this.#events = undefined;
		this.tearDown();
	}

	operate(name: string, connection: Connection, begin: () => void, done: (error: RadioError | null) => void, deadline = OPERATION_DEADLINE): void {
		if (connection.gone) {
			this.#clock.set(() => done({ failure: "disconnected", message: `${name} failed: the connection is gone` }), 0);
			return;
		}
		this.assertIdle();
		const operation = new RadioOperation(this.#clock, name, connection.client.connection, done);
		this.#operation = operation;
		if (this.#scanner.flag)
			this.attempt(() => this.#scanner.stop());
		operation.after(this.#scanner.unsettled, () => {
			operation.after(deadline, () =>
				this.abandon(connection, operation.failed("deadline", `brought no answer within ${deadline / 1_000} s`)));
			this.attempt(begin);
		});
	}
	end(error: RadioError | null): void {
		const operation = this.#operation;
		this.#operation = undefined;
		operation?.complete(error);
	}
	/** An operation like the others: as long as the link is there, the SDK takes a new one to the same device for it. */
	disconnect(connection: Connection): void {
		this.assertIdle();
		const operation = new RadioOperation(this.#clock, `disconnecting ${connection.address}`, connection.client.connection, () => {});
		this.#operation = operation;
		this.abandon(connection, operation.failed("disconnected", "is done"));
	}

	onException(event: string, error: unknown): void {
		if (event === "onConnected" && this.#connecting && !this.#connected) {
			// Asked again in the moment in which the link came up, `connect` found it and called back before its own
			// record was complete: "connection not found". The link's event follows; the count that this callback is
			// about to give back was not taken.
			this.#scanner.take();
			return;
		}
		this.#clock.set(() => this.restart({ failure: "exception", message: `handling ${event} threw "${error}"` }), 0);
	}
	onReady(): void {
		this.#ready = true;
		this.#stuck = false;
		this.#clock.clear(this.#alarm);
		this.#alarm = this.#clock.set(() => this.refresh(), REFRESH);
		this.#events?.onReady();
	}
	onDiscovered({ address, addressType, rssi, scanResponse }: SDKAdvertisement): void {
		if (!this.#operation)
			this.#events?.onAdvertisement(formatBluetoothAddress(new Uint8Array(address)), addressType, rssi, new Uint8Array(scanResponse.buffer));
	}
	onConnected(client: SDKClient): void {
		const operation = this.#operation;
		if (!operation || !this.#connecting || this.#connected)
			return;
		this.attempt(() => {
			// the count that stopping is about to give back
			this.#scanner.take();
			this.#scanner.stop();
		});
		const connection = new Connection(this, this.#target, client);
		this.#connections.push(connection);
		this.#connected = connection;
		// the connection's own objects are only made when this callback has returned
		operation.after(0, () => this.end(connection.gone ? operation.failed("disconnected", "failed: the peripheral left at once") : null));
	}
	onDisconnected(id: number): void {
		const connection = this.forget(id);
		if (!connection)
			return;
		const operation = this.#operation;
		if (operation?.connection === id)
			this.end(operation.outcome ?? operation.failed("disconnected", "failed: the peripheral disconnected"));
		if (connection !== this.#connected)
			this.#events?.onDisconnected(connection);
	}
	onMTUExchanged(id: number, mtu: number): void {
		const operation = this.#operation;
		this.find(id)?.onMTUExchanged(operation?.connection === id ? operation : undefined, mtu);
	}
	onServices(services: readonly SDKService[]): void {
		const operation = this.#operation;
		if (operation && !operation.outcome)
			this.attempt(() => this.find(operation.connection)?.onServices(services));
	}
	onCharacteristics(characteristics: readonly SDKCharacteristic[]): void {
		const operation = this.#operation;
		if (operation)
			this.attempt(() => this.find(operation.connection)?.onCharacteristics(operation, characteristics));
	}
	onDescriptors(descriptors: readonly SDKDescriptor[]): void {
		const operation = this.#operation;
		if (operation)
			this.attempt(() => this.find(operation.connection)?.onDescriptors(operation, descriptors));
	}
	onDescriptorValue(descriptor: SDKDescriptor, value: ArrayBuffer): void {
		const operation = this.#operation;
		if (operation)
			this.find(operation.connection)?.onDescriptorValue(operation, descriptor, value);
	}
	onNotificationEnabled(characteristic: SDKCharacteristic): void {
		const operation = this.#operation;
		if (operation && operation.connection === characteristic.connection)
			this.find(operation.connection)?.onNotificationEnabled(operation, characteristic);
	}
	onNotification(characteristic: SDKCharacteristic, value: ArrayBuffer): void {
		const connection = this.find(characteristic.connection);
		if (connection)
			this.#events?.onNotification(connection, characteristic.handle, new Uint8Array(value));
	}

	proceed(step: () => void, delay = 0): void {
		const operation = this.#operation;
		this.#clock.set(() => {
			if (operation === this.#operation && !operation?.outcome)
				this.attempt(step);
		}, delay);
	}
	/** Ends an operation that the SDK may still be busy with: its connection goes, and only then may the next one start. */
	private abandon(connection: Connection, error: RadioError): void {
		const operation = this.#operation!;
		operation.outcome = error;
		operation.after(DISCONNECT_DEADLINE, () =>
			this.restart({ failure: "deadline", message: `${error.message}, nor could it be disconnected` }));
		try {
			connection.client.close();
		}
		catch {
			operation.after(0, () => this.onDisconnected(connection.client.connection));
		}
	}
	private find(id: number | undefined): Connection | undefined {
		for (let i = 0; i < this.#connections.length; i++) {
			if (this.#connections[i]!.client.connection === id)
				return this.#connections[i];
		}
		return undefined;
	}
	private forget(id: number): Connection | undefined {
		const connection = this.find(id);
		if (connection) {
			connection.gone = true;
			this.#connections.splice(this.#connections.indexOf(connection), 1);
		}
		return connection;
	}
	private assertIdle(): void {
		if (!this.idle)
			throw new Error(this.#operation ? `the radio is busy ${this.#operation.name}` : "the radio is not ready");
	}
	/** Runs SDK calls; where one throws, the client is in an unknown state and is restarted. */
	private attempt(calls: () => void): void {
		try {
			calls();
		}
		catch (error) {
			this.#clock.set(() => this.restart({ failure: "exception", message: `the SDK's BLE client threw "${error}"` }), 0);
		}
	}
	private refresh(): void {
		this.#alarm = this.#clock.set(() => this.refresh(), REFRESH);
		if (!this.#operation)
			this.attempt(() => this.#scanner.refresh());
	}
	private restart(error: RadioError): void {
		if (!this.#events || !this.#client)
			return;
		if (this.#ready)
			this.#downSince = this.#clock.ticks;
		this.tearDown();
		this.reopen(REOPEN_HOPS);
		this.end({ failure: "restarting", message: error.message });
		this.#events.onRestart(error.message);
	}
	private tearDown(): void {
		this.#clock.clear(this.#alarm);
		this.#ready = false;
		this.#scanner.client = undefined;
		for (const connection of this.#connections)
			connection.gone = true;
		this.#connections = [];
		const client = this.#client;
		this.#client = undefined;
		try {
			client?.retire();
		}
		catch {
			// it is closed already
		}
	}
	private reopen(hops: number): void {
		this.#alarm = this.#clock.set(() => hops > 1 ? this.reopen(hops - 1) : this.construct(), REOPEN_DELAY / REOPEN_HOPS);
	}
	private construct(): void {
		let reason = "it does not become ready";
		try {
			this.#client = this.#scanner.client = new ListeningClient(this);
			this.#alarm = this.#clock.set(() =>
				this.restart({ failure: "deadline", message: `the BLE stack was not ready within ${READY_DEADLINE / 1_000} s` }), READY_DEADLINE);
		}
		catch (error) {
			reason = String(error);
			this.reopen(REOPEN_HOPS);
		}
		if (!this.#stuck && this.#clock.ticks - this.#downSince >= STUCK) {
			this.#stuck = true;
			this.#events?.onStuck(`the BLE stack has not come back for ${STUCK / 1_000} s (${reason})`);
		}
	}
}
