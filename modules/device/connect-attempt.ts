import type { Clock } from "../text/clock";
import type { RadioError } from "../peripheral/radio";
import type { ListeningClient } from "./ble-client";
import type { NimBLECalls } from "./nimble-calls";
import type { RadioOperation } from "./radio-operation";
import type { Scanner } from "./scanner";

const CONNECT_DEADLINE = 10_000;
/** NimBLE refuses without a word; asking again costs nothing where the connect is pending. */
const ASK_AGAIN = 3_000;
const POLL = 50;
/** NimBLE's event comes within milliseconds. */
const CANCEL_DEADLINE = 2_000;

/** What an attempt needs of the radio that owns it. */
export interface AttemptOwner {
	readonly clock: Clock;
	/** Throws if the client is gone. */
	readonly nimble: NimBLECalls;
	readonly scanner: Scanner;
	readonly client: ListeningClient;
	/** Runs SDK calls; where one throws, the client is restarted. */
	attempt(calls: () => void): void;
	end(error: RadioError | null): void;
	/** Calls `finish`, unless the attempt is over by then, when what NimBLE has posted is delivered. */
	delivered(): void;
	restart(error: RadioError): void;
	/** NimBLE did not take a connect: the native client keeps a record of it until it closes. */
	onRefused(): void;
}

/**
 * One connect: asked for with the scanning flag set (see `BLERadio`), and cancelled at its deadline. Only where that
 * brings nothing is the client restarted: a stop of NimBLE with a connect pending may freeze the engine for 4 s.
 */
export class ConnectAttempt {
	private _owner: AttemptOwner;
	private _operation: RadioOperation;
	private _address: ArrayBuffer;
	private _addressType: number;
	private _deadline: number;
	/** Whether the link is there. */
	connected = false;
	/** Whether it was cancelled, which is done once. */
	cancelled = false;

	constructor(owner: AttemptOwner, operation: RadioOperation, address: ArrayBuffer, addressType: number) {
		this._owner = owner;
		this._operation = operation;
		this._address = address;
		this._addressType = addressType;
		this._deadline = owner.clock.ticks + CONNECT_DEADLINE;
	}
	ask(): void {
		const { clock, scanner } = this._owner;
		const remaining = this._deadline - clock.ticks;
		if (remaining <= 0)
			return this._owner.attempt(() => this.cancel());
		this._operation.after(Math.min(ASK_AGAIN, remaining), () => this.ask());
		this._owner.attempt(() => {
			if (!scanner.flag)
				scanner.start();
			if (!scanner.flag)
				return;		// put off: the client may be gone
			const { client } = this._owner;
			client.connect({ address: this._address, addressType: this._addressType } as unknown as Parameters<ListeningClient["connect"]>[0]);
			if (!this.connected && !client.doubtful && !this._owner.nimble.connecting)
				this._owner.onRefused();
		});
	}
	private cancel(): void {
		this.cancelled = true;
		if (!this._owner.nimble.cancelConnect())
			return this._owner.restart(this.failed(", nor could it be cancelled"));
		this.wait(this._owner.clock.ticks + CANCEL_DEADLINE);
	}
	private wait(deadline: number): void {
		const { clock, nimble } = this._owner;
		if (!nimble.connecting)
			this._owner.delivered();
		else if (clock.ticks >= deadline)
			this._owner.restart(this.failed(", nor could it be cancelled"));
		else
			this._operation.after(POLL, () => this._owner.attempt(() => this.wait(deadline)));
	}
	/** It was cancelled, and nothing of it is to come any more. */
	finish(): void {
		if (this.connected)
			return;		// at the last moment
		// no scan runs, but the flag is set, and its count is to be given back
		this._owner.attempt(() => this._owner.scanner.stop());
		this._owner.end(this.failed(""));
	}
	private failed(more: string): RadioError {
		return this._operation.failed("deadline", `brought no connection within ${CONNECT_DEADLINE / 1_000} s${more}`);
	}
}
