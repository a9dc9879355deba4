import type { BluetoothAddress } from "../text/bluetooth-address";
import type { Alarm } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { AirListener } from "./air-listener";
import type { AirSurvey } from "./air-survey";
import { Dialogue, type DialogueEvents } from "./dialogue";
import type { DiscoveredTable } from "./discovered-table";
import { ErrandRunner } from "./errand-runner";
import { HandleTable, offers } from "./handle-table";
import { LifeCycle, type LifeCycleOptions } from "./life-cycle";
import { Lookout, type LookoutOptions } from "./lookout";
import { MovingAlarm } from "./moving-alarm";
import { NOTE, Peripheral, STATE } from "./peripheral";
import type { PeripheralRequest } from "./peripheral-request";
import { PROPERTY, type Radio, type RadioConnection, type RadioError, type RadioEvents } from "./radio";
import { Reception, type ReceptionOptions } from "./reception";
import { connectionCount, firstInLine, firstToAttend, freeAt, isAnyMissing, isAsked, isHeld, isOnDemand, nextToGo } from "./schedule";

/** A failure that costs the other peripherals a restart of the stack may come again at this interval at the soonest. */
const RESTART_REST = 30_000;
const DAY = 86_400_000;
/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const DEBUG = "debug";

export interface CentralOptions extends LifeCycleOptions, LookoutOptions, ReceptionOptions {
	readonly radio: Radio;
	/** Where a peripheral publishes all that notifies. */
	readonly discovered?: DiscoveredTable | undefined;
	/** Hears every packet: then the radio listens whenever it has nothing else to do. */
	readonly listener?: AirListener | undefined;
	/** Only restarting the firmware can bring BLE back. */
	onStuck(reason: string): void;
}

/**
 * Has the peripherals connected for as long as their declaration says: looks for those that are due, takes them one at a
 * time through connect, discover, read and subscribe, lets them go, and looks for each again when it goes. A peripheral
 * that fails rests with backoff while the others have their turn.
 */
export class Central implements RadioEvents, DialogueEvents {
	private _options: CentralOptions;
	private _peripherals: readonly Peripheral[];
	private _life: LifeCycle;
	private _lookout: Lookout;
	private _handles: HandleTable;
	private _dialogue: Dialogue;
	private _errands: ErrandRunner;
	private _reception: Reception;
	private _alarm: MovingAlarm;
	private _surveyEnd: Alarm | undefined;
	private _held = false;
	private _closed = false;
	private _full = false;
	/** One operation follows another on a connection: nothing else may start between them. */
	private _talking = false;
	/** Another was let go for it. */
	private _guest: Peripheral | undefined;
	/** When it is to be seen what is next, whatever happens until then; when the day is over. Ticks. */
	private _stepAt = Infinity;
	private _dayAt = Infinity;
	/** Until then nothing is read at an interval: that takes half of the radio's time at most. While it is read: since when. */
	private _quiet = 0;

	constructor(options: CentralOptions) {
		const { clock, log, peripherals } = options;
		this._options = options;
		this._peripherals = Peripheral.all(peripherals);
		this._life = new LifeCycle(options, peripherals.length);
		this._lookout = new Lookout(options, this._peripherals);
		this._handles = new HandleTable(peripherals.reduce((sum, { values }) => sum + values.length, 0), options.discovered);
		this._dialogue = new Dialogue(clock, log, this._handles, peripherals, this);
		this._errands = new ErrandRunner(this._handles, this._dialogue);
		this._reception = new Reception(options, this._handles);
		this._alarm = new MovingAlarm(clock, () => this.onAlarm());
	}
	get peripherals(): readonly Readonly<Peripheral>[] {
		return this._peripherals;
	}
	start(): void {
		this._lookout.start();
		this._options.radio.open(this);
		this._dayAt = this._options.clock.ticks + DAY;
		this.arm();
	}
	/** Asks for it; that there is at most one for a peripheral is the caller's promise. */
	request(request: PeripheralRequest): void {
		const peripheral = this._peripherals[request.peripheral]!;
		this._errands.take(peripheral, request);
		this._life.want(peripheral);
		this.wake();
	}
	/** Gives it up: `onDone` is not called any more. What is on the air stays there. */
	cancel(request: PeripheralRequest): void {
		const peripheral = this._peripherals[request.peripheral]!;
		if (peripheral.errand?.request !== request)
			return;
		this._errands.drop(peripheral);
		this._life.give(peripheral);
		this.wake();
	}
	/** For how many seconds that peripheral has been connected on this day, of 24 hours since the start. */
	connectedToday(index: number): number {
		return this._life.time.today(index, this._options.clock.ticks);
	}
	/** The same of the day before; 0 on the first. */
	connectedLastDay(index: number): number {
		return this._life.time.lastDay(index);
	}
	/**
	 * Listens for so many milliseconds, as far as peripherals and handshakes leave the radio free, then calls `done` with who
	 * is in the air. @returns false if it does so already
	 */
	survey(duration: number, done: (found: AirSurvey) => void): boolean {
		const survey = this._lookout.beginSurvey();
		if (!survey)
			return false;
		this._surveyEnd = this._options.clock.set(() => {
			this._lookout.endSurvey();
			done(survey);
			this.step();
		}, duration);
		// the running scan tells of each device once
		this.step(true);
		return true;
	}
	/** While held the radio does not scan, so that a TLS handshake has the air to itself; connections stay. */
	hold(held: boolean): void {
		this._held = held;
		this.step();
	}
	close(): void {
		this._closed = true;
		for (const peripheral of this._peripherals)
			this._errands.drop(peripheral);
		this._alarm.move(Infinity);
		this._options.clock.clear(this._surveyEnd);
		this._options.radio.close();
	}

	onReady(): void {
		this._options.log.info("ble", `radio ready; looking for ${this.names(({ state }) => state === STATE.missing) || "none yet"}`);
		this.step();
	}
	onPacket(address: ArrayBuffer, rssi: number, data: Uint8Array): boolean {
		const { listener, log } = this._options;
		if (!listener)
			return true;
		listener.hear(address, rssi, data);
		return this._lookout.surveys || log.shows(DEBUG) || isAnyMissing(this._peripherals, true);
	}
	onAdvertisement(address: BluetoothAddress, addressType: number, rssi: number, data: Uint8Array): void {
		const found = this._lookout.hear(address, addressType, rssi, data);
		if (!found)
			return;
		this._errands.note(found, "connect", "the radio had no connection to spare");
		this.step();
	}
	onNotification(connection: RadioConnection, handle: number, bytes: Uint8Array): void {
		for (let i = 0; i < this._peripherals.length; i++) {
			const peripheral = this._peripherals[i]!;
			if (peripheral.connection !== connection)
				continue;
			// from a former connection it may be subscribed, and its handles not be those that are known
			if (peripheral.state !== STATE.discovering)
				this.take(peripheral, handle, bytes);
			return;
		}
	}
	private take(peripheral: Peripheral, handle: number, bytes: Uint8Array): void {
		const { awaited } = peripheral;
		if (this._reception.notified(peripheral, handle, bytes))
			this._dialogue.tellCut(peripheral, bytes.length);
		if (!awaited || peripheral.awaited || peripheral.state !== STATE.connected || isHeld(peripheral) || isOnDemand(peripheral))
			return;
		peripheral.leaveAt = this._options.clock.ticks;
		this._life.watch(peripheral);
		this.arm();
	}
	onDisconnected(connection: RadioConnection): void {
		const peripheral = this._peripherals.find(candidate => candidate.connection === connection);
		if (peripheral?.state === STATE.leaving || (peripheral?.state === STATE.connected && !isHeld(peripheral)))
			this._life.release(peripheral);
		else if (peripheral?.state === STATE.connected) {
			this._errands.note(peripheral, "connect", "it went away");
			this._life.rest(peripheral, "disconnected", 0);
		}
		this.step();
	}
	onRestart(reason: string): void {
		const text = `the BLE stack was restarted: ${reason}`;
		this._options.log.warning("ble", `restarting the BLE stack: ${reason}`);
		this._talking = false;
		for (const peripheral of this._peripherals) {
			if (!peripheral.connection && peripheral.state !== STATE.found)
				continue;
			this._errands.note(peripheral, "connect", text);
			if (peripheral.state === STATE.leaving)
				this._life.release(peripheral);
			else
				this._life.lose(peripheral, text);
		}
		this.arm();
	}
	onStuck(reason: string): void {
		this._options.onStuck(reason);
	}

	onRead(peripheral: Peripheral, handle: number, bytes: Uint8Array, asked: PeripheralRequest | undefined): void {
		this._reception.read(peripheral, handle, bytes, asked);
	}
	onReachable(peripheral: Peripheral): void {
		if (peripheral.errand)
			this._errands.run(peripheral, true, () => this._dialogue.proceed());
		else
			this._dialogue.proceed();
	}
	onSetUp(peripheral: Peripheral): void {
		this._talking = false;
		for (let i = 0; i < peripheral.configuration.values.length; i++) {
			if (!offers(this._handles.properties(peripheral.firstChannel + i), PROPERTY.notify | PROPERTY.indicate))
				peripheral.awaited &= ~(1 << i);
		}
		this._life.serve(peripheral);
		this._lookout.keep(peripheral);
		this.settle(peripheral);
	}
	onFailure(peripheral: Peripheral, error: RadioError, hint: string): void {
		if (this._closed)
			return;
		this._talking = false;
		const gone = error.failure === "disconnected" || error.failure === "restarting";
		this._errands.note(peripheral, peripheral.connection ? "discover" : "connect", error.message + hint);
		if (!gone)
			peripheral.connection?.disconnect();
		// many hang up after a second or two, and a visit has brought what it could
		if (error.failure === "disconnected" && peripheral.has(NOTE.served) && !peripheral.errand && !isHeld(peripheral))
			this._life.release(peripheral);
		else
			this._life.rest(peripheral, error.message + hint, error.failure === "restarting" ? RESTART_REST : 0);
		this.step();
	}
	onDueRead(peripheral: Peripheral): void {
		const { ticks } = this._options.clock;
		// for as long again
		this._quiet = ticks + ticks - this._quiet;
		this._talking = false;
		this.settle(peripheral);
	}
	/** What was asked for is done. */
	private onErrand(peripheral: Peripheral): void {
		this._talking = false;
		if (isOnDemand(peripheral))
			peripheral.leaveAt = this._options.clock.ticks + peripheral.configuration.link.stay;
		this.settle(peripheral);
	}
	/** It is connected, and nothing is being done with it. */
	private settle(peripheral: Peripheral): void {
		peripheral.readAt = this._dialogue.nextRead(peripheral);
		this._life.watch(peripheral);
		this.step();
	}

	/** Starts whatever is next, if the radio is free. */
	private step(anew = false): void {
		if (this._closed)
			return;
		if (!this._talking && this._options.radio.idle && !this.attend())
			this.advance(anew);
		this.arm();
	}
	/** Does what is due of those that are connected. @returns whether there was anything */
	private attend(): boolean {
		const { ticks } = this._options.clock, peripheral = firstToAttend(this._peripherals, ticks);
		if (!peripheral)
			return false;
		if (isAsked(peripheral)) {
			this._talking = true;
			this._errands.run(peripheral, false, () => this.onErrand(peripheral));
		}
		else if (peripheral.leaveAt <= ticks)
			this._life.leave(peripheral);
		else if (this._quiet > ticks)
			return false;
		else {
			this._talking = true;
			this._quiet = ticks;
			this._dialogue.readDue(peripheral);
		}
		return true;
	}
	/** Connects who was found, or looks for who is missing. */
	private advance(anew: boolean): void {
		const { radio } = this._options, connections = connectionCount(this._peripherals), room = connections < radio.maximumConnections;
		if (!room && !this._full)
			this.tellFull(connections);
		this._full = !room;
		// connecting listens all the time until the peripheral answers: it too would take the air from a handshake
		const next = this._held ? undefined : firstInLine(this._peripherals, room, this._guest);
		if (next && room)
			this.connect(next);
		else if (!next || !this.makeRoom(next))
			radio.scan(!this._held && (this._options.listener !== undefined || this._lookout.surveys || isAnyMissing(this._peripherals, room)), anew);
	}
	/** Lets another go for it, at once or as soon as that may be. @returns whether one is let go */
	private makeRoom(guest: Peripheral): boolean {
		const { clock: { ticks }, log } = this._options, peripheral = nextToGo(this._peripherals), at = peripheral ? freeAt(peripheral) : Infinity;
		if (!peripheral || at > ticks) {
			this._stepAt = Math.min(this._stepAt, at);
			return false;
		}
		log.info("ble", `letting ${peripheral.configuration.name} go for ${guest.configuration.name}`);
		this._guest = guest;
		this._life.leave(peripheral);
		return true;
	}
	private connect(peripheral: Peripheral): void {
		this._guest = undefined;
		this._talking = true;
		this._life.connect(peripheral);
		this._options.radio.connect(peripheral.address, peripheral.addressType, (error, connection) => {
			if (error)
				return this.onFailure(peripheral, error, "");
			this._life.begin(peripheral, connection!);
			this._dialogue.begin(peripheral);
		});
	}
	/** In a turn of its own it is seen what is next. */
	private wake(): void {
		this._stepAt = this._options.clock.ticks;
		this.arm();
	}
	/** Sets the alarm to what comes next. */
	private arm(): void {
		let at = Math.min(this._stepAt, this._dayAt, this._quiet > this._options.clock.ticks ? this._quiet : Infinity);
		for (let i = 0; i < this._peripherals.length; i++)
			at = Math.min(at, this._peripherals[i]!.alarmAt, this._errands.expiry(this._peripherals[i]!));
		if (!this._closed)
			this._alarm.move(at);
	}
	private onAlarm(): void {
		const { ticks } = this._options.clock;
		let anew = false;
		if (this._dayAt <= ticks)
			this.onDay(ticks);
		if (this._stepAt <= ticks)
			this._stepAt = Infinity;
		for (const peripheral of this._peripherals) {
			if (this._errands.expiry(peripheral) <= ticks) {
				this._errands.expire(peripheral);
				this._life.give(peripheral);
			}
			if (peripheral.alarmAt <= ticks && this._life.tend(peripheral))
				anew = true;
		}
		// the running scan tells of each device once, and may have done so before
		this.step(anew);
	}
	private onDay(ticks: number): void {
		const { time } = this._life;
		this._dayAt = ticks + DAY;
		time.turn(ticks);
		for (const { configuration, index } of this._peripherals)
			this._options.log.info("ble", `${configuration.name} was connected for ${describeDuration(1_000 * time.lastDay(index))} of the last day`);
	}
	private tellFull(connections: number): void {
		const { log, radio } = this._options;
		if (connections < this._peripherals.filter(isHeld).length)
			log.warning("ble", `the radio holds ${radio.maximumConnections} connections and all are in use: ` +
				`${this.names(peripheral => isHeld(peripheral) && !peripheral.connection)} must wait until one ends`);
	}
	private names(filter: (peripheral: Peripheral) => boolean): string {
		return this._peripherals.filter(filter).map(({ configuration }) => configuration.name).join(", ");
	}
}
