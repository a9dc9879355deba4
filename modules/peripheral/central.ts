import type { BluetoothAddress } from "../text/bluetooth-address";
import type { Alarm } from "../text/clock";
import type { AirSurvey } from "./air-survey";
import { Dialogue, type DialogueEvents } from "./dialogue";
import type { DiscoveredTable } from "./discovered-table";
import { ErrandRunner } from "./errand-runner";
import { HandleTable, offers } from "./handle-table";
import { LifeCycle, type LifeCycleOptions } from "./life-cycle";
import { Lookout, type LookoutOptions } from "./lookout";
import { NOTE, Peripheral, STATE } from "./peripheral";
import type { PeripheralRequest } from "./peripheral-request";
import { PROPERTY, type RadioConnection, type RadioError, type RadioEvents } from "./radio";
import { Reception, type ReceptionOptions } from "./reception";
import { isAnyMissing, isHeld, isOnDemand, namesOf } from "./schedule";
import { Turns, type TurnsOptions } from "./turns";

/** A failure that costs the other peripherals a restart of the stack may come again at this interval at the soonest. */
const RESTART_REST = 30_000;
/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const DEBUG = "debug";

export interface CentralOptions extends LifeCycleOptions, LookoutOptions, ReceptionOptions, TurnsOptions {
	/** Where a peripheral publishes all that notifies. */
	readonly discovered?: DiscoveredTable | undefined;
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
	private _turns: Turns;
	private _surveyEnd: Alarm | undefined;

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
		this._turns = new Turns({ options, peripherals: this._peripherals, life: this._life, lookout: this._lookout, dialogue: this._dialogue, errands: this._errands, events: this });
	}
	get peripherals(): readonly Readonly<Peripheral>[] {
		return this._peripherals;
	}
	start(): void {
		this._lookout.start();
		this._options.radio.open(this);
		this._turns.start();
	}
	/** Asks for it; that there is at most one for a peripheral is the caller's promise. */
	request(request: PeripheralRequest): void {
		const peripheral = this._peripherals[request.peripheral]!;
		this._errands.take(peripheral, request);
		this._life.want(peripheral);
		this._turns.wake();
	}
	/** Gives it up: `onDone` is not called any more. What is on the air stays there. */
	cancel(request: PeripheralRequest): void {
		const peripheral = this._peripherals[request.peripheral]!;
		if (peripheral.errand?.request !== request)
			return;
		this._errands.drop(peripheral);
		this._life.give(peripheral);
		this._turns.wake();
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
			this._turns.step();
		}, duration);
		// the running scan tells of each device once
		this._turns.step(true);
		return true;
	}
	/** While held the radio does not scan, so that a TLS handshake has the air to itself; connections stay. */
	hold(held: boolean): void {
		this._turns.hold(held);
	}
	close(): void {
		for (const peripheral of this._peripherals)
			this._errands.drop(peripheral);
		this._turns.close();
		this._options.clock.clear(this._surveyEnd);
		this._options.radio.close();
	}

	onReady(): void {
		this._options.log.info("ble", `radio ready; looking for ${namesOf(this._peripherals, ({ state }) => state === STATE.missing) || "none yet"}`);
		this._turns.step();
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
		this._turns.step();
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
		this._turns.arm();
	}
	onDisconnected(connection: RadioConnection): void {
		const peripheral = this._peripherals.find(candidate => candidate.connection === connection);
		if (peripheral?.state === STATE.leaving || (peripheral?.state === STATE.connected && !isHeld(peripheral)))
			this._life.release(peripheral);
		else if (peripheral?.state === STATE.connected) {
			this._errands.note(peripheral, "connect", "it went away");
			this._life.rest(peripheral, "disconnected", 0);
		}
		this._turns.step();
	}
	onRestart(reason: string): void {
		const text = `the BLE stack was restarted: ${reason}`;
		this._options.log.warning("ble", `restarting the BLE stack: ${reason}`);
		this._turns.endTalk();
		for (const peripheral of this._peripherals) {
			if (!peripheral.connection && peripheral.state !== STATE.found)
				continue;
			this._errands.note(peripheral, "connect", text);
			if (peripheral.state === STATE.leaving)
				this._life.release(peripheral);
			else
				this._life.lose(peripheral, text);
		}
		this._turns.arm();
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
		this._turns.endTalk();
		for (let i = 0; i < peripheral.configuration.values.length; i++) {
			if (!offers(this._handles.properties(peripheral.firstChannel + i), PROPERTY.notify | PROPERTY.indicate))
				peripheral.awaited &= ~(1 << i);
		}
		this._life.serve(peripheral);
		this._lookout.keep(peripheral);
		this._turns.settle(peripheral);
	}
	onFailure(peripheral: Peripheral, error: RadioError, hint: string): void {
		if (this._turns.closed)
			return;
		this._turns.endTalk();
		const gone = error.failure === "disconnected" || error.failure === "restarting";
		this._errands.note(peripheral, peripheral.connection ? "discover" : "connect", error.message + hint);
		if (!gone)
			peripheral.connection?.disconnect();
		// many hang up after a second or two, and a visit has brought what it could
		if (error.failure === "disconnected" && peripheral.has(NOTE.served) && !peripheral.errand && !isHeld(peripheral)) {
			this._options.presence?.serve(peripheral.index);
			this._life.release(peripheral);
		}
		else
			this._life.rest(peripheral, error.message + hint, error.failure === "restarting" ? RESTART_REST : 0);
		this._turns.step();
	}
	onDueRead(peripheral: Peripheral): void {
		this._turns.onDueRead(peripheral);
	}
}
