import { backoffDelay } from "../text/backoff";
import type { Clock, Random } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import { ConnectionTime } from "./connection-time";
import { NOTE, type Peripheral, STATE } from "./peripheral";
import type { Presence } from "./presence";
import type { RadioConnection } from "./radio";
import { isHeld, isOnDemand, isWanted } from "./schedule";

/** A connection that held this long was a good one: the next failure starts with a short delay again. */
const STABLE = 30_000;

export interface LifeCycleOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	/** Is told who comes and goes. */
	readonly presence?: Presence | undefined;
}

/** Leads peripherals from state to state, and says when each is to be looked after next (`alarmAt`). */
export class LifeCycle {
	/** For how long each has been connected. */
	readonly time: ConnectionTime;
	private _options: LifeCycleOptions;

	constructor(options: LifeCycleOptions, peripherals: number) {
		this._options = options;
		this.time = new ConnectionTime(peripherals);
	}
	/** It is being connected: its next visit is counted from now. */
	connect(peripheral: Peripheral): void {
		peripheral.state = STATE.connecting;
		peripheral.note(NOTE.served, false);
		peripheral.dueAt = this._options.clock.ticks + peripheral.configuration.link.every;
	}
	begin(peripheral: Peripheral, connection: RadioConnection): void {
		const { clock: { ticks }, log } = this._options, { configuration: { name, values }, index } = peripheral;
		peripheral.connection = connection;
		peripheral.since = ticks;
		peripheral.awaited = 0xffff_ffff >>> 32 - values.length;
		this.time.begin(index, ticks);
		log.info("ble", `connected to ${name}`);
	}
	/** Everything is set up. */
	serve(peripheral: Peripheral): void {
		const { clock: { ticks }, presence } = this._options, { link: { stay } } = peripheral.configuration;
		peripheral.state = STATE.connected;
		if (!isHeld(peripheral)) {
			// a good visit is short
			peripheral.failures = 0;
			peripheral.leaveAt = !isOnDemand(peripheral) && !peripheral.awaited ? ticks : ticks + stay;
		}
		presence?.serve(peripheral.index);
	}
	leave(peripheral: Peripheral): void {
		peripheral.state = STATE.leaving;
		peripheral.connection!.disconnect();
	}
	/** Its connection has ended as it should: it is due again when its declaration, or somebody, says so. */
	release(peripheral: Peripheral): void {
		const { clock: { ticks }, log, presence } = this._options;
		log.info("ble", `${peripheral.configuration.name} is let go after ${describeDuration(ticks - peripheral.since)}`);
		this.miss(peripheral);
		presence?.release(peripheral.index);
		if (isHeld(peripheral) || isOnDemand(peripheral) || peripheral.errand)
			return;
		peripheral.state = STATE.idle;
		peripheral.alarmAt = peripheral.dueAt;
	}
	/** Forgets the peripheral's device for a while, at least `minimum` milliseconds: more than 0 where it cost the others a restart. */
	rest(peripheral: Peripheral, reason: string, minimum: number): void {
		const { clock: { ticks }, log, random } = this._options, delay = minimum + backoffDelay(++peripheral.failures, random);
		this.lose(peripheral, reason);
		peripheral.state = STATE.resting;
		peripheral.note(NOTE.costly, minimum > 0);
		peripheral.alarmAt = ticks + delay;
		log.warning("ble", `${peripheral.configuration.name}: ${reason}; looking for it again in ${describeDuration(delay)}`);
	}
	/** It is gone, and looked for at once. */
	lose(peripheral: Peripheral, reason: string): void {
		this.miss(peripheral);
		this._options.presence?.lose(peripheral.index, reason);
	}
	/** Somebody asks for it. */
	want(peripheral: Peripheral): void {
		const { ticks } = this._options.clock, { state } = peripheral;
		peripheral.dueAt = isHeld(peripheral) || isOnDemand(peripheral) ? ticks : Math.min(peripheral.dueAt, ticks);
		if (state === STATE.idle || (state === STATE.resting && !peripheral.has(NOTE.costly)))
			peripheral.alarmAt = ticks;
	}
	/** Nobody asks for it any more. */
	give(peripheral: Peripheral): void {
		const { state } = peripheral;
		if (!isWanted(peripheral) && (state === STATE.missing || state === STATE.found || state === STATE.resting))
			this.miss(peripheral);
	}
	/** Its alarm has rung. @returns whether it is looked for from now on */
	tend(peripheral: Peripheral): boolean {
		const { ticks } = this._options.clock;
		peripheral.alarmAt = Infinity;
		if (peripheral.state === STATE.idle || peripheral.state === STATE.resting) {
			peripheral.note(NOTE.costly, false);
			this.miss(peripheral);
			return true;
		}
		if (peripheral.state === STATE.connected) {
			if (peripheral.since + STABLE <= ticks)
				peripheral.failures = 0;
			// what is due already waits for the radio only
			this.watch(peripheral, ticks);
		}
		return false;
	}
	/** Sets the alarm of one that is connected to what comes next after that time. */
	watch(peripheral: Peripheral, after = -Infinity): void {
		const { leaveAt, readAt, since, state } = peripheral, { ticks } = this._options.clock, stable = since + STABLE;
		peripheral.alarmAt = state !== STATE.connected ? Infinity
			: Math.min(leaveAt > after ? leaveAt : Infinity, readAt > after ? readAt : Infinity, stable > ticks ? stable : Infinity);
	}
	private miss(peripheral: Peripheral): void {
		if (peripheral.connection)
			this.time.end(peripheral.index, this._options.clock.ticks);
		peripheral.state = isWanted(peripheral) ? STATE.missing : STATE.idle;
		peripheral.connection = undefined;
		peripheral.alarmAt = peripheral.leaveAt = peripheral.readAt = Infinity;
	}
}
