import type { PeripheralLink, SimulatedPeripheral } from "./simulated-peripheral";
import type { TimerHandle, Timers } from "./timers";

/** Milliseconds from one exchange of packets to the next (NimBLE asks for 30 to 50); a question is answered in the next one. */
export const CONNECTION_INTERVAL = 50;
/** Milliseconds without a packet after which the link is lost (BLE_GAP_INITIAL_SUPERVISION_TIMEOUT). */
export const SUPERVISION_TIMEOUT = 2_560;
/** Connection intervals after which a link that never came about is given up (Core, volume 6 part B, 4.5.2). */
const ESTABLISHMENT = 6;
/** Milliseconds to wait for an answer (ATT transaction timeout; BLE_GATTC_UNRESPONSIVE_TIMEOUT_MS in ble_gattc.c). */
export const TRANSACTION_TIMEOUT = 30_000;

/** What NimBLE is told of a link. */
export interface LinkEvents {
	/** A notification or an indication. */
	onNotify(link: Link, handle: number, bytes: Uint8Array): void;
	/** The link is gone, and the procedures on it have failed. */
	onBroken(link: Link): void;
}

interface Procedure {
	readonly discovery: boolean;
	readonly fail: () => void;
	timer: TimerHandle | undefined;
	expiry: TimerHandle | undefined;
}

/** A connection as NimBLE and the peripheral have it. */
export class Link implements PeripheralLink {
	/** From 0 up. */
	readonly handle: number;
	readonly peripheral: SimulatedPeripheral;
	/** ATT MTU in bytes. */
	mtu = 23;
	#timers: Timers;
	#events: LinkEvents;
	#procedures = new Set<Procedure>();
	#ending: TimerHandle | undefined;
	#deaf = false;
	#broken = false;

	constructor(handle: number, peripheral: SimulatedPeripheral, timers: Timers, events: LinkEvents) {
		this.handle = handle;
		this.peripheral = peripheral;
		this.#timers = timers;
		this.#events = events;
		peripheral.join(this);
	}
	/** Whether results of a discovery are still to come. */
	get discovering(): boolean {
		for (const procedure of this.#procedures) {
			if (procedure.discovery)
				return true;
		}
		return false;
	}
	/** Whether an answer is still to come (ble_gattc_any_jobs). */
	get asking(): boolean {
		return this.#procedures.size > 0;
	}
	/**
	 * Asks the peripheral.
	 * @throws Error while an answer to something else is out: NimBLE does not queue, both would go on the air
	 * @param answers done one a connection interval; undefined if there will be no answer
	 * @param fail called instead of what is left, when the link breaks or after 30 s, which also ends the connection
	 */
	ask(answers: readonly (() => void)[] | undefined, fail: () => void, discovery = false): void {
		if (this.asking)
			throw new Error("simulator: an ATT request while another one is out: peripherals may answer neither (Core, volume 3 part F, 3.3.2)");
		const procedure: Procedure = { discovery, fail, timer: undefined, expiry: undefined };
		this.#procedures.add(procedure);
		procedure.expiry = this.#timers.set(() => {
			this.#end(procedure);
			fail();
			this.terminate();
		}, TRANSACTION_TIMEOUT);
		if (answers)
			this.#answer(procedure, answers, 0);
	}
	#answer(procedure: Procedure, answers: readonly (() => void)[], at: number): void {
		procedure.timer = this.#timers.set(() => {
			if (!this.peripheral.present || this.#deaf)
				return;
			if (at < answers.length - 1)
				this.#answer(procedure, answers, at + 1);
			else
				this.#end(procedure);
			answers[at]!();
		}, CONNECTION_INTERVAL);
	}
	#end(procedure: Procedure): void {
		this.#timers.clear(procedure.timer);
		this.#timers.clear(procedure.expiry);
		this.#procedures.delete(procedure);
	}
	/** A value comes from the peripheral: no longer than the MTU allows, and cut to that. */
	notify(handle: number, bytes: Uint8Array): void {
		if (!this.#broken)
			this.#events.onNotify(this, handle, bytes.slice(0, this.mtu - 3));
	}
	/** Either side ends the connection. If the other is gone, it takes until the supervision timeout. */
	terminate(): void {
		if (this.peripheral.present && this.#ending === undefined)
			this.#ending = this.#timers.set(() => this.break(), CONNECTION_INTERVAL);
	}
	/** It was told as a link, and the peripheral knows nothing of it: it goes with the error 0x3e. */
	miscarry(): void {
		this.#deaf = true;
		this.#ending = this.#timers.set(() => this.break(), ESTABLISHMENT * CONNECTION_INTERVAL);
	}
	/** Nothing comes from the peripheral any more. */
	fade(): void {
		this.#timers.clear(this.#ending);
		this.#ending = this.#timers.set(() => this.break(), this.peripheral.supervisionTimeout ?? SUPERVISION_TIMEOUT);
	}
	/** The end: first of the procedures, then of the link, as ble_gap_conn_broken in ble_gap.c has it. */
	break(): void {
		if (this.#broken)
			return;
		this.#broken = true;
		this.#timers.clear(this.#ending);
		for (const procedure of [...this.#procedures]) {
			this.#end(procedure);
			procedure.fail();
		}
		this.peripheral.leave();
		this.#events.onBroken(this);
	}
}
