import { PROPERTY, type RadioConnection, type RadioError, type RemoteCharacteristic } from "../peripheral/radio";
import { expandUUID, sameUUID } from "../text/uuid";
import type { SDKCharacteristic, SDKClient, SDKDescriptor, SDKService } from "./ble-client";
import type { NimBLECalls } from "./nimble-calls";
import type { RadioOperation } from "./radio-operation";

/** Client Characteristic Configuration (Core specification, volume 3 part G, 3.3.3.3), little-endian. */
const CONFIGURATION_DESCRIPTOR = 0x2902;
const NOTIFICATION = 0x0001;
const INDICATION = 0x0002;
/** What every connection begins with, and the largest that one packet on the air holds (Core, volume 3 part F, 5.2.1). */
const FIRST_MTU = 23, LARGEST_MTU = 247;
const NO_CONFIGURATION = "failed: the characteristic has no Client Characteristic Configuration descriptor (2902)";
/** The handles that there can be (Core, volume 3 part F, 3.2.2). */
const FIRST_HANDLE = 0x0001, LAST_HANDLE = 0xffff;
const NOTHING = new Uint8Array(0);
/** In place of a list that nobody needs any more. */
const NONE = Object.freeze([]) as unknown as never[];

/** What a connection needs of the radio that owns it. */
export interface ConnectionOwner {
	/** Starts an operation on the connection; `begin` asks the SDK. Throws if one runs. */
	operate(name: string, connection: Connection, begin: () => void, done: (error: RadioError | null) => void): void;
	/** Completes the running operation. */
	end(error: RadioError | null): void;
	/** Calls `step` once the SDK's callback has returned, unless the operation is over by then. */
	proceed(step: () => void): void;
	/**
	 * The same when all is delivered that NimBLE has posted by now. Until then a callback may be under way; and messages of
	 * a discovery, even without results, would take the results of the next one for their own (modBLEMessageQueueConfigure).
	 */
	delivered(step: () => void): void;
	/** Calls `step` when the peripheral has answered what was asked, be it with an error: the SDK tells of successes only. */
	answered(step: () => void): void;
	/** Throws if the client is gone. */
	readonly nimble: NimBLECalls;
	disconnect(connection: Connection): void;
}

/**
 * One connection through the SDK's objects. Discovery goes service by service because all of its results share one
 * queue in the SDK; every answer is taken only if it belongs to what was asked last.
 */
export class Connection implements RadioConnection {
	readonly address: string;
	readonly client: SDKClient;
	private _owner: ConnectionOwner;
	private _services: readonly Uint8Array[] = NONE;
	private _todo: SDKService[] = NONE;
	private _service: Uint8Array | undefined;
	private _found: RemoteCharacteristic[] = NONE;
	private _characteristics: SDKCharacteristic[] = NONE;
	/** Of our own making: whatever its handle is set to can be read and written, without discovery and the SDK's 250 bytes each. */
	private _attribute: SDKCharacteristic | undefined;
	/** Whose descriptors are looked for. */
	private _subscribing: SDKCharacteristic | undefined;
	/** Handle of the Client Characteristic Configuration; 0 as long as it is not known. */
	private _configuration = 0;
	/** What it is to be; 0: no subscription is made. */
	private _wanted = 0;
	private _value = NOTHING;
	mtu = FIRST_MTU;
	gone = false;

	constructor(owner: ConnectionOwner, address: string, client: SDKClient) {
		this._owner = owner;
		this.address = address;
		this.client = client;
	}
	exchangeMTU(done: (error: RadioError | null) => void): void {
		this._owner.operate(`asking ${this.address} for a larger MTU`, this, () => {
			this.client.exchangeMTU(LARGEST_MTU);
			// refused: the MTU stays as it is
			this._owner.answered(() => this._owner.delivered(() => this._owner.end(null)));
		}, done);
	}
	discover(services: readonly Uint8Array[], done: (error: RadioError | null, found: readonly RemoteCharacteristic[]) => void): void {
		this._services = services;
		this._todo = NONE;
		this._found = [];
		this._characteristics = [];
		this._service = this._attribute = undefined;
		this._owner.operate(`discovering the services of ${this.address}`, this,
			// not discoverPrimaryService: it forgets the services found before, and then drops their notifications
			() => this.client.discoverAllPrimaryServices(),
			error => {
				const found = this._found;
				this._found = this._services = this._todo = NONE;
				this._service = undefined;
				done(error, found);
			});
	}
	subscribe(handle: number, properties: number, configuration: number, done: (error: RadioError | null, configuration: number) => void): void {
		const characteristic = configuration ? undefined : this._characteristics.find(candidate => candidate.handle === handle);
		if (!configuration && !characteristic)
			throw new RangeError(`no characteristic with handle ${handle} was discovered`);
		this._subscribing = characteristic;
		this._configuration = configuration;
		this._wanted = properties & PROPERTY.notify ? NOTIFICATION : INDICATION;
		this._owner.operate(`subscribing at ${this.address} to handle ${handle}`, this,
			() => {
				this.attribute(handle);
				this.client.services[0]!.characteristics.push({ handle, connection: this.client.connection });
				if (!characteristic)
					return this.configure();
				if (!mayHaveDescriptors(characteristic))
					return this._owner.end({ failure: "not found", message: `subscribing at ${this.address} to handle ${handle} ${NO_CONFIGURATION}` });
				characteristic.discoverAllDescriptors();
			},
			error => {
				this._subscribing = undefined;
				this._wanted = 0;
				done(error, this._configuration);
			});
	}
	read(handle: number, done: (error: RadioError | null, bytes: Uint8Array) => void): void {
		this._owner.operate(`reading handle ${handle} of ${this.address}`, this,
			() => this.ask(handle, { failure: "refused", message: `reading handle ${handle} of ${this.address} failed: the peripheral answers with an error` }),
			error => {
				const value = this._value;
				this._value = NOTHING;
				done(error, value);
			});
	}
	write(handle: number, bytes: Uint8Array, response: boolean, done: (error: RadioError | null) => void): void {
		this._owner.operate(`writing handle ${handle} of ${this.address}`, this, () => {
			const value = bytes.slice().buffer;
			if (response)
				this.request(handle, value, () => this._owner.end(null));
			else {
				this.attribute(handle).writeWithoutResponse(value);
				this._owner.end(null);
			}
		}, done);
	}
	settle(): void {
		this._characteristics = NONE;
		if (!this.gone)
			this.client.services.length = this._attribute ? 1 : 0;
	}
	disconnect(): void {
		if (!this.gone)
			this._owner.disconnect(this);
	}

	onMTUExchanged(operation: RadioOperation | undefined, mtu: number): void {
		this.mtu = mtu;
		if (operation && !operation.outcome)
			this._owner.end(null);
	}
	onServices(services: readonly SDKService[]): void {
		this._todo = services.filter(({ uuid }) => this._services.some(wanted => isUUID(wanted, uuid)));
		this.next();
	}
	onCharacteristics(operation: RadioOperation, characteristics: readonly SDKCharacteristic[]): void {
		const service = this._service;
		if (!service || operation.outcome)
			return;
		for (const characteristic of characteristics) {
			this._characteristics.push(characteristic);
			this._found.push({
				handle: characteristic.handle,
				service,
				uuid: expandUUID(new Uint8Array(characteristic.uuid)),
				properties: characteristic.properties,
			});
		}
		this.next();
	}
	onDescriptors(operation: RadioOperation, descriptors: readonly SDKDescriptor[]): void {
		if (!this._subscribing || this._configuration || operation.outcome)
			return;
		const configuration = descriptors.find(({ uuid }) => is16(uuid, CONFIGURATION_DESCRIPTOR));
		if (!configuration)
			return this._owner.end(operation.failed("not found", NO_CONFIGURATION));
		this._configuration = configuration.handle;
		this._owner.proceed(() => this.configure());
	}
	onValue(operation: RadioOperation, handle: number, value: ArrayBuffer): void {
		if (operation.outcome || this._attribute?.handle !== handle)
			return;
		if (this._wanted && !is16(value, this._wanted))
			return this._owner.end(operation.failed("refused", "failed: the peripheral did not take the subscription"));
		this._value = new Uint8Array(value);
		this._owner.end(null);
	}
	/** A write is answered, and the answer, if it is an error, is not told: what was written is read back. */
	private configure(): void {
		this.request(this._configuration, Uint8Array.of(this._wanted, 0).buffer, () => this.ask(this._configuration, {
			failure: "refused", message: `subscribing at ${this.address} failed: the peripheral does not let its Client Characteristic Configuration be read`,
		}));
	}
	private request(handle: number, value: ArrayBuffer, answered: () => void): void {
		const error = this._owner.nimble.write(this.client.connection, handle, value);
		if (error)
			// perhaps because the peripheral has left, which is told next
			return this._owner.delivered(() => this._owner.end({ failure: "exception", message: `writing handle ${handle} of ${this.address} failed: NimBLE did not send it (error ${error})` }));
		this._owner.answered(answered);
	}
	/** The SDK tells of successes only. */
	private ask(handle: number, refused: RadioError): void {
		this.attribute(handle).readValue();
		this._owner.answered(() => this._owner.delivered(() => this._owner.end(refused)));
	}
	private attribute(handle: number): SDKCharacteristic {
		const { client } = this;
		if (!this._attribute) {
			const found = client.services.splice(0);
			client.callback("onService", { uuid: new ArrayBuffer(2), start: FIRST_HANDLE, end: LAST_HANDLE });
			const service = client.services[0]!;
			service.callback("onCharacteristic", { uuid: new ArrayBuffer(2), handle, properties: 0 });
			this._attribute = service.characteristics[0] as SDKCharacteristic;
			client.services.push(...found);
		}
		this._attribute.handle = handle;
		return this._attribute;
	}
	private next(): void {
		const service = this._todo.shift();
		if (!service)
			// cut short by the peripheral's leaving it ends in the same way, and its leaving is told next
			return this._owner.delivered(() => this._owner.end(null));
		this._service = expandUUID(new Uint8Array(service.uuid));
		this._owner.delivered(() => service.discoverAllCharacteristics());
	}
}

/**
 * Whether a handle is left before the next characteristic, whose declaration precedes its value. If not, the SDK asks
 * nothing, says nothing, and loses 20 bytes (characteristicHandleDiscoveryEvent).
 */
function mayHaveDescriptors({ handle, service }: SDKCharacteristic): boolean {
	const next = service.characteristics.find(candidate => candidate.handle > handle);
	return handle < (next ? next.handle - 2 : service.end);
}

function isUUID(wanted: Uint8Array, uuid: ArrayBuffer): boolean {
	return sameUUID(wanted, new Uint8Array(uuid), 0, uuid.byteLength);
}

function is16(buffer: ArrayBuffer, value: number): boolean {
	const bytes = new Uint8Array(buffer);
	return bytes.length === 2 && (bytes[0]! | (bytes[1]! << 8)) === value;
}
