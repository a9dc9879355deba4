import type { PeripheralConfiguration } from "../configuration/configuration";
import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import { formatUUID } from "../text/uuid";
import { type HandleTable, offers } from "./handle-table";
import type { Peripheral } from "./peripheral";
import { PROPERTY, type RadioConnection, type RadioError } from "./radio";
import { isOpen, mayBeLong } from "./value-length";

/** Bytes that the header of a notification, and that of what is read, takes of the MTU. */
const NOTIFICATION_HEADER = 3, READ_HEADER = 1;
const PAIRING = "; it may want to be paired with, which this gateway does not do";
const MOVED = "it has other characteristics than before: they are discovered anew";
const SUBSCRIBE = PROPERTY.notify | PROPERTY.indicate;

/** What a dialogue tells the central that owns it. */
export interface DialogueEvents {
	/** Everything is read and subscribed to. */
	onSetUp(peripheral: Peripheral): void;
	/** The connection is of no use any more. */
	onFailure(peripheral: Peripheral, error: RadioError, hint: string): void;
	/** Bytes of the characteristic with that handle; only valid during the call. */
	onRead(peripheral: Peripheral, handle: number, bytes: Uint8Array): void;
	/** Its characteristics are known: what was asked for may be done; `then` goes on. */
	onReachable(peripheral: Peripheral, then: () => void): void;
}

/**
 * What is said to a peripheral once it is connected. Many hang up after a second or two: what was asked for comes first,
 * then what is read, then the subscriptions. Handles of a former connection are used again, if their declarations,
 * which are read first, are as they were: the SDK does not tell an invalid handle from any other refusal, and what is
 * written to another characteristic may do harm.
 */
export class Dialogue {
	private _clock: Clock;
	private _log: Log;
	private _handles: HandleTable;
	private _events: DialogueEvents;
	/** Ticks at which each value is to be read, by channel; undefined where none has an interval. */
	private _readAt: Float64Array | undefined;

	constructor(clock: Clock, log: Log, handles: HandleTable, peripherals: readonly PeripheralConfiguration[], events: DialogueEvents) {
		this._clock = clock;
		this._log = log;
		this._handles = handles;
		if (peripherals.some(({ values }) => values.some(({ read }) => typeof read === "number")))
			this._readAt = new Float64Array(peripherals.reduce((sum, { values }) => sum + values.length, 0)).fill(Infinity);
		this._events = events;
	}
	begin(peripheral: Peripheral): void {
		peripheral.state = "discovering";
		if (peripheral.configuration.values.some(mayBeLong) && !peripheral.muteToMTU)
			this.exchangeMTU(peripheral, peripheral.connection!);
		else
			this.locate(peripheral);
	}
	/** Reads what has been due longest of a peripheral that is connected; `then` follows unless the connection fails. */
	readDue(peripheral: Peripheral, then: () => void): void {
		const { configuration, firstChannel } = peripheral;
		let index = -1, since = this._clock.ticks;
		for (let i = 0; this._readAt && i < configuration.values.length; i++) {
			if (this._handles.handle(firstChannel + i) && this._readAt[firstChannel + i]! <= since) {
				index = i;
				since = this._readAt[firstChannel + i]!;
			}
		}
		if (index < 0)
			then();
		else
			this.read(peripheral, index, then);
	}
	/** When the next of its values is to be read. */
	nextRead({ configuration, firstChannel }: Peripheral): number {
		let next = Infinity;
		if (!this._readAt)
			return next;
		for (let i = 0; i < configuration.values.length; i++) {
			if (this._handles.handle(firstChannel + i) && offers(this._handles.properties(firstChannel + i), PROPERTY.read))
				next = Math.min(next, this._readAt[firstChannel + i]!);
		}
		return next;
	}
	/** The connection is of no use any more. */
	fail(peripheral: Peripheral, error: RadioError): void {
		this._events.onFailure(peripheral, error, "");
	}
	/** Calls `then` if the characteristic of that value is still where it was; else the connection has failed. */
	verify(peripheral: Peripheral, index: number, then: () => void): void {
		this.ask(peripheral, index, agrees => {
			if (agrees)
				return then();
			this._handles.forget(peripheral);
			this._events.onFailure(peripheral, { failure: "refused", message: MOVED }, "");
		});
	}
	/** A text came with so many bytes, notified or read: if that is all that fits it may have been longer. */
	tellCut(peripheral: Peripheral, length: number, header = NOTIFICATION_HEADER): void {
		const { mtu } = peripheral.connection!;
		if (peripheral.cutTold || length !== mtu - header)
			return;
		peripheral.cutTold = true;
		this._log.warning("ble", `${peripheral.configuration.name}: a text of ${length} bytes may have been cut: ` +
			`that is all that fits with the MTU of ${mtu}, the largest that it and this radio agree on`);
	}
	private exchangeMTU(peripheral: Peripheral, connection: RadioConnection): void {
		connection.exchangeMTU(error => {
			if (error) {
				peripheral.muteToMTU = error.failure === "deadline";
				return this._events.onFailure(peripheral, error, peripheral.muteToMTU ? "; next time it is not asked" : "");
			}
			this.locate(peripheral);
		});
	}
	private locate(peripheral: Peripheral): void {
		if (this._handles.knows(peripheral))
			this.check(peripheral, 0);
		else
			this.discover(peripheral);
	}
	/** Whether the handles that are known are good. */
	private check(peripheral: Peripheral, index: number): void {
		// not by recursion: the stack is small
		while (index < peripheral.configuration.values.length && !this._handles.isFirst(peripheral, index))
			index++;
		if (index === peripheral.configuration.values.length)
			return this.setUp(peripheral);
		this.ask(peripheral, index, agrees => {
			if (agrees)
				return this.check(peripheral, index + 1);
			this._log.info("ble", `${peripheral.configuration.name}: ${MOVED}`);
			this.discover(peripheral);
		});
	}
	private ask(peripheral: Peripheral, index: number, told: (agrees: boolean) => void): void {
		// the declaration lies before the value (Core, volume 3 part G, 3.3.2)
		peripheral.connection!.read(this._handles.handle(peripheral.firstChannel + index) - 1, (error, bytes) => {
			if (error && error.failure !== "refused")
				return this._events.onFailure(peripheral, error, "");
			told(!error && this._handles.agrees(peripheral, index, bytes));
		});
	}
	private discover(peripheral: Peripheral): void {
		peripheral.connection!.discover(peripheral.configuration.values, (error, found) => {
			if (error)
				return this._events.onFailure(peripheral, error, "");
			if (this._handles.learn(peripheral, found, this._log))
				return this.setUp(peripheral);
			this._handles.forget(peripheral);
			this._events.onFailure(peripheral, { failure: "not found", message: "nothing of what is configured can be read or subscribed to" }, "");
		});
	}
	private setUp(peripheral: Peripheral): void {
		peripheral.state = "subscribing";
		this._events.onReachable(peripheral, () => this.readFirst(peripheral, 0));
	}
	/** What can only be read. */
	private readFirst(peripheral: Peripheral, index: number): void {
		const { length } = peripheral.configuration.values;
		while (index < length && !(this.isRead(peripheral, index) && !offers(this.propertiesOf(peripheral, index), SUBSCRIBE)))
			index++;
		if (index === length)
			this.subscribe(peripheral, 0);
		else
			this.read(peripheral, index, () => this.readFirst(peripheral, index + 1));
	}
	private subscribe(peripheral: Peripheral, index: number): void {
		const { configuration: { name, values }, connection, firstChannel } = peripheral;
		while (index < values.length && !(this._handles.isFirst(peripheral, index) && offers(this.propertiesOf(peripheral, index), SUBSCRIBE)))
			index++;
		if (index === values.length) {
			connection!.settle();
			return this._events.onSetUp(peripheral);
		}
		const properties = this.propertiesOf(peripheral, index);
		const handle = this._handles.handle(firstChannel + index);
		connection!.subscribe(handle, properties, this._handles.configuration(firstChannel + index), (error, configuration) => {
			const uuid = formatUUID(this._handles.characteristic(peripheral, index)), passed = error && values[index]!.discovered && error.failure !== "disconnected" && error.failure !== "restarting";
			if (passed) {
				// nobody asked for it: what is declared does not suffer
				this._handles.drop(firstChannel + index);
				this._log.warning("ble", `${name}: ${error.message}: ${uuid}, which nobody declared, is not published`);
			}
			if (passed && error.failure !== "deadline")
				return this.subscribe(peripheral, index + 1);
			if (error)
				return this._events.onFailure(peripheral, error, error.failure === "refused" || error.failure === "deadline" ? PAIRING : "");
			this._handles.setConfiguration(peripheral, handle, configuration);
			this._log.info("ble", `subscribed to ${name} ${uuid}`);
			if (this.isRead(peripheral, index))
				this.read(peripheral, index, () => this.subscribe(peripheral, index + 1));
			else
				this.subscribe(peripheral, index + 1);
		});
	}
	/** Reads a characteristic for all values in it. */
	private read(peripheral: Peripheral, index: number, then: () => void): void {
		const { configuration: { name, values }, firstChannel } = peripheral, handle = this._handles.handle(firstChannel + index);
		peripheral.connection!.read(handle, (error, bytes) => {
			if (error && error.failure !== "refused")
				return this._events.onFailure(peripheral, error, "");
			for (let i = 0; i < values.length; i++) {
				const { read } = values[i]!;
				if (this._readAt && typeof read === "number" && this._handles.handle(firstChannel + i) === handle)
					this._readAt[firstChannel + i] = this._clock.ticks + read;
			}
			if (error) {
				if (!peripheral.refusalTold)
					this._log.warning("ble", `${name}: ${error.message}, so there is no value ${values[index]!.name} now${PAIRING}`);
				peripheral.refusalTold = true;
			}
			else {
				peripheral.refusalTold = false;
				peripheral.served = true;
				if (values.some((value, i) => isOpen(value) && this._handles.handle(firstChannel + i) === handle))
					this.tellCut(peripheral, bytes.length, READ_HEADER);
				this._events.onRead(peripheral, handle, bytes);
			}
			then();
		});
	}
	/** Whether the value is the first in a characteristic that is to be read after connecting. */
	private isRead(peripheral: Peripheral, index: number): boolean {
		const { configuration: { values }, firstChannel } = peripheral, handle = this._handles.handle(firstChannel + index);
		return this._handles.isFirst(peripheral, index) && offers(this.propertiesOf(peripheral, index), PROPERTY.read)
			&& values.some(({ read }, i) => read !== false && this._handles.handle(firstChannel + i) === handle);
	}
	private propertiesOf({ firstChannel }: Peripheral, index: number): number {
		return this._handles.properties(firstChannel + index);
	}
}
