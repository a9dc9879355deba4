import type { PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import type { HandleTable } from "./handle-table";
import { NOTE, type Peripheral } from "./peripheral";
import type { PeripheralRequest } from "./peripheral-request";
import { isOpen } from "./value-length";

export interface ReceptionOptions {
	/** A characteristic's bytes for one configured value; only valid during the call. */
	onValue(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array): void;
}

/** Gives the bytes of a characteristic to the values that lie in it. */
export class Reception {
	private _options: ReceptionOptions;
	private _handles: HandleTable;

	constructor(options: ReceptionOptions, handles: HandleTable) {
		this._options = options;
		this._handles = handles;
	}
	/** They were notified: the values need not be awaited any more. @returns whether one of them is a text without an end */
	notified(peripheral: Peripheral, handle: number, bytes: Uint8Array): boolean {
		const { configuration, firstChannel } = peripheral, { values } = configuration;
		let left = peripheral.awaited, open = false;
		peripheral.note(NOTE.served);
		for (let i = 0; i < values.length; i++) {
			const value = values[i]!;
			if (this._handles.handle(firstChannel + i) !== handle)
				continue;
			left &= ~(1 << i);
			open ||= isOpen(value);
			// the first of a group gets the bytes for all
			if (value.place === 0)
				this._options.onValue(configuration, value, firstChannel + i, bytes);
		}
		peripheral.awaited = left;
		return open;
	}
	/** They were read. @param asked who gets those of his values himself */
	read(peripheral: Peripheral, handle: number, bytes: Uint8Array, asked: PeripheralRequest | undefined): void {
		const { configuration, firstChannel } = peripheral, { values } = configuration;
		for (let i = 0; i < values.length; i++) {
			const value = values[i]!;
			if (value.place === 0 && value.read !== false && this._handles.handle(firstChannel + i) === handle && !(asked && this.isTaken(peripheral, i, asked)))
				this._options.onValue(configuration, value, firstChannel + i, bytes);
		}
	}
	/** Whether that value, or one of its group, is taken from the answer. */
	private isTaken({ configuration: { values }, firstChannel }: Peripheral, index: number, asked: PeripheralRequest): boolean {
		const { group } = values[index]!;
		return values.some((value, i) => (i === index || group !== undefined && value.group === group) && asked.takes(firstChannel + i));
	}
}
