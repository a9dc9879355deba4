import type { PeripheralConfiguration } from "../configuration/configuration";
import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import { formatUUID } from "../text/uuid";
import { type HandleTable, offers } from "./handle-table";
import { NOTE, type Peripheral, STATE } from "./peripheral";
import type { PeripheralRequest } from "./peripheral-request";
import { PROPERTY, type RadioError, type RemoteCharacteristic } from "./radio";
import { isOpen, mayBeLong } from "./value-length";

/** Bytes that the header of a notification, and that of what is read, takes of the MTU. */
const NOTIFICATION_HEADER = 3, READ_HEADER = 1;
const PAIRING = "; it may want to be paired with, which this gateway does not do";
const MOVED = "it has other characteristics than before: they are discovered anew";
const SUBSCRIBE = PROPERTY.notify | PROPERTY.indicate;
/** What bytes are read for. */
const CHECK = 0, VERIFY = 1, FIRST = 2, SUBSCRIBED = 3, DUE = 4;

/** What a dialogue tells the central that owns it. */
export interface DialogueEvents {
	/** Everything is read and subscribed to. */
	onSetUp(peripheral: Peripheral): void;
	/** The connection is of no use any more. */
	onFailure(peripheral: Peripheral, error: RadioError, hint: string): void;
	/**
	 * Bytes of the characteristic with that handle; only valid during the call.
	 * @param asked who gets those of his values himself
	 */
	onRead(peripheral: Peripheral, handle: number, bytes: Uint8Array, asked: PeripheralRequest | undefined): void;
	/** What was due is read. */
	onDueRead(peripheral: Peripheral): void;
	/** Its characteristics are known: what was asked for may be done, then `proceed`. */
	onReachable(peripheral: Peripheral): void;
}

/**
 * What is said to a peripheral once it is connected. Many hang up after a second or two: what was asked for comes first,
 * then what is read, then the subscriptions. Handles of a former connection are used again, if their declarations,
 * which are read first, are as they were: the SDK does not tell an invalid handle from any other refusal, and what is
 * written to another characteristic may do harm.
 *
 * The radio does one thing at a time, and so where the dialogue is stands in here once, rather than in closures.
 */
export class Dialogue {
	private _clock: Clock;
	private _log: Log;
	private _handles: HandleTable;
	private _events: DialogueEvents;
	/** Ticks at which each value is to be read, by channel; undefined where none has an interval. */
	private _readAt: Float64Array | undefined;
	/** With whom it is, the place of the value that it is about, what is read for. */
	private _peripheral: Peripheral | undefined;
	private _index = 0;
	private _reason = CHECK;
	/** Handle of what was read on this connection because somebody asked; 0 for none. */
	private _answered = 0;
	private _verified: (() => void) | undefined;

	constructor(clock: Clock, log: Log, handles: HandleTable, peripherals: readonly PeripheralConfiguration[], events: DialogueEvents) {
		this._clock = clock;
		this._log = log;
		this._handles = handles;
		if (peripherals.some(({ values }) => values.some(({ read }) => typeof read === "number")))
			this._readAt = new Float64Array(peripherals.reduce((sum, { values }) => sum + values.length, 0)).fill(Infinity);
		this._events = events;
	}
	begin(peripheral: Peripheral): void {
		this._peripheral = peripheral;
		this._answered = 0;
		peripheral.state = STATE.discovering;
		if (peripheral.configuration.values.some(mayBeLong) && !peripheral.has(NOTE.muteToMTU))
			peripheral.connection!.exchangeMTU(error => this.onMTU(error));
		else
			this.locate();
	}
	/** What was asked for is done. */
	proceed(): void {
		this.readFirst(0);
	}
	/** Somebody asked for that, before `proceed`: it need not be read again. */
	take(request: PeripheralRequest, handle: number, bytes: Uint8Array): void {
		const peripheral = this._peripheral!;
		this._answered = handle;
		this.renew(peripheral, handle);
		this._events.onRead(peripheral, handle, bytes, request);
	}
	/** Reads what has been due longest of a peripheral that is connected; `onDueRead` follows unless the connection fails. */
	readDue(peripheral: Peripheral): void {
		const { configuration, firstChannel } = peripheral;
		let index = -1, since = this._clock.ticks;
		for (let i = 0; this._readAt && i < configuration.values.length; i++) {
			if (this._handles.handle(firstChannel + i) && this._readAt[firstChannel + i]! <= since) {
				index = i;
				since = this._readAt[firstChannel + i]!;
			}
		}
		this._peripheral = peripheral;
		if (index < 0)
			this._events.onDueRead(peripheral);
		else
			this.readValue(index, DUE);
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
		this._peripheral = peripheral;
		this._verified = then;
		this.readDeclaration(index, VERIFY);
	}
	/** A text came with so many bytes, notified or read: if that is all that fits it may have been longer. */
	tellCut(peripheral: Peripheral, length: number, header = NOTIFICATION_HEADER): void {
		const { mtu } = peripheral.connection!;
		if (peripheral.has(NOTE.cutTold) || length !== mtu - header)
			return;
		peripheral.note(NOTE.cutTold);
		this._log.warning("ble", `${peripheral.configuration.name}: a text of ${length} bytes may have been cut: ` +
			`that is all that fits with the MTU of ${mtu}, the largest that it and this radio agree on`);
	}
	private onMTU(error: RadioError | null): void {
		const peripheral = this._peripheral!;
		if (!error)
			return this.locate();
		const mute = error.failure === "deadline";
		peripheral.note(NOTE.muteToMTU, mute);
		this._events.onFailure(peripheral, error, mute ? "; next time it is not asked" : "");
	}
	private locate(): void {
		if (this._handles.knows(this._peripheral!))
			this.check(0);
		else
			this.discover();
	}
	/** Whether the handles that are known are good. */
	private check(index: number): void {
		const peripheral = this._peripheral!;
		// not by recursion: the stack is small
		while (index < peripheral.configuration.values.length && !this._handles.isFirst(peripheral, index))
			index++;
		if (index === peripheral.configuration.values.length)
			this.setUp();
		else
			this.readDeclaration(index, CHECK);
	}
	private readDeclaration(index: number, reason: number): void {
		// it lies before the value (Core, volume 3 part G, 3.3.2)
		this.read(this._handles.handle(this._peripheral!.firstChannel + index) - 1, index, reason);
	}
	/** Reads a characteristic for all values in it. */
	private readValue(index: number, reason: number): void {
		this.read(this._handles.handle(this._peripheral!.firstChannel + index), index, reason);
	}
	private read(handle: number, index: number, reason: number): void {
		this._index = index;
		this._reason = reason;
		this._peripheral!.connection!.read(handle, (error, bytes) => this.onBytes(error, bytes));
	}
	private onBytes(error: RadioError | null, bytes: Uint8Array): void {
		const peripheral = this._peripheral!, index = this._index;
		if (error && error.failure !== "refused")
			return this._events.onFailure(peripheral, error, "");
		switch (this._reason) {
			case CHECK:
				if (!error && this._handles.agrees(peripheral, index, bytes))
					return this.check(index + 1);
				this._log.info("ble", `${peripheral.configuration.name}: ${MOVED}`);
				return this.discover();
			case VERIFY:
				return this.onVerified(!error && this._handles.agrees(peripheral, index, bytes));
		}
		const isNews = error && !peripheral.has(NOTE.refusalTold);
		this.onValue(peripheral, index, error, bytes);
		switch (this._reason) {
			case FIRST:
				return this.readFirst(index + 1);
			case SUBSCRIBED:
				return this.subscribe(index + 1);
			default:
				// it may have moved since it was connected
				if (isNews)
					return this.verify(peripheral, index, () => this._events.onDueRead(peripheral));
				return this._events.onDueRead(peripheral);
		}
	}
	private onVerified(agrees: boolean): void {
		const then = this._verified!;
		this._verified = undefined;
		if (agrees)
			return then();
		this._handles.forget(this._peripheral!);
		this._events.onFailure(this._peripheral!, { failure: "refused", message: MOVED }, "");
	}
	/** @param error the peripheral refuses it */
	private onValue(peripheral: Peripheral, index: number, error: RadioError | null, bytes: Uint8Array): void {
		const { configuration: { name, values }, firstChannel } = peripheral, handle = this._handles.handle(firstChannel + index);
		this.renew(peripheral, handle);
		if (error) {
			if (!peripheral.has(NOTE.refusalTold))
				this._log.warning("ble", `${name}: ${error.message}, so there is no value ${values[index]!.name} now${PAIRING}`);
			peripheral.note(NOTE.refusalTold);
			return;
		}
		peripheral.note(NOTE.refusalTold, false);
		peripheral.note(NOTE.served);
		if (values.some((value, i) => isOpen(value) && this._handles.handle(firstChannel + i) === handle))
			this.tellCut(peripheral, bytes.length, READ_HEADER);
		this._events.onRead(peripheral, handle, bytes, undefined);
	}
	/** The characteristic with that handle is read: when it is next. */
	private renew({ configuration: { values }, firstChannel }: Peripheral, handle: number): void {
		for (let i = 0; this._readAt && i < values.length; i++) {
			const { read } = values[i]!;
			if (typeof read === "number" && this._handles.handle(firstChannel + i) === handle)
				this._readAt[firstChannel + i] = this._clock.ticks + read;
		}
	}
	private discover(): void {
		const { configuration, connection } = this._peripheral!;
		connection!.discover(configuration.values, (error, found) => this.onDiscovered(error, found));
	}
	private onDiscovered(error: RadioError | null, found: readonly RemoteCharacteristic[]): void {
		const peripheral = this._peripheral!;
		if (error)
			return this._events.onFailure(peripheral, error, "");
		if (this._handles.learn(peripheral, found, this._log))
			return this.setUp();
		this._handles.forget(peripheral);
		this._events.onFailure(peripheral, { failure: "not found", message: "nothing of what is configured can be read or subscribed to" }, "");
	}
	private setUp(): void {
		const peripheral = this._peripheral!;
		peripheral.state = STATE.subscribing;
		this._events.onReachable(peripheral);
	}
	/** What can only be read. */
	private readFirst(index: number): void {
		const { length } = this._peripheral!.configuration.values;
		while (index < length && !(this.isRead(index) && !offers(this.propertiesOf(index), SUBSCRIBE)))
			index++;
		if (index === length)
			this.subscribe(0);
		else
			this.readValue(index, FIRST);
	}
	private subscribe(index: number): void {
		const peripheral = this._peripheral!, { configuration: { values }, connection, firstChannel } = peripheral;
		while (index < values.length && !(this._handles.isFirst(peripheral, index) && offers(this.propertiesOf(index), SUBSCRIBE)))
			index++;
		if (index === values.length) {
			connection!.settle();
			return this._events.onSetUp(peripheral);
		}
		const channel = firstChannel + index;
		this._index = index;
		connection!.subscribe(this._handles.handle(channel), this.propertiesOf(index), this._handles.configuration(channel),
			(error, configuration) => this.onSubscribed(error, configuration));
	}
	private onSubscribed(error: RadioError | null, configuration: number): void {
		const peripheral = this._peripheral!, index = this._index, { configuration: { name, values }, firstChannel } = peripheral;
		const uuid = formatUUID(this._handles.characteristic(peripheral, index)), passed = error && values[index]!.discovered && error.failure !== "disconnected" && error.failure !== "restarting";
		if (passed) {
			// nobody asked for it: what is declared does not suffer
			this._handles.drop(firstChannel + index);
			this._log.warning("ble", `${name}: ${error.message}: ${uuid}, which nobody declared, is not published`);
		}
		if (passed && error.failure !== "deadline")
			return this.subscribe(index + 1);
		if (error)
			return this._events.onFailure(peripheral, error, error.failure === "refused" || error.failure === "deadline" ? PAIRING : "");
		this._handles.setConfiguration(peripheral, this._handles.handle(firstChannel + index), configuration);
		this._log.info("ble", `subscribed to ${name} ${uuid}`);
		if (this.isRead(index))
			this.readValue(index, SUBSCRIBED);
		else
			this.subscribe(index + 1);
	}
	/** Whether the value is the first in a characteristic that is to be read after connecting. */
	private isRead(index: number): boolean {
		const peripheral = this._peripheral!, { configuration: { values }, firstChannel } = peripheral, handle = this._handles.handle(firstChannel + index);
		return handle !== this._answered && this._handles.isFirst(peripheral, index) && offers(this.propertiesOf(index), PROPERTY.read)
			&& values.some(({ read }, i) => read !== false && this._handles.handle(firstChannel + i) === handle);
	}
	private propertiesOf(index: number): number {
		return this._handles.properties(this._peripheral!.firstChannel + index);
	}
}
