import { type BluetoothAddress, bluetoothAddressBytes } from "../../modules/text/bluetooth-address";
import type { Radio, RadioConnection, RadioError, RadioEvents, RadioFailure, RemoteCharacteristic, WantedCharacteristic } from "../../modules/peripheral/radio";

type Done = (error: RadioError | null, result?: never) => void;

/** A connection that does what the test says. */
export class FakeConnection implements RadioConnection {
	readonly address: BluetoothAddress;
	disconnected = false;
	settled = false;
	mtu = 23;
	readonly #radio: FakeRadio;

	constructor(radio: FakeRadio, address: BluetoothAddress) {
		this.#radio = radio;
		this.address = address;
	}
	exchangeMTU(done: (error: RadioError | null) => void): void {
		this.#radio.begin(`exchange MTU ${this.address}`, done as unknown as Done);
	}
	discover(wanted: readonly WantedCharacteristic[], done: (error: RadioError | null, found: readonly RemoteCharacteristic[]) => void): void {
		this.#radio.begin(`discover ${this.address} ${new Set(wanted.map(({ service }) => String(service))).size}`, done as unknown as Done);
	}
	subscribe(handle: number, _properties: number, configuration: number, done: (error: RadioError | null, configuration: number) => void): void {
		this.#radio.begin(`subscribe ${this.address} ${handle}${configuration ? ` by ${configuration}` : ""}`,
			error => done(error, error ? 0 : handle + 1));
	}
	read(handle: number, done: (error: RadioError | null, bytes: Uint8Array) => void): void {
		this.#radio.begin(`read ${this.address} ${handle}`, done as unknown as Done);
	}
	write(handle: number, bytes: Uint8Array, response: boolean, done: (error: RadioError | null) => void): void {
		this.#radio.begin(`${response ? "request" : "command"} ${this.address} ${handle} ${bytes}`, done as unknown as Done);
	}
	settle(): void {
		this.settled = true;
	}
	disconnect(): void {
		this.disconnected = true;
	}
}

/** A radio that records what it is asked, and answers when the test says so. */
export class FakeRadio implements Radio {
	maximumConnections = 3;
	ready = false;
	scanning = false;
	/** How often who was heard before was to be told of again. */
	scannedAnew = 0;
	readonly operations: string[] = [];
	readonly connections: FakeConnection[] = [];
	closed = false;
	#events: RadioEvents | undefined;
	#done: Done | undefined;

	get idle(): boolean {
		return this.ready && !this.#done;
	}
	open(events: RadioEvents): void {
		this.#events = events;
	}
	scan(on: boolean, anew = false): void {
		if (!this.idle)
			throw new Error("not idle");
		if (on && anew)
			this.scannedAnew++;
		this.scanning = on;
	}
	connect(address: BluetoothAddress, _type: number, done: (error: RadioError | null, connection?: RadioConnection) => void): void {
		this.begin(`connect ${address}`, done as unknown as Done);
	}
	close(): void {
		this.closed = true;
	}
	begin(operation: string, done: Done): void {
		if (!this.idle)
			throw new Error("not idle");
		this.scanning = false;
		this.operations.push(operation);
		this.#done = done;
	}
	/** What runs, or "" if nothing does. */
	get running(): string {
		return this.#done ? this.operations.at(-1)! : "";
	}
	injectReady(): void {
		this.ready = true;
		this.#events!.onReady();
	}
	injectAdvertisement(address: BluetoothAddress, data: Uint8Array, addressType = 0, rssi = -60): void {
		if (this.#events!.onPacket(bluetoothAddressBytes(address).buffer as ArrayBuffer, rssi, data))
			this.#events!.onAdvertisement(address, addressType, rssi, data);
	}
	/** The running connect succeeds. */
	injectConnected(): FakeConnection {
		const connection = new FakeConnection(this, this.running.slice("connect ".length));
		this.connections.push(connection);
		this.#complete(null, connection);
		return connection;
	}
	injectDone(result?: readonly RemoteCharacteristic[] | Uint8Array): void {
		this.#complete(null, result);
	}
	/** Answers what a peripheral with these characteristics is asked, until nothing more is; what is read of a value is its handle. */
	injectAnswers(found: readonly RemoteCharacteristic[]): void {
		while (this.running) {
			const [operation, , handle] = this.running.split(" "), declared = found.find(each => each.handle - 1 === Number(handle));
			if (operation === "discover")
				this.injectDone(found);
			else if (operation === "read")
				this.injectDone(declared ? Uint8Array.of(declared.properties, declared.handle, 0, ...declared.uuid) : Uint8Array.of(Number(handle)));
			else
				this.injectDone();
		}
	}
	injectFailure(failure: RadioFailure, message = `${this.running} failed`): void {
		this.#complete({ failure, message }, []);
	}
	injectNotification(connection: RadioConnection, handle: number, value: Uint8Array): void {
		this.#events!.onNotification(connection, handle, value);
	}
	injectDisconnected(connection: RadioConnection): void {
		this.#events!.onDisconnected(connection);
	}
	injectStuck(reason: string): void {
		this.#events!.onStuck(reason);
	}
	injectRestart(reason: string): void {
		this.ready = false;
		if (this.#done)
			this.injectFailure("restarting", reason);
		this.#events!.onRestart(reason);
	}
	#complete(error: RadioError | null, result?: unknown): void {
		const done = this.#done!;
		this.#done = undefined;
		done(error, result as never);
	}
}
