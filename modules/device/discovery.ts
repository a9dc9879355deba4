import { PROPERTY, type RemoteCharacteristic, type WantedCharacteristic } from "../peripheral/radio";
import { expandUUID, sameUUID } from "../text/uuid";

/** Of what nobody declared: more characteristics than are published, so that it is told how many are not; a peripheral may have hundreds. */
const MOST_OTHERS = 16, MOST_SERVICES = 16;
/** Services of each peripheral, which say nothing of what it measures (Assigned Numbers, 3.4.1). */
const GENERIC_ACCESS = 0x00, GENERIC_ATTRIBUTE = 0x01, GENERIC = 0x18;

/** What native code tells of a service, and of a characteristic or descriptor; UUIDs little-endian. */
export interface FoundService {
	readonly uuid: ArrayBuffer;
	readonly start: number;
	readonly end: number;
}
export interface FoundAttribute {
	readonly uuid: ArrayBuffer;
	readonly handle: number;
	readonly properties: number;
}

interface Service {
	/** That of the declarations; of another service its own. */
	readonly uuid: Uint8Array;
	readonly start: number;
	readonly end: number;
	/** Of the values of all its characteristics. */
	readonly handles: number[];
}

/** What native code wants a search for descriptors to be called on. */
export class DescriptorSearch implements DescriptorCallee {
	readonly handle: number;
	readonly service: DescriptorCallee["service"];
	private _callee: GATTCallee;

	constructor(callee: GATTCallee, handle: number, service: DescriptorCallee["service"]) {
		this._callee = callee;
		this.handle = handle;
		this.service = service;
	}
	get connection(): number {
		return this._callee.connection;
	}
	callback(event: string, parameters: unknown): void {
		this._callee.callback(event, parameters);
	}
}

/**
 * What a discovery has found, service by service, of what was asked for. UUIDs are those of the declarations, in flash: of
 * what the peripheral has beside that nothing is kept but numbers, unless all that notifies is wanted.
 */
export class Discovery {
	readonly found: RemoteCharacteristic[] = [];
	private _wanted: readonly WantedCharacteristic[];
	private _others: boolean;
	private _left = MOST_OTHERS;
	private _services: Service[] = [];
	private _current = -1;
	/** Native code does not keep it from being collected. */
	search: DescriptorSearch | undefined;

	constructor(wanted: readonly WantedCharacteristic[]) {
		this._others = wanted.some(({ discovered }) => discovered);
		this._wanted = this._others ? wanted.filter(({ discovered }) => !discovered) : wanted;
	}
	addService({ end, start, uuid }: FoundService): void {
		const bytes = new Uint8Array(uuid), known = this._wanted.find(({ service }) => sameUUID(service, bytes, 0, bytes.length));
		if (known || (this._others && !isGeneric(bytes) && this._services.length < MOST_SERVICES))
			this._services.push({ uuid: known?.service ?? expandUUID(bytes), start, end, handles: [] });
	}
	/** Goes on to the next service. @returns false if there is none */
	next(): boolean {
		return ++this._current < this._services.length;
	}
	/** The service whose characteristics are looked for. */
	get service(): { readonly start: number; readonly end: number } {
		return this._services[this._current]!;
	}
	/** A characteristic of that service. */
	addCharacteristic({ handle, properties, uuid }: FoundAttribute): void {
		const { handles, uuid: service } = this._services[this._current]!, bytes = new Uint8Array(uuid);
		handles.push(handle);
		const known = this._wanted.find(each => sameUUID(each.service, service, 0, service.length) && sameUUID(each.characteristic, bytes, 0, bytes.length));
		if (known)
			this.found.push({ handle, service: known.service, uuid: known.characteristic, properties });
		else if (this._others && this._left > 0 && (properties & (PROPERTY.notify | PROPERTY.indicate)) !== 0) {
			this._left--;
			this.found.push({ handle, service, uuid: expandUUID(bytes), properties });
		}
	}
	/** The service that has a characteristic with that handle. Throws if none was found. */
	serviceOf(handle: number): { readonly start: number; readonly end: number } {
		const service = this._services.find(({ handles }) => handles.includes(handle));
		if (!service)
			throw new RangeError(`no characteristic with handle ${handle} was discovered`);
		return service;
	}
	/**
	 * Whether a handle is left before the next characteristic, whose declaration precedes its value. If not, the SDK asks
	 * nothing, says nothing, and loses 20 bytes (characteristicHandleDiscoveryEvent).
	 */
	mayHaveDescriptors(handle: number): boolean {
		const { end, handles } = this.serviceOf(handle) as Service, next = handles.find(candidate => candidate > handle);
		return handle < (next ? next - 2 : end);
	}
}

function isGeneric(uuid: Uint8Array): boolean {
	return uuid.length === 2 && uuid[1] === GENERIC && (uuid[0] === GENERIC_ACCESS || uuid[0] === GENERIC_ATTRIBUTE);
}
