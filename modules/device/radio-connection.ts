import { PROPERTY, type RadioConnection, type RadioError, type RemoteCharacteristic, type WantedCharacteristic } from "../peripheral/radio";
import { DescriptorSearch, Discovery, type FoundAttribute, type FoundService } from "./discovery";
import { attach, discoverCharacteristics, discoverDescriptors, discoverServices, exchangeMTU, readValue, writeCommand } from "./gatt-calls";
import type { NimBLECalls } from "./nimble-calls";
import type { Operator, RadioOperation } from "./radio-operation";

/** Client Characteristic Configuration (Core specification, volume 3 part G, 3.3.3.3), little-endian. */
const CONFIGURATION_DESCRIPTOR = 0x2902;
const NOTIFICATION = 0x0001;
const INDICATION = 0x0002;
/** What every connection begins with, and the largest that one packet on the air holds (Core, volume 3 part F, 5.2.1). */
const FIRST_MTU = 23, LARGEST_MTU = 247;
const NO_CONFIGURATION = "failed: the characteristic has no Client Characteristic Configuration descriptor (2902)";
const NOTHING = new Uint8Array(0);

/** What is done next, or waited for; `onStep` says what follows on each. */
const STEP = Object.freeze({
	exchange: 0, exchanged: 1, unchanged: 2, discover: 3, services: 4, service: 5, characteristics: 6, subscribe: 7, descriptors: 8, configure: 9,
	configured: 10, read: 11, reading: 12, refused: 13, write: 14, written: 15, command: 16, unsent: 17, end: 18,
});

/** What a connection needs of the radio that owns it. */
export interface ConnectionOwner {
	/** Starts an operation on the connection, whose `onStep` asks the SDK. Throws if one runs. */
	operate(name: string, connection: Connection): void;
	/** Completes the running operation. */
	end(error: RadioError | null): void;
	/** The operation that runs on the connection, if it is not over. */
	operationOf(connection: Connection): RadioOperation | undefined;
	/** Calls `onStep` once the SDK's callback has returned, unless the operation is over by then. */
	proceed(): void;
	/**
	 * The same when all is delivered that NimBLE has posted by now. Until then a callback may be under way; and messages of
	 * a discovery, even without results, would take the results of the next one for their own (modBLEMessageQueueConfigure).
	 */
	delivered(): void;
	/** The same when the peripheral has answered what was asked, be it with an error: the SDK tells of successes only. */
	answered(): void;
	/** Throws if the client is gone. */
	readonly nimble: NimBLECalls;
	disconnect(connection: Connection): void;
	onDisconnected(connection: Connection): void;
	/** `value` is only valid during the call. */
	onNotification(connection: Connection, handle: number, value: Uint8Array): void;
	/** The handler of the SDK's `event` has thrown. */
	onException(event: string, error: unknown): void;
}

/**
 * One connection, which takes the place of all the SDK's objects for it: native code calls its `callback`. It does one
 * operation at a time, step by step, without a closure for each. Discovery goes service by service because all of its
 * results share one queue in the SDK; every answer is taken only if it belongs to what was asked last.
 */
export class Connection implements RadioConnection, GATTCallee, Operator {
	readonly address: string;
	readonly connection: number;
	mtu = FIRST_MTU;
	gone = false;
	private _owner: ConnectionOwner;
	private _step: number = STEP.end;
	/** Of the attribute that is read or written. */
	private _handle = 0;
	/** What the Client Characteristic Configuration is to be; 0: no subscription is made. */
	private _wanted = 0;
	private _done: ((error: RadioError | null, result: never) => void) | undefined;
	/** What `_done` gets; until they are written, the bytes to write. */
	private _result: unknown;
	private _discovery: Discovery | undefined;

	/** Throws "connection not found" before NimBLE's record of the connection with the number `id` is complete. */
	constructor(owner: ConnectionOwner, address: string, id: number) {
		this._owner = owner;
		this.address = address;
		this.connection = id;
		attach(this);
	}
	exchangeMTU(done: (error: RadioError | null) => void): void {
		this.begin(STEP.exchange, `asking ${this.address} for a larger MTU`, undefined, done);
	}
	discover(wanted: readonly WantedCharacteristic[], done: (error: RadioError | null, found: readonly RemoteCharacteristic[]) => void): void {
		const discovery = new Discovery(wanted);
		this.begin(STEP.discover, `discovering the services of ${this.address}`, discovery.found, done);
		this._discovery = discovery;
	}
	subscribe(handle: number, properties: number, configuration: number, done: (error: RadioError | null, configuration: number) => void): void {
		if (!configuration)
			this.discovered.serviceOf(handle);
		this.begin(configuration ? STEP.configure : STEP.subscribe, `subscribing at ${this.address} to handle ${handle}`, configuration, done);
		this._handle = handle;
		this._wanted = properties & PROPERTY.notify ? NOTIFICATION : INDICATION;
	}
	read(handle: number, done: (error: RadioError | null, bytes: Uint8Array) => void): void {
		this.begin(STEP.read, `reading handle ${handle} of ${this.address}`, NOTHING, done);
		this._handle = handle;
	}
	write(handle: number, bytes: Uint8Array, response: boolean, done: (error: RadioError | null) => void): void {
		this.begin(response ? STEP.write : STEP.command, `writing handle ${handle} of ${this.address}`, bytes, done);
		this._handle = handle;
	}
	settle(): void {
		this._discovery = undefined;
	}
	disconnect(): void {
		if (!this.gone)
			this._owner.disconnect(this);
	}
	private begin(step: number, name: string, result: unknown, done: (error: RadioError | null, result: never) => void): void {
		this._owner.operate(name, this);
		this._step = step;
		this._wanted = 0;
		this._result = result;
		this._done = done;
	}
	onStep(): void {
		switch (this._step) {
			case STEP.exchange:
				this._step = STEP.exchanged;
				exchangeMTU(this.connection, LARGEST_MTU);
				return this._owner.answered();
			// refused: the MTU stays as it is
			case STEP.exchanged:
				this._step = STEP.unchanged;
				return this._owner.delivered();
			case STEP.discover:
				this._step = STEP.services;
				return discoverServices(this.connection);
			case STEP.service: {
				const { end, start } = this._discovery!.service;
				this._step = STEP.characteristics;
				return discoverCharacteristics(this, start, end);
			}
			case STEP.subscribe:
				return this.findConfiguration();
			case STEP.configure:
				this._handle = this._result as number;
				this._step = STEP.configured;
				return this.request(Uint8Array.of(this._wanted, 0).buffer);
			// a write is answered, and the answer, if it is an error, is not told: what was written is read back
			case STEP.configured:
			case STEP.read:
				this._step = STEP.reading;
				readValue(this.connection, this._handle);
				return this._owner.answered();
			// the SDK tells of successes only
			case STEP.reading:
				this._step = STEP.refused;
				return this._owner.delivered();
			case STEP.refused:
				return this._owner.end({ failure: "refused", message: this.refusal });
			case STEP.write:
				this._step = STEP.written;
				return this.request(this.given);
			case STEP.command:
				writeCommand(this.connection, this._handle, this.given);
				return this._owner.end(null);
			// perhaps because the peripheral has left, which is told before
			case STEP.unsent:
				return this._owner.end({ failure: "exception", message: `writing handle ${this._handle} of ${this.address} failed: NimBLE did not send it (error ${String(this._result)})` });
			default:
				return this._owner.end(null);
		}
	}
	onDone(error: RadioError | null): void {
		const done = this._done!, result = this._result;
		this._step = STEP.end;
		this._done = this._result = undefined;
		done(error, result as never);
	}
	/** Native code calls it, and aborts the engine where it throws. It has a method for each event that is of interest. */
	callback(event: string, parameters: unknown): void {
		if (this.gone)
			return;
		try {
			(this as unknown as Record<string, ((parameters: unknown) => void) | undefined>)[event]?.(parameters);
		}
		catch (error) {
			this._owner.onException(event, error);
		}
	}
	onDisconnected(): void {
		this._owner.onDisconnected(this);
	}
	onMTUExchanged(mtu: number): void {
		this.mtu = mtu;
		if (this.awaits(STEP.exchanged) || this.awaits(STEP.unchanged))
			this._owner.end(null);
	}
	/** @param service undefined: there are no more */
	onService(service: FoundService | undefined): void {
		if (!this.awaits(STEP.services))
			return;
		if (service)
			this._discovery!.addService(service);
		else
			this.goOn();
	}
	/** @param characteristic undefined: there are no more */
	onCharacteristic(characteristic: FoundAttribute | undefined): void {
		if (!this.awaits(STEP.characteristics))
			return;
		if (characteristic)
			this._discovery!.addCharacteristic(characteristic);
		else
			this.goOn();
	}
	/** @param descriptor undefined: there are no more */
	onDescriptor(descriptor: FoundAttribute | undefined): void {
		if (!this.awaits(STEP.descriptors))
			return;
		if (descriptor && !this._result && is16(descriptor.uuid, CONFIGURATION_DESCRIPTOR))
			this._result = descriptor.handle;
		else if (!descriptor && !this._result)
			this.fail("not found", NO_CONFIGURATION);
		else if (!descriptor) {
			this._step = STEP.configure;
			this._owner.proceed();
		}
	}
	onCharacteristicValue({ handle, value }: { readonly handle: number; readonly value: ArrayBuffer }): void {
		if (handle !== this._handle || !(this.awaits(STEP.reading) || this.awaits(STEP.refused)))
			return;
		if (!this._wanted)
			this._result = new Uint8Array(value);
		else if (!is16(value, this._wanted))
			return this.fail("refused", "failed: the peripheral did not take the subscription");
		this._owner.end(null);
	}
	onCharacteristicNotification({ handle, value }: { readonly handle: number; readonly value: ArrayBuffer }): void {
		this._owner.onNotification(this, handle, new Uint8Array(value));
	}
	private awaits(step: number): boolean {
		return this._step === step && this._owner.operationOf(this) !== undefined;
	}
	private fail(failure: RadioError["failure"], what: string): void {
		this._owner.end(this._owner.operationOf(this)!.failed(failure, what));
	}
	private get discovered(): Discovery {
		return this._discovery ?? new Discovery([]);
	}
	private get refusal(): string {
		return this._wanted ? `subscribing at ${this.address} failed: the peripheral does not let its Client Characteristic Configuration be read`
			: `reading handle ${this._handle} of ${this.address} failed: the peripheral answers with an error`;
	}
	/** To the next service; cut short by the peripheral's leaving it ends in the same way, and its leaving is told next. */
	private goOn(): void {
		this._step = this._discovery!.next() ? STEP.service : STEP.end;
		this._owner.delivered();
	}
	private findConfiguration(): void {
		const handle = this._handle, discovery = this.discovered;
		if (!discovery.mayHaveDescriptors(handle))
			return this.fail("not found", NO_CONFIGURATION);
		this._step = STEP.descriptors;
		discoverDescriptors(discovery.search = new DescriptorSearch(this, handle, discovery.serviceOf(handle)));
	}
	/** A copy of what is to be written. */
	private get given(): ArrayBuffer {
		return (this._result as Uint8Array<ArrayBuffer>).slice().buffer;
	}
	/** Writes with response. */
	private request(value: ArrayBuffer): void {
		const error = this._owner.nimble.write(this.connection, this._handle, value);
		if (!error)
			return this._owner.answered();
		this._step = STEP.unsent;
		this._result = error;
		this._owner.delivered();
	}
}

function is16(buffer: ArrayBuffer, value: number): boolean {
	const bytes = new Uint8Array(buffer);
	return bytes.length === 2 && (bytes[0]! | (bytes[1]! << 8)) === value;
}
