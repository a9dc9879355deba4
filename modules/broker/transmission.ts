import type { OutgoingReading } from "../reading/outgoing-reading";
import type { Clock } from "../text/clock";
import { encodeUTF8 } from "../text/utf8";
import type { BrokerLink } from "./broker-link";
import { InFlightWindow } from "./in-flight-window";
import { CONTROL_ID } from "./packet-identifiers";

/** PUBLISH packets in flight at most. */
const WINDOW = 8;

/**
 * The readings in flight, over connections: each is sent at QoS 1 and released by its PUBACK alone. What was in flight
 * when a connection ended goes out again on the next, with DUP, under its identifier.
 */
export class Transmission {
	private _clock: Clock;
	private _window = new InFlightWindow(WINDOW);
	private _link: BrokerLink | undefined;
	/** Sequence number of the reading that was sent last on this connection; -1 for none. */
	private _lastSent = -1;
	/** A control is in flight. */
	private _control = false;
	/** When the broker acknowledged last, or something was sent that it has to. */
	private _progress = 0;
	private _taken = 0;
	private _published = 0;
	private _duplicates = 0;
	private _unknown = 0;

	constructor(clock: Clock) {
		this._clock = clock;
	}
	/** Readings sent for the first time, since start. */
	get published(): number {
		return this._published;
	}
	/** PUBLISH packets sent with DUP since start. */
	get duplicates(): number {
		return this._duplicates;
	}
	/** PUBACKs for identifiers that were not in flight, since start. */
	get unknown(): number {
		return this._unknown;
	}
	/** PUBACKs for readings on this connection. */
	get taken(): number {
		return this._taken;
	}
	/** Readings in flight, on this connection or the last. */
	get count(): number {
		return this._window.count;
	}
	/** Sequence numbers of the oldest and of the newest of them; -1 for none. */
	get oldest(): number {
		return this._window.count ? this._window.sequence(0) : -1;
	}
	get newest(): number {
		return this._window.count ? this._window.sequence(this._window.count - 1) : -1;
	}
	/** A control is in flight. */
	get control(): boolean {
		return this._control;
	}
	get connected(): boolean {
		return this._link !== undefined;
	}
	/** Milliseconds for which the broker has acknowledged nothing, though there was something to acknowledge. */
	get stalled(): number {
		return this._window.count > 0 || this._control ? this._clock.ticks - this._progress : 0;
	}
	/** Whether there is no room for another, and all of them were sent on this connection. */
	get saturated(): boolean {
		return this._window.full && this.newest <= this._lastSent;
	}
	/** Whether nothing of this connection is in flight. */
	get settled(): boolean {
		return this._window.count === 0 || this.oldest > this._lastSent;
	}
	begin(link: BrokerLink): void {
		this._link = link;
		this._control = false;
		this._taken = 0;
		this._lastSent = -1;
		this._progress = this._clock.ticks;
	}
	end(): void {
		this._link = undefined;
	}
	/** Whether it went out on this connection, or something after it did. */
	isPast(sequence: number): boolean {
		return sequence <= this._lastSent;
	}
	/** All are handed out anew. */
	rewind(): void {
		this._lastSent = -1;
	}
	/** @returns false if there is no room for it now */
	send(reading: OutgoingReading): boolean {
		const { sequence } = reading, window = this._window;
		// what is not there any more was dropped for want of room
		window.forget(this._lastSent, sequence);
		const index = window.count > 0 && sequence <= this.newest ? window.indexOfSequence(sequence) : -1;
		const again = index >= 0;
		if (!again && window.full)
			return false;
		if (!this._link!.publish(again ? window.id(index) : window.nextId, reading.topic, reading.bytes, again, false))
			return false;
		this._lastSent = sequence;
		if (again) {
			this._duplicates++;
			return true;
		}
		if (window.count === 0)
			this._progress = this._clock.ticks;
		window.add(sequence);
		this._published++;
		return true;
	}
	/** Sends what is no reading and has to be acknowledged. */
	sendControl(topic: string, text: string, retain: boolean): void {
		this._control = this._link!.publish(CONTROL_ID, topic, encodeUTF8(text), false, retain);
	}
	/** PUBACK. @returns whether it was for the control */
	acknowledgeControl(id: number): boolean {
		if (id !== CONTROL_ID || !this._control)
			return false;
		this._control = false;
		this._progress = this._clock.ticks;
		return true;
	}
	/** PUBACK. @returns the reading's sequence number; -1 for one that is not in flight */
	acknowledge(id: number): number {
		const window = this._window, index = window.indexOf(id);
		// what was not sent on this connection can't have been acknowledged on it
		if (index < 0 || window.isAcknowledged(index) || !this.isPast(window.sequence(index))) {
			this._unknown++;
			return -1;
		}
		this._progress = this._clock.ticks;
		this._taken++;
		const sequence = window.sequence(index);
		window.acknowledge(index);
		return sequence;
	}
	/** Forgets that reading, if it is in flight. */
	remove(sequence: number): void {
		const index = this._window.indexOfSequence(sequence);
		if (index >= 0)
			this._window.remove(index);
	}
	/** Nothing is left to be sent: what was to go out again and did not is not there any more. */
	forgetRest(): void {
		this._window.forget(this._lastSent, Infinity);
	}
}
