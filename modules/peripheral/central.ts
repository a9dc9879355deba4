import type { BluetoothAddress } from "../text/bluetooth-address";
import { Backoff } from "../text/backoff";
import type { Alarm, Clock, Random } from "../text/clock";
import type { PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import { AirReport } from "./air-report";
import { AirSurvey } from "./air-survey";
import { ConnectionTime } from "./connection-time";
import { DeviceChoice } from "./device-choice";
import type { DeviceMemory } from "./device-memory";
import { Dialogue, type DialogueEvents } from "./dialogue";
import type { DiscoveredTable } from "./discovered-table";
import { ErrandRunner } from "./errand-runner";
import { HandleTable, offers } from "./handle-table";
import type { Peripheral } from "./peripheral";
import type { Presence } from "./presence";
import type { PeripheralRequest } from "./peripheral-request";
import { PROPERTY, type Radio, type RadioConnection, type RadioError, type RadioEvents } from "./radio";
import { firstInLine, isWanted, mayDisplace, nextToGo } from "./schedule";
import { isOpen } from "./value-length";

/** A connection that held this long was a good one: the next failure starts with a short delay again. */
const STABLE = 30_000;
/** A failure that costs the other peripherals a restart of the stack may come again at this interval at the soonest. */
const RESTART_REST = 30_000;
const DAY = 86_400_000;

export interface CentralOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly radio: Radio;
	readonly peripherals: readonly PeripheralConfiguration[];
	readonly memory: DeviceMemory;
	/** Where a peripheral publishes all that notifies. */
	readonly discovered?: DiscoveredTable | undefined;
	/** Is told who comes and goes. */
	readonly presence?: Presence | undefined;
	/** A characteristic's bytes for one configured value; only valid during the call. */
	onValue(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array): void;
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
	private _choice: DeviceChoice;
	private _air: AirReport;
	private _handles: HandleTable;
	private _dialogue: Dialogue;
	private _errands: ErrandRunner;
	private _time: ConnectionTime;
	private _survey: AirSurvey | undefined;
	private _surveyEnd: Alarm | undefined;
	private _held = false;
	private _closed = false;
	private _full = false;
	/** One operation follows another on a connection: nothing else may start between them. */
	private _talking = false;
	/** Another was let go for it. */
	private _guest: Peripheral | undefined;
	/** When somebody may be let go for another. */
	private _turn: Alarm | undefined;
	/** Until then nothing is read at an interval: that takes half of the radio's time at most. While it is read: since when. */
	private _quiet = 0;
	private _breath: Alarm | undefined;
	private _day: Alarm | undefined;

	constructor(options: CentralOptions) {
		this._options = options;
		let firstChannel = 0;
		this._peripherals = options.peripherals.map((configuration, index) => {
			const peripheral: Peripheral = {
				configuration,
				index,
				firstChannel,
				backoff: new Backoff(options.random),
				state: configuration.link.kind === "onDemand" ? "idle" : "missing",
				address: "",
				addressType: 0,
				connection: undefined,
				dueAt: 0,
				since: 0,
				leaveAt: Infinity,
				readAt: Infinity,
				awaited: 0,
				served: false,
				costly: false,
				muteToMTU: false,
				cutTold: false,
				refusalTold: false,
				errand: undefined,
				alarm: undefined,
			};
			firstChannel += configuration.values.length;
			return peripheral;
		});
		const { clock, log, memory } = options;
		this._choice = new DeviceChoice(options.peripherals, memory, log);
		this._air = new AirReport(clock, log);
		this._time = new ConnectionTime(options.peripherals.length);
		this._handles = new HandleTable(firstChannel, options.discovered);
		this._dialogue = new Dialogue(clock, log, this._handles, options.peripherals, this);
		this._errands = new ErrandRunner(clock, this._handles, this._dialogue);
	}
	get peripherals(): readonly Readonly<Peripheral>[] {
		return this._peripherals;
	}
	start(): void {
		this._choice.start();
		this._options.radio.open(this);
		this._day = this._options.clock.set(() => this.onDay(), DAY);
	}
	/** Asks for it; that there is at most one for a peripheral is the caller's promise. */
	request(request: PeripheralRequest): void {
		const peripheral = this._peripherals[request.peripheral]!, { ticks } = this._options.clock;
		this._errands.take(peripheral, request, () => this.give(peripheral));
		peripheral.dueAt = peripheral.configuration.link.kind === "visit" ? Math.min(peripheral.dueAt, ticks) : ticks;
		this._options.clock.set(() => this.seek(peripheral), 0);
	}
	/** Gives it up: `onDone` is not called any more. What is on the air stays there. */
	cancel(request: PeripheralRequest): void {
		const peripheral = this._peripherals[request.peripheral]!;
		if (peripheral.errand?.request !== request)
			return;
		this._errands.drop(peripheral);
		this.give(peripheral);
	}
	/** For how many seconds that peripheral has been connected on this day, of 24 hours since the start. */
	connectedToday(index: number): number {
		return this._time.today(index, this._options.clock.ticks);
	}
	/** The same of the day before; 0 on the first. */
	connectedLastDay(index: number): number {
		return this._time.lastDay(index);
	}
	/**
	 * Listens for so many milliseconds, as far as peripherals and handshakes leave the radio free, then calls `done` with who
	 * is in the air. @returns false if it does so already
	 */
	survey(duration: number, done: (found: AirSurvey) => void): boolean {
		if (this._survey)
			return false;
		const survey = this._survey = new AirSurvey();
		this._surveyEnd = this._options.clock.set(() => {
			this._survey = undefined;
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
		const { clock, radio } = this._options;
		this._closed = true;
		for (const peripheral of this._peripherals) {
			clock.clear(peripheral.alarm);
			this._errands.drop(peripheral);
		}
		clock.clear(this._turn);
		clock.clear(this._breath);
		clock.clear(this._day);
		clock.clear(this._surveyEnd);
		radio.close();
	}

	onReady(): void {
		this._options.log.info("ble", `radio ready; looking for ${this.names(peripheral => peripheral.state === "missing") || "none yet"}`);
		this.step();
	}
	onAdvertisement(address: BluetoothAddress, addressType: number, rssi: number, data: Uint8Array): void {
		this._survey?.note(address, addressType, rssi, data);
		for (let i = 0; i < this._peripherals.length; i++) {
			const peripheral = this._peripherals[i]!;
			if (peripheral.state !== "missing" || !this._choice.suits(i, address, data) || this.isTaken(address))
				continue;
			peripheral.state = "found";
			peripheral.address = address;
			peripheral.addressType = addressType;
			this._options.presence?.heard(i, rssi);
			this._options.log.info("ble", `found ${peripheral.configuration.name} at ${address}, ${rssi} dBm`);
			this._choice.compare(i, address, data);
			this._errands.note(peripheral, "connect", "the radio had no connection to spare");
			this.step();
			return;
		}
		if (this._air.wants(address, data))
			this._air.tell(address, addressType, rssi, data, this.mismatches(address, data));
	}
	onNotification(connection: RadioConnection, handle: number, bytes: Uint8Array): void {
		for (let i = 0; i < this._peripherals.length; i++) {
			const peripheral = this._peripherals[i]!;
			if (peripheral.connection !== connection)
				continue;
			// from a former connection it may be subscribed, and its handles not be those that are known
			if (peripheral.state === "discovering")
				return;
			peripheral.served = true;
			const { values } = peripheral.configuration, { awaited } = peripheral;
			for (let j = 0; j < values.length; j++) {
				if (this._handles.handle(peripheral.firstChannel + j) !== handle)
					continue;
				peripheral.awaited &= ~(1 << j);
				if (isOpen(values[j]!))
					this._dialogue.tellCut(peripheral, bytes.length);
				// the first of a group gets the bytes for all
				if (values[j]!.place === 0)
					this._options.onValue(peripheral.configuration, values[j]!, peripheral.firstChannel + j, bytes);
			}
			if (awaited && !peripheral.awaited && peripheral.state === "connected" && peripheral.configuration.link.kind === "visit") {
				peripheral.leaveAt = this._options.clock.ticks;
				this.watch(peripheral);
			}
			return;
		}
	}
	onDisconnected(connection: RadioConnection): void {
		const peripheral = this._peripherals.find(candidate => candidate.connection === connection);
		if (peripheral?.state === "leaving" || (peripheral?.state === "connected" && peripheral.configuration.link.kind !== "hold"))
			this.release(peripheral);
		else if (peripheral?.state === "connected") {
			this._errands.note(peripheral, "connect", "it went away");
			this.rest(peripheral, "disconnected", 0);
		}
		this.step();
	}
	onRestart(reason: string): void {
		this._options.log.warning("ble", `restarting the BLE stack: ${reason}`);
		this._talking = false;
		for (const peripheral of this._peripherals) {
			if (!peripheral.connection && peripheral.state !== "found")
				continue;
			this._errands.note(peripheral, "connect", `the BLE stack was restarted: ${reason}`);
			if (peripheral.state === "leaving")
				this.release(peripheral);
			else {
				this.miss(peripheral);
				this._options.presence?.lose(peripheral.index, `the BLE stack was restarted: ${reason}`);
			}
		}
	}
	onStuck(reason: string): void {
		this._options.onStuck(reason);
	}

	onRead(peripheral: Peripheral, handle: number, bytes: Uint8Array): void {
		const { values } = peripheral.configuration;
		for (let i = 0; i < values.length; i++) {
			if (values[i]!.place === 0 && values[i]!.read !== false && this._handles.handle(peripheral.firstChannel + i) === handle)
				this._options.onValue(peripheral.configuration, values[i]!, peripheral.firstChannel + i, bytes);
		}
	}
	onReachable(peripheral: Peripheral, then: () => void): void {
		if (peripheral.errand)
			this._errands.run(peripheral, true, then);
		else
			then();
	}
	onSetUp(peripheral: Peripheral): void {
		const { ticks } = this._options.clock, { link: { kind, stay } } = peripheral.configuration;
		this._talking = false;
		peripheral.state = "connected";
		peripheral.readAt = this._dialogue.nextRead(peripheral);
		for (let i = 0; i < peripheral.configuration.values.length; i++) {
			if (!offers(this._handles.properties(peripheral.firstChannel + i), PROPERTY.notify | PROPERTY.indicate))
				peripheral.awaited &= ~(1 << i);
		}
		if (kind !== "hold") {
			// a good visit is short
			peripheral.backoff.reset();
			peripheral.leaveAt = kind === "visit" && !peripheral.awaited ? ticks : ticks + stay;
		}
		this._choice.keep(peripheral.index, peripheral.address, peripheral.addressType);
		this._options.presence?.serve(peripheral.index);
		this.watch(peripheral);
		this.step();
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
		if (error.failure === "disconnected" && peripheral.served && !peripheral.errand && peripheral.configuration.link.kind !== "hold")
			this.release(peripheral);
		else
			this.rest(peripheral, error.message + hint, error.failure === "restarting" ? RESTART_REST : 0);
		this.step();
	}

	/** Starts whatever is next, if the radio is free. */
	private step(anew = false): void {
		const { radio } = this._options;
		if (this._closed || this._talking || !radio.idle || this.attend())
			return;
		const connections = this.count(peripheral => peripheral.connection !== undefined);
		const room = connections < radio.maximumConnections;
		if (!room && !this._full && connections < this.count(({ configuration }) => configuration.link.kind === "hold"))
			this._options.log.warning("ble", `the radio holds ${radio.maximumConnections} connections and all are in use: ` +
				`${this.names(({ configuration, connection }) => configuration.link.kind === "hold" && !connection)} must wait until one ends`);
		this._full = !room;
		// connecting listens all the time until the peripheral answers: it too would take the air from a handshake
		const next = this._held ? undefined : firstInLine(this._peripherals, room, this._guest);
		if (next && (room || this.makeRoom(next)))
			return room ? this.connect(next) : undefined;
		const wanted = this._survey !== undefined || this.count(peripheral => peripheral.state === "missing" && (room || mayDisplace(peripheral))) > 0;
		radio.scan(!this._held && wanted, anew);
	}
	/** Does what is due of those that are connected. @returns whether there was anything */
	private attend(): boolean {
		const { ticks } = this._options.clock;
		let late: Peripheral | undefined;
		for (let i = 0; i < this._peripherals.length; i++) {
			const peripheral = this._peripherals[i]!;
			if (peripheral.state !== "connected")
				continue;
			if (peripheral.errand && !peripheral.errand.atWork) {
				this._talking = true;
				this._errands.run(peripheral, false, () => this.onAttended(peripheral, true));
				return true;
			}
			if (peripheral.leaveAt <= ticks) {
				this.leave(peripheral);
				return true;
			}
			if (peripheral.readAt <= ticks && !(late && late.readAt <= peripheral.readAt))
				late = peripheral;
		}
		if (!late || this._quiet > ticks)
			return false;
		const peripheral = late;
		this._talking = true;
		this._quiet = ticks;
		this._dialogue.readDue(peripheral, () => this.onAttended(peripheral, false));
		return true;
	}
	private onAttended(peripheral: Peripheral, asked: boolean): void {
		this._talking = false;
		const { clock } = this._options, { link: { kind, stay } } = peripheral.configuration;
		if (asked && kind === "onDemand")
			peripheral.leaveAt = clock.ticks + stay;
		if (!asked) {
			const took = clock.ticks - this._quiet;
			this._quiet = clock.ticks + took;
			clock.clear(this._breath);
			this._breath = clock.set(() => this.step(), took);
		}
		peripheral.readAt = this._dialogue.nextRead(peripheral);
		this.watch(peripheral);
		this.step();
	}
	/** Lets another go for it, at once or as soon as that may be. @returns whether one is let go */
	private makeRoom(guest: Peripheral): boolean {
		const { clock, log } = this._options, { at, peripheral } = nextToGo(this._peripherals);
		clock.clear(this._turn);
		this._turn = undefined;
		if (at > clock.ticks) {
			if (at < Infinity)
				this._turn = clock.set(() => this.step(), at - clock.ticks);
			return false;
		}
		log.info("ble", `letting ${peripheral!.configuration.name} go for ${guest.configuration.name}`);
		this._guest = guest;
		this.leave(peripheral!);
		return true;
	}
	private connect(peripheral: Peripheral): void {
		const { clock, log, radio } = this._options;
		this._guest = undefined;
		this._talking = true;
		peripheral.state = "connecting";
		peripheral.served = false;
		peripheral.dueAt = clock.ticks + peripheral.configuration.link.every;
		radio.connect(peripheral.address, peripheral.addressType, (error, connection) => {
			if (error)
				return this.onFailure(peripheral, error, "");
			peripheral.connection = connection!;
			peripheral.since = clock.ticks;
			peripheral.awaited = 0xffff_ffff >>> 32 - peripheral.configuration.values.length;
			this._time.begin(peripheral.index, clock.ticks);
			log.info("ble", `connected to ${peripheral.configuration.name}`);
			this._dialogue.begin(peripheral);
		});
	}
	private leave(peripheral: Peripheral): void {
		peripheral.state = "leaving";
		peripheral.connection!.disconnect();
	}
	/** Its connection has ended as it should: it is due again when its declaration, or somebody, says so. */
	private release(peripheral: Peripheral): void {
		const { clock, log } = this._options, { link: { kind }, name } = peripheral.configuration;
		log.info("ble", `${name} is let go after ${describeDuration(clock.ticks - peripheral.since)}`);
		this.miss(peripheral);
		this._options.presence?.release(peripheral.index);
		if (kind !== "visit" || peripheral.errand)
			return;
		peripheral.state = "idle";
		peripheral.alarm = clock.set(() => this.seek(peripheral), Math.max(0, peripheral.dueAt - clock.ticks));
	}
	/** Nobody asks for it any more. */
	private give(peripheral: Peripheral): void {
		const { state } = peripheral;
		if (!isWanted(peripheral) && (state === "missing" || state === "found" || state === "resting"))
			this.miss(peripheral);
		this._options.clock.set(() => this.step(), 0);
	}
	/** It is due, or somebody asks for it. */
	private seek(peripheral: Peripheral): void {
		const found = peripheral.state === "idle" || (peripheral.state === "resting" && !peripheral.costly);
		if (found && !this._closed)
			this.miss(peripheral);
		// the running scan tells of each device once, and may have done so before
		this.step(found);
	}
	/** Forgets the peripheral's device for a while, at least `minimum` milliseconds. */
	private rest(peripheral: Peripheral, reason: string, minimum: number): void {
		this.miss(peripheral);
		this._options.presence?.lose(peripheral.index, reason);
		peripheral.state = "resting";
		peripheral.costly = minimum > 0;
		const delay = minimum + peripheral.backoff.next();
		this._options.log.warning("ble", `${peripheral.configuration.name}: ${reason}; looking for it again in ${describeDuration(delay)}`);
		peripheral.alarm = this._options.clock.set(() => {
			peripheral.costly = false;
			this.seek(peripheral);
		}, delay);
	}
	private miss(peripheral: Peripheral): void {
		const { clock } = this._options;
		clock.clear(peripheral.alarm);
		if (peripheral.connection)
			this._time.end(peripheral.index, clock.ticks);
		peripheral.alarm = undefined;
		peripheral.state = isWanted(peripheral) ? "missing" : "idle";
		peripheral.connection = undefined;
		peripheral.leaveAt = peripheral.readAt = Infinity;
	}
	/** Sets the alarm of one that is connected to what comes next. What is due already waits for the radio only. */
	private watch(peripheral: Peripheral): void {
		const { clock } = this._options;
		clock.clear(peripheral.alarm);
		peripheral.alarm = undefined;
		if (peripheral.state !== "connected")
			return;
		const stable = peripheral.since + STABLE, next = Math.min(peripheral.leaveAt, peripheral.readAt, stable > clock.ticks ? stable : Infinity);
		if (next < Infinity)
			peripheral.alarm = clock.set(() => this.onWatch(peripheral), Math.max(0, next - clock.ticks));
	}
	private onWatch(peripheral: Peripheral): void {
		const { ticks } = this._options.clock;
		peripheral.alarm = undefined;
		if (peripheral.since + STABLE <= ticks)
			peripheral.backoff.reset();
		if (peripheral.leaveAt > ticks && peripheral.readAt > ticks)
			this.watch(peripheral);
		else
			this.step();
	}
	private onDay(): void {
		const { clock, log } = this._options;
		this._day = clock.set(() => this.onDay(), DAY);
		this._time.turn(clock.ticks);
		for (const { configuration, index } of this._peripherals)
			log.info("ble", `${configuration.name} was connected for ${describeDuration(1_000 * this._time.lastDay(index))} of the last day`);
	}
	private mismatches(address: BluetoothAddress, data: Uint8Array): string {
		const reasons: string[] = [];
		this._peripherals.forEach(({ configuration, state }, index) => {
			if (state === "missing")
				reasons.push(`not ${configuration.name}, ${this._choice.mismatch(index, address, data)}`);
		});
		return reasons.length ? reasons.join("; ") : "none is looked for";
	}
	private isTaken(address: BluetoothAddress): boolean {
		return this._peripherals.some(({ state, address: taken }) => taken === address && state !== "missing" && state !== "resting");
	}
	private count(filter: (peripheral: Peripheral) => boolean): number {
		return this._peripherals.filter(filter).length;
	}
	private names(filter: (peripheral: Peripheral) => boolean): string {
		return this._peripherals.filter(filter).map(({ configuration }) => configuration.name).join(", ");
	}
}
