import type { Clock } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import type { AirListener } from "./air-listener";
import type { Dialogue, DialogueEvents } from "./dialogue";
import type { ErrandRunner } from "./errand-runner";
import type { LifeCycle } from "./life-cycle";
import type { Lookout } from "./lookout";
import { MovingAlarm } from "./moving-alarm";
import type { Peripheral } from "./peripheral";
import type { Radio } from "./radio";
import { connectionCount, firstInLine, firstToAttend, freeAt, isAnyMissing, isAsked, isHeld, isOnDemand, namesOf, nextToGo } from "./schedule";

const DAY = 86_400_000;

export interface TurnsOptions {
	readonly clock: Clock;
	readonly log: Log;
	readonly radio: Radio;
	/** Hears every packet: then the radio listens whenever it has nothing else to do. */
	readonly listener?: AirListener | undefined;
}

/** What turns are given out to. */
export interface TurnsParts {
	readonly options: TurnsOptions;
	readonly peripherals: readonly Peripheral[];
	readonly life: LifeCycle;
	readonly lookout: Lookout;
	readonly dialogue: Dialogue;
	readonly errands: ErrandRunner;
	/** Is told of a connect that has failed. */
	readonly events: Pick<DialogueEvents, "onFailure">;
}

/** Who has the radio next, and when that is to be seen: it does one thing at a time. */
export class Turns {
	private _parts: TurnsParts;
	private _alarm: MovingAlarm;
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

	constructor(parts: TurnsParts) {
		this._parts = parts;
		this._alarm = new MovingAlarm(parts.options.clock, () => this.onAlarm());
	}
	get closed(): boolean {
		return this._closed;
	}
	start(): void {
		this._dayAt = this._parts.options.clock.ticks + DAY;
		this.arm();
	}
	close(): void {
		this._closed = true;
		this._alarm.move(Infinity);
	}
	/** See `Central.hold`. */
	hold(held: boolean): void {
		this._held = held;
		this.step();
	}
	/** What was said on a connection is over. */
	endTalk(): void {
		this._talking = false;
	}
	/** What was due is read. */
	onDueRead(peripheral: Peripheral): void {
		const { ticks } = this._parts.options.clock;
		// for as long again
		this._quiet = ticks + ticks - this._quiet;
		this._talking = false;
		this.settle(peripheral);
	}
	/** What was asked for is done. */
	private onErrand(peripheral: Peripheral): void {
		this._talking = false;
		if (isOnDemand(peripheral))
			peripheral.leaveAt = this._parts.options.clock.ticks + peripheral.configuration.link.stay;
		this.settle(peripheral);
	}
	/** It is connected, and nothing is being done with it. */
	settle(peripheral: Peripheral): void {
		peripheral.readAt = this._parts.dialogue.nextRead(peripheral);
		this._parts.life.watch(peripheral);
		this.step();
	}
	/** Starts whatever is next, if the radio is free. */
	step(anew = false): void {
		if (this._closed)
			return;
		if (!this._talking && this._parts.options.radio.idle && !this.attend())
			this.advance(anew);
		this.arm();
	}
	/** Does what is due of those that are connected. @returns whether there was anything */
	private attend(): boolean {
		const { ticks } = this._parts.options.clock, peripheral = firstToAttend(this._parts.peripherals, ticks);
		if (!peripheral)
			return false;
		if (isAsked(peripheral)) {
			this._talking = true;
			this._parts.errands.run(peripheral, false, () => this.onErrand(peripheral));
		}
		else if (peripheral.leaveAt <= ticks)
			this._parts.life.leave(peripheral);
		else if (this._quiet > ticks)
			return false;
		else {
			this._talking = true;
			this._quiet = ticks;
			this._parts.dialogue.readDue(peripheral);
		}
		return true;
	}
	/** Connects who was found, or looks for who is missing. */
	private advance(anew: boolean): void {
		const { radio } = this._parts.options, connections = connectionCount(this._parts.peripherals), room = connections < radio.maximumConnections;
		if (!room && !this._full)
			this.tellFull(connections);
		this._full = !room;
		// connecting listens all the time until the peripheral answers: it too would take the air from a handshake
		const next = this._held ? undefined : firstInLine(this._parts.peripherals, room, this._guest);
		if (next && room)
			this.connect(next);
		else if (!next || !this.makeRoom(next))
			radio.scan(!this._held && (this._parts.options.listener !== undefined || this._parts.lookout.surveys || isAnyMissing(this._parts.peripherals, room)), anew);
	}
	/** Lets another go for it, at once or as soon as that may be. @returns whether one is let go */
	private makeRoom(guest: Peripheral): boolean {
		const { clock: { ticks }, log } = this._parts.options, peripheral = nextToGo(this._parts.peripherals), at = peripheral ? freeAt(peripheral) : Infinity;
		if (!peripheral || at > ticks) {
			this._stepAt = Math.min(this._stepAt, at);
			return false;
		}
		log.info("ble", `letting ${peripheral.configuration.name} go for ${guest.configuration.name}`);
		this._guest = guest;
		this._parts.life.leave(peripheral);
		return true;
	}
	private connect(peripheral: Peripheral): void {
		this._guest = undefined;
		this._talking = true;
		this._parts.life.connect(peripheral);
		this._parts.options.radio.connect(peripheral.address, peripheral.addressType, (error, connection) => {
			if (error)
				return this._parts.events.onFailure(peripheral, error, "");
			this._parts.life.begin(peripheral, connection!);
			this._parts.dialogue.begin(peripheral);
		});
	}
	/** In a turn of its own it is seen what is next. */
	wake(): void {
		this._stepAt = this._parts.options.clock.ticks;
		this.arm();
	}
	/** Sets the alarm to what comes next. */
	arm(): void {
		let at = Math.min(this._stepAt, this._dayAt, this._quiet > this._parts.options.clock.ticks ? this._quiet : Infinity);
		for (let i = 0; i < this._parts.peripherals.length; i++)
			at = Math.min(at, this._parts.peripherals[i]!.alarmAt, this._parts.errands.expiry(this._parts.peripherals[i]!));
		if (!this._closed)
			this._alarm.move(at);
	}
	private onAlarm(): void {
		const { ticks } = this._parts.options.clock;
		let anew = false;
		if (this._dayAt <= ticks)
			this.onDay(ticks);
		if (this._stepAt <= ticks)
			this._stepAt = Infinity;
		for (const peripheral of this._parts.peripherals) {
			if (this._parts.errands.expiry(peripheral) <= ticks) {
				this._parts.errands.expire(peripheral);
				this._parts.life.give(peripheral);
			}
			if (peripheral.alarmAt <= ticks && this._parts.life.tend(peripheral))
				anew = true;
		}
		// the running scan tells of each device once, and may have done so before
		this.step(anew);
	}
	private onDay(ticks: number): void {
		const { time } = this._parts.life;
		this._dayAt = ticks + DAY;
		time.turn(ticks);
		for (const { configuration, index } of this._parts.peripherals)
			this._parts.options.log.info("ble", `${configuration.name} was connected for ${describeDuration(1_000 * time.lastDay(index))} of the last day`);
	}
	private tellFull(connections: number): void {
		const { log, radio } = this._parts.options;
		if (connections < this._parts.peripherals.filter(isHeld).length)
			log.warning("ble", `the radio holds ${radio.maximumConnections} connections and all are in use: ` +
				`${namesOf(this._parts.peripherals, peripheral => isHeld(peripheral) && !peripheral.connection)} must wait until one ends`);
	}
}
