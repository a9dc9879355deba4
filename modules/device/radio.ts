import { formatBluetoothAddress, bluetoothAddressBytes } from "../text/bluetooth-address";
import type { Clock } from "../text/clock";
import type { Radio, RadioConnection, RadioError, RadioEvents } from "../peripheral/radio";
import type { ListeningClient, SDKAdvertisement } from "./ble-client";
import { ClientKeeper, type KeeperEvents } from "./client-keeper";
import { type AttemptOwner, ConnectAttempt } from "./connect-attempt";
import { ConnectionTable } from "./connection-table";
import { disconnect } from "./gatt-calls";
import { NimBLECalls } from "./nimble-calls";
import { Connection, type ConnectionOwner } from "./radio-connection";
import { type Operator, RadioOperation } from "./radio-operation";
import { Scanner } from "./scanner";

const OPERATION_DEADLINE = 10_000;
/** A peripheral that is gone stays connected until its supervision timeout, for which it may have asked: 32 s at most. */
const DISCONNECT_DEADLINE = 35_000;
const ANSWER_POLL = 50;
/** From the command that cancels a connect to its event it takes NimBLE a millisecond. */
const CANCEL = 100;
/**
 * Between two timers the engine delivers a message at least, however busy it is (modMessageService in
 * xs/platforms/esp/xsHost.c), and its queue holds ten (MODDEF_TASK_QUEUELENGTH): after so many timers, milliseconds apart,
 * all that was posted has arrived.
 */
const TURNS = 11, TURN = 5;
/** In place of turns: until the peripheral has answered. */
const ANSWER = -1;
/** So many refused connects are mended by a restart when nobody is connected, and so many whoever is: 60 bytes each. */
const REFUSED_QUIET = 8, REFUSED = 64;

export interface RadioOptions {
	readonly clock: Clock;
	/** Milliseconds. */
	readonly scan: { readonly interval: number; readonly window: number };
	/** Whether each packet is to be told of, and not each device once. */
	readonly repeats?: boolean;
	/** As the SDK's define `ble.max_connections` and sdkconfig have it. */
	readonly maximumConnections: number;
}

/**
 * The SDK's `bleclient` tamed. What it does without a word is ended by deadlines; what can't be ended otherwise ends by
 * restarting the client.
 *
 * The native client counts its users (modBLEClient.c, `useCount`): `startScanning` and `connect` take one each,
 * `stopScanning` and the connection event give one back, and `close()` only closes when the count comes to zero.
 * A connect that stays pending or is cancelled would keep its count for ever, so that `close()` never finished and no
 * new client could be made. But `connect()` called while the scanning flag is set stops the scan, gives back its count
 * and leaves the flag, and then `stopScanning` or `close()` gives back one more for the flag. Therefore a connect is
 * always asked for with the flag set, and the flag is cleared when it ends.
 */
export class BLERadio implements Radio, KeeperEvents, ConnectionOwner, AttemptOwner, Operator {
	readonly maximumConnections: number;
	readonly clock: Clock;
	readonly scanner: Scanner;
	private _nimble = new NimBLECalls();
	private _keeper: ClientKeeper;
	private _events: RadioEvents | undefined;
	private _operation: RadioOperation | undefined;
	private _attempt: ConnectAttempt | undefined;
	private _target = "";
	/** Who waits for the running connect. */
	private _connect: ((error: RadioError | null, connection?: RadioConnection) => void) | undefined;
	private _connections = new ConnectionTable();
	/** The one whose operation of connecting is not over yet. */
	private _connected: Connection | undefined;
	private _refused = 0;

	constructor({ clock, scan, repeats = false, maximumConnections }: RadioOptions) {
		this.clock = clock;
		this.scanner = new Scanner(clock, scan, repeats);
		this._keeper = new ClientKeeper(clock, this);
		this.maximumConnections = maximumConnections;
	}
	get idle(): boolean {
		return this._keeper.ready && !this._operation;
	}
	get client(): ListeningClient {
		return this._keeper.client!;
	}
	/** Throws if the client is gone, and NimBLE's memory with it. */
	get nimble(): NimBLECalls {
		this.client.check();
		return this._nimble;
	}
	open(events: RadioEvents): void {
		this._events = events;
		this._keeper.open();
	}
	scan(on: boolean, anew = false): void {
		this.assertIdle();
		if (on !== this.scanner.wanted || (on && anew))
			this.attempt(() => on ? this.scanner.start() : this.scanner.stop());
	}
	connect(address: string, addressType: number, done: (error: RadioError | null, connection?: RadioConnection) => void): void {
		this.assertIdle();
		const operation = new RadioOperation(this.clock, `connecting to ${address}`, undefined, this);
		this._operation = operation;
		this._target = address;
		this._connect = done;
		this._attempt = new ConnectAttempt(this, operation, bluetoothAddressBytes(address).buffer as ArrayBuffer, addressType);
		this._attempt.ask();
	}
	close(): void {
		this._events = undefined;
		this.tearDown();
		this._operation?.drop();
		this._operation = undefined;
		this._keeper.close();
	}

	onStep(): void {
		this._attempt!.finish();
	}
	/** A connect is over. */
	onDone(error: RadioError | null): void {
		const connection = this._connected, done = this._connect!;
		this._connected = this._attempt = this._connect = undefined;
		done(error, error ? undefined : connection);
	}
	operate(name: string, connection: Connection): void {
		if (connection.gone) {
			this.clock.set(() => this._events && connection.onDone({ failure: "disconnected", message: `${name} failed: the connection is gone` }), 0);
			return;
		}
		this.assertIdle();
		const operation = new RadioOperation(this.clock, name, connection.connection, connection);
		this._operation = operation;
		if (this.scanner.wanted)
			this.attempt(() => this.scanner.stop());
		const { unsettled } = this.scanner;
		operation.after(unsettled, () => this.begin(connection, unsettled === 0));
	}
	/** @param settled whether nothing that was heard while scanning can be on its way */
	private begin(connection: Connection, settled: boolean): void {
		const operation = this._operation!;
		operation.after(OPERATION_DEADLINE, () =>
			this.abandon(connection, this._operation!.failed("deadline", `brought no answer within ${OPERATION_DEADLINE / 1_000} s`)));
		if (settled)
			this.step();
		else
			this.delivered();
	}
	end(error: RadioError | null): void {
		const operation = this._operation;
		this._operation = undefined;
		operation?.complete(error);
	}
	/** An operation like the others: as long as the link is there, the SDK takes a new one to the same device for it. */
	disconnect(connection: Connection): void {
		this.assertIdle();
		const operation = new RadioOperation(this.clock, `disconnecting ${connection.address}`, connection.connection);
		this._operation = operation;
		this.abandon(connection, operation.failed("disconnected", "is done"));
	}

	onException(event: string, error: unknown): void {
		if (event === "onConnected" && this._attempt && !this._connected) {
			// Asked again in the moment in which the link came up, `connect` found it and called back before its own
			// record was complete: "connection not found". The link's event follows; the count that this callback is
			// about to give back was not taken.
			this._attempt.connected = true;
			this.attempt(() => this.scanner.take());
			return;
		}
		this.fault(`handling ${event} threw "${error}"`);
	}
	onReady(): void {
		this.scanner.client = this._keeper.client;
		this._keeper.settle();
		this._events?.onReady();
	}
	onWatch(): void {
		if (this._operation)
			return;
		if (this._refused >= REFUSED || (this._refused >= REFUSED_QUIET && this._connections.size === 0))
			this.restart({ failure: "restarting", message: `NimBLE refused ${this._refused} connects, each of which takes memory until then` });
		else
			this.attempt(() => this.scanner.tend());
	}
	onLost(message: string): void {
		this.restart({ failure: "deadline", message });
	}
	onStuck(reason: string): void {
		this._events?.onStuck(reason);
	}
	onRefused(): void {
		this._refused++;
	}
	onDiscovered({ address, addressType, rssi, scanResponse }: SDKAdvertisement): void {
		const events = this._events;
		if (this._operation || !events)
			return;
		const data = new Uint8Array(scanResponse);
		if (events.onPacket(address, rssi, data))
			events.onAdvertisement(formatBluetoothAddress(new Uint8Array(address)), addressType, rssi, data);
	}
	onConnected(id: number): void {
		if (this._connected)
			return;
		// also where nobody waits for it: native code tells whoever is attached
		const connection = new Connection(this, this._target, id), operation = this._operation;
		if (!operation || !this._attempt)
			return this.fault("a link came that nobody waits for");
		this.attempt(() => {
			// the count that stopping is about to give back
			this.scanner.take();
			this.scanner.stop();
		});
		this._connections.add(connection);
		this._connected = connection;
		this._attempt.connected = true;
		// NimBLE's own record is only complete when this callback has returned
		operation.after(0, () => this.end(connection.gone ? operation.failed("disconnected", "failed: the peripheral left at once") : null));
	}
	onDisconnected(connection: Connection): void {
		const operation = this._operation;
		if (!this._connections.drop(connection))
			return;
		if (operation?.connection === connection.connection)
			this.end(operation.outcome ?? operation.failed("disconnected", "failed: the peripheral disconnected"));
		if (connection !== this._connected)
			this._events?.onDisconnected(connection);
	}
	onNotification(connection: Connection, handle: number, value: Uint8Array): void {
		this._events?.onNotification(connection, handle, value);
	}
	operationOf({ connection }: Connection): RadioOperation | undefined {
		const operation = this._operation;
		return operation?.connection === connection && !operation.outcome ? operation : undefined;
	}

	proceed(): void {
		this.pace(0, 0);
	}
	answered(): void {
		this.pace(ANSWER, ANSWER_POLL);
	}
	delivered(): void {
		this.pace(TURNS, TURN);
	}
	/** The running operation waits for so many turns, and `delay` milliseconds each. */
	private pace(turns: number, delay: number): void {
		const operation = this._operation!;
		operation.turns = turns;
		this.clock.set(() => this.onTurn(operation), delay);
	}
	private onTurn(operation: RadioOperation): void {
		if (operation !== this._operation || operation.outcome)
			return;
		if (operation.turns > 0)
			this.pace(operation.turns - 1, TURN);
		else
			this.step();
	}
	/** The running operation goes on, unless it waits for an answer. */
	private step(): void {
		const operation = this._operation!;
		try {
			if (operation.turns === ANSWER && this.nimble.asking)
				this.answered();
			else
				operation.step();
		}
		catch (error) {
			this.threw(error);
		}
	}
	/** Ends an operation that the SDK may still be busy with: its connection goes, and only then may the next one start. */
	private abandon(connection: Connection, error: RadioError): void {
		const operation = this._operation!;
		operation.outcome = error;
		operation.after(DISCONNECT_DEADLINE, () =>
			this.restart({ failure: "deadline", message: `${error.message}, nor could it be disconnected` }));
		try {
			disconnect(connection.connection);
		}
		catch {
			operation.after(0, () => this.onDisconnected(connection));
		}
	}
	private assertIdle(): void {
		if (!this.idle)
			throw new Error(this._operation ? `the radio is busy ${this._operation.name}` : "the radio is not ready");
	}
	/** Runs SDK calls; where one throws, the client is in an unknown state and is restarted. */
	attempt(calls: () => void): void {
		try {
			calls();
		}
		catch (error) {
			this.threw(error);
		}
	}
	private threw(error: unknown): void {
		this.fault(`the SDK's BLE client threw "${error}"`);
	}
	/** In a turn of its own: the SDK is in the middle of something. */
	private fault(message: string): void {
		this.clock.set(() => this.restart({ failure: "exception", message }), 0);
	}
	restart(error: RadioError): void {
		if (!this._events || !this._keeper.client)
			return;
		this._keeper.restart(this.tearDown());
		this.end({ failure: "restarting", message: error.message });
		this._events.onRestart(error.message);
	}
	/** Returns the milliseconds after which the client may be closed. */
	private tearDown(): number {
		this._refused = 0;
		this.scanner.client = undefined;
		this._connections.dropAll();
		return this._attempt && !this._attempt.cancelled && this.cancelsConnect() ? CANCEL : 0;
	}
	/** Stopping NimBLE with a connect pending takes 4 s in which nothing else runs. */
	private cancelsConnect(): boolean {
		try {
			return this.nimble.connecting && this.nimble.cancelConnect();
		}
		catch {
			return false;	// the client is gone, and the connect with it
		}
	}
}
