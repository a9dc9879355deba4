import type { RadioConnection, RadioError, RemoteCharacteristic } from "../peripheral/radio";
import { expandUUID, sameUUID } from "../text/uuid";
import type { SDKCharacteristic, SDKClient, SDKDescriptor, SDKService } from "./ble-client";
import type { NimBLECalls } from "./nimble-calls";
import type { RadioOperation } from "./radio-operation";

/** Client Characteristic Configuration (Core specification, volume 3 part G, 3.3.3.3), little-endian. */
const CONFIGURATION_DESCRIPTOR = 0x2902;
const NOTIFY = 0x10;
/** A discovery that the peripheral cut short by leaving ends like one that found nothing more; its leaving is told next. */
const CONCLUDE = 100;
const NOTIFICATION = 0x0001;
const INDICATION = 0x0002;
/** What every connection begins with, and the largest that one packet on the air holds (Core, volume 3 part F, 5.2.1). */
const FIRST_MTU = 23, LARGEST_MTU = 247;
const NO_CONFIGURATION = "failed: the characteristic has no Client Characteristic Configuration descriptor (2902)";
/** From an answer's arrival to its callback, which comes as a message. */
const CALLBACK = 100;

/** What a connection needs of the radio that owns it. */
export interface ConnectionOwner {
	/** Starts an operation on the connection; `begin` asks the SDK. Throws if one runs. */
	operate(name: string, connection: Connection, begin: () => void, done: (error: RadioError | null) => void): void;
	/** Completes the running operation. */
	end(error: RadioError | null): void;
	/**
	 * Asks the SDK for the next step once its callback has returned, unless the operation is over by then: the SDK's
	 * loop over its queue would take the first results of the next discovery for more of the last one.
	 */
	proceed(step: () => void, delay?: number): void;
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
	#owner: ConnectionOwner;
	#services: readonly Uint8Array[] = [];
	#todo: SDKService[] = [];
	#service: Uint8Array | undefined;
	#found: RemoteCharacteristic[] = [];
	#characteristics: SDKCharacteristic[] = [];
	#subscribing: SDKCharacteristic | undefined;
	#configuration: SDKDescriptor | undefined;
	#wanted = 0;
	mtu = FIRST_MTU;
	gone = false;

	constructor(owner: ConnectionOwner, address: string, client: SDKClient) {
		this.#owner = owner;
		this.address = address;
		this.client = client;
	}
	exchangeMTU(done: (error: RadioError | null) => void): void {
		this.#owner.operate(`asking ${this.address} for a larger MTU`, this, () => {
			this.client.exchangeMTU(LARGEST_MTU);
			// refused: the MTU stays as it is
			this.#owner.answered(() => this.#owner.proceed(() => this.#owner.end(null), CALLBACK));
		}, done);
	}
	discover(services: readonly Uint8Array[], done: (error: RadioError | null, found: readonly RemoteCharacteristic[]) => void): void {
		this.#services = services;
		this.#todo = [];
		this.#found = [];
		this.#characteristics = [];
		this.#service = undefined;
		this.#owner.operate(`discovering the services of ${this.address}`, this,
			// not discoverPrimaryService: it forgets the services found before, and then drops their notifications
			() => this.client.discoverAllPrimaryServices(),
			error => {
				const found = this.#found;
				this.#found = [];
				done(error, found);
			});
	}
	subscribe({ handle }: RemoteCharacteristic, done: (error: RadioError | null) => void): void {
		const characteristic = this.#characteristics.find(candidate => candidate.handle === handle);
		if (!characteristic)
			throw new RangeError(`no characteristic with handle ${handle} was discovered`);
		this.#subscribing = characteristic;
		this.#configuration = undefined;
		this.#owner.operate(`subscribing at ${this.address} to handle ${handle}`, this,
			() => {
				characteristic.discoverAllDescriptors();
				this.awaitDescriptors();
			},
			error => {
				this.#subscribing = this.#configuration = undefined;
				done(error);
			});
	}
	disconnect(): void {
		if (!this.gone)
			this.#owner.disconnect(this);
	}

	onMTUExchanged(operation: RadioOperation | undefined, mtu: number): void {
		this.mtu = mtu;
		if (operation && !operation.outcome)
			this.#owner.end(null);
	}
	onServices(services: readonly SDKService[]): void {
		this.#todo = services.filter(({ uuid }) => this.#services.some(wanted => isUUID(wanted, uuid)));
		this.next();
	}
	onCharacteristics(operation: RadioOperation, characteristics: readonly SDKCharacteristic[]): void {
		const service = this.#service;
		if (!service || operation.outcome)
			return;
		for (const characteristic of characteristics) {
			this.#characteristics.push(characteristic);
			this.#found.push({
				handle: characteristic.handle,
				service,
				uuid: expandUUID(new Uint8Array(characteristic.uuid)),
				properties: characteristic.properties,
			});
		}
		this.next();
	}
	onDescriptors(operation: RadioOperation, descriptors: readonly SDKDescriptor[]): void {
		const characteristic = this.#subscribing;
		if (!characteristic || this.#configuration || operation.outcome)
			return;
		const configuration = descriptors.find(({ uuid }) => is16(uuid, CONFIGURATION_DESCRIPTOR));
		if (!configuration)
			return this.#owner.end(operation.failed("not found", NO_CONFIGURATION));
		this.#configuration = configuration;
		this.#wanted = characteristic.properties & NOTIFY ? NOTIFICATION : INDICATION;
		this.#owner.proceed(() => this.configure(operation, configuration));
	}
	onDescriptorValue(operation: RadioOperation, descriptor: SDKDescriptor, value: ArrayBuffer): void {
		if (!this.#configuration || descriptor.handle !== this.#configuration.handle || operation.outcome)
			return;
		if (is16(value, this.#wanted))
			this.#owner.end(null);
		else
			this.#owner.end(operation.failed("refused", "failed: the peripheral did not take the subscription"));
	}
	/** Where the value is the service's last attribute the SDK asks nothing and says nothing. It asks twice: between them NimBLE rests. */
	private awaitDescriptors(): void {
		this.#owner.answered(() => this.#owner.proceed(() => {
			if (this.#owner.nimble.asking)
				this.awaitDescriptors();
			else if (!this.#configuration)
				this.#owner.end({ failure: "not found", message: `subscribing at ${this.address} to handle ${this.#subscribing!.handle} ${NO_CONFIGURATION}` });
		}, CALLBACK));
	}
	/** A write is answered, and the answer, if it is an error, is not told: what was written is read back. */
	private configure(operation: RadioOperation, configuration: SDKDescriptor): void {
		const error = this.#owner.nimble.write(this.client.connection, configuration.handle, Uint8Array.of(this.#wanted, 0).buffer);
		if (error)
			return this.#owner.end(operation.failed("refused", `failed: NimBLE did not send the write (error ${error})`));
		this.#owner.answered(() => {
			configuration.readValue();
			this.#owner.answered(() => this.#owner.proceed(() =>
				this.#owner.end(operation.failed("refused", "failed: the peripheral does not let its Client Characteristic Configuration be read")), CALLBACK));
		});
	}
	private next(): void {
		const service = this.#todo.shift();
		if (!service)
			return this.#owner.proceed(() => this.#owner.end(null), CONCLUDE);
		this.#service = expandUUID(new Uint8Array(service.uuid));
		this.#owner.proceed(() => service.discoverAllCharacteristics());
	}
}

function isUUID(wanted: Uint8Array, uuid: ArrayBuffer): boolean {
	return sameUUID(wanted, new Uint8Array(uuid), 0, uuid.byteLength);
}

function is16(buffer: ArrayBuffer, value: number): boolean {
	const bytes = new Uint8Array(buffer);
	return bytes.length === 2 && (bytes[0]! | (bytes[1]! << 8)) === value;
}
