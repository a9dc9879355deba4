import type { Log } from "../text/log";
import { formatUUID, sameUUID } from "../text/uuid";
import type { DiscoveredTable } from "./discovered-table";
import type { Peripheral } from "./peripheral";
import { PROPERTY, type RemoteCharacteristic } from "./radio";

const HANDLE = 0, CONFIGURATION = 1, PROPERTIES = 2, FIELDS = 3;
/** Of a characteristic's declaration: properties, handle of the value, UUID of 2 or 16 bytes (Core, volume 3 part G, 3.3.1). */
const DECLARED_UUID = 3;

/**
 * Where each value is to be found on its peripheral: what discovery found, kept for the next connection in six bytes a value.
 * Values are named by their channel.
 */
export class HandleTable {
	private _table: Uint16Array;
	private _discovered: DiscoveredTable | undefined;

	constructor(channels: number, discovered?: DiscoveredTable) {
		this._table = new Uint16Array(FIELDS * channels);
		this._discovered = discovered;
	}
	/** UUID of the characteristic that a value lies in. */
	characteristic({ configuration, firstChannel }: Peripheral, index: number): Uint8Array {
		return this._discovered?.characteristic(firstChannel + index) ?? configuration.values[index]!.characteristic;
	}
	/** It is not used until discovery finds it again. */
	drop(channel: number): void {
		this._table.fill(0, FIELDS * channel, FIELDS * (channel + 1));
	}
	/** Of the characteristic's value; 0 if that is not known. */
	handle(channel: number): number {
		return this._table[FIELDS * channel + HANDLE]!;
	}
	/** Of its Client Characteristic Configuration; 0 if that is not known. */
	configuration(channel: number): number {
		return this._table[FIELDS * channel + CONFIGURATION]!;
	}
	/** Bits of `PROPERTY`. */
	properties(channel: number): number {
		return this._table[FIELDS * channel + PROPERTIES]!;
	}
	/** Of all values that lie in the same characteristic. */
	setConfiguration(peripheral: Peripheral, handle: number, configuration: number): void {
		for (let i = 0; i < peripheral.configuration.values.length; i++) {
			const channel = peripheral.firstChannel + i;
			if (this.handle(channel) === handle)
				this._table[FIELDS * channel + CONFIGURATION] = configuration;
		}
	}
	/** Whether every value of the peripheral was found that must be there. */
	knows({ configuration: { values }, firstChannel }: Peripheral): boolean {
		let some = false;
		for (let i = 0; i < values.length; i++) {
			if (this.handle(firstChannel + i))
				some = true;
			else if (!values[i]!.group && !values[i]!.discovered)
				return false;
		}
		return some;
	}
	forget({ configuration, firstChannel }: Peripheral): void {
		this._table.fill(0, FIELDS * firstChannel, FIELDS * (firstChannel + configuration.values.length));
	}
	/** Whether no value before it lies in the same characteristic, of those that were found. */
	isFirst({ firstChannel }: Peripheral, index: number): boolean {
		const handle = this.handle(firstChannel + index);
		for (let i = 0; i < index; i++) {
			if (this.handle(firstChannel + i) === handle)
				return false;
		}
		return handle !== 0;
	}
	/** Whether the bytes of a characteristic's declaration say that the value is still there. */
	agrees(peripheral: Peripheral, index: number, bytes: Uint8Array): boolean {
		const channel = peripheral.firstChannel + index, size = bytes.length - DECLARED_UUID;
		return (size === 2 || size === 16) && bytes[0] === this.properties(channel) && (bytes[1]! | (bytes[2]! << 8)) === this.handle(channel)
			&& sameUUID(this.characteristic(peripheral, index), bytes, DECLARED_UUID, size);
	}
	/**
	 * Takes what discovery found. Values that can't be had are told.
	 * @returns whether there is anything to be done with it
	 */
	learn(peripheral: Peripheral, found: readonly RemoteCharacteristic[], log: Log): boolean {
		const { configuration: { name, values }, firstChannel } = peripheral;
		let useful = false;
		this.forget(peripheral);
		for (let i = 0; i < values.length; i++) {
			const { characteristic, discovered, group, name: valueName, place, read, service, write } = values[i]!;
			if (discovered)
				continue;
			const at = found.find(candidate => sameUUID(service, candidate.service, 0, 16) && sameUUID(characteristic, candidate.uuid, 0, 16));
			if (!at && group) {
				if (place === 0)
					log.info("ble", `${name}: has no characteristic ${formatUUID(characteristic)} in a service ${formatUUID(service)}, which is optional`);
				continue;
			}
			if (!at) {
				log.error("ble", `${name}: no characteristic ${formatUUID(characteristic)} ` +
					`in a service ${formatUUID(service)}, so there is no value ${valueName}: check the UUIDs in the configuration`);
				continue;
			}
			const row = FIELDS * (firstChannel + i);
			this._table[row + HANDLE] = at.handle;
			this._table[row + PROPERTIES] = at.properties;
			const usable = offers(at.properties, PROPERTY.notify | PROPERTY.indicate) || (read !== false && offers(at.properties, PROPERTY.read))
				|| (write && offers(at.properties, PROPERTY.write | PROPERTY.writeCommand));
			useful ||= usable;
			// of a device some can only be written, if that is allowed
			if (!usable && !group)
				log.error("ble", `${name}: characteristic ${formatUUID(characteristic)} offers neither notifications nor indications` +
					`${read === false ? "" : ", nor can it be read"}${write ? ", nor written" : ""}: the value ${valueName} can't be had`);
		}
		return this._discovered ? this.learnOthers(peripheral, found, log, this._discovered) || useful : useful;
	}
	/** Takes what else notifies, as far as there are places for it. */
	private learnOthers({ configuration: { leftOut, name, values }, firstChannel }: Peripheral, found: readonly RemoteCharacteristic[], log: Log, discovered: DiscoveredTable): boolean {
		let left = 0, useful = false;
		for (let i = 0; i < found.length; i++) {
			const { handle, properties, uuid } = found[i]!;
			if (!values.at(-1)!.discovered || !offers(properties, PROPERTY.notify | PROPERTY.indicate)
				|| values.some(value => !value.discovered && sameUUID(value.characteristic, uuid, 0, 16)) || leftOut.some(each => sameUUID(each, uuid, 0, 16)))
				continue;
			const channel = discovered.place(uuid, firstChannel, firstChannel + values.length);
			if (channel < 0)
				left++;
			// of several characteristics of one UUID the first
			else if (!this.handle(channel)) {
				this._table[FIELDS * channel + HANDLE] = handle;
				this._table[FIELDS * channel + PROPERTIES] = properties;
				useful = true;
				log.info("ble", `${name}: notifies ${formatUUID(uuid)} too, which nobody declared`);
			}
		}
		if (left > 0)
			log.warning("ble", `${name}: ${left} more characteristics notify, and are not published, for there is no room for them: declare those that matter`);
		return useful;
	}
}

/** Whether it has one of these bits of `PROPERTY`. */
export function offers(properties: number, wanted: number): boolean {
	return (properties & wanted) !== 0;
}
