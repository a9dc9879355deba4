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
	/** Calls `step`, unless the attempt is over by then, when what NimBLE has posted is delivered. */
	delivered(step: () => void): void;
	restart(error: RadioError): void;
	/** NimBLE did not take a connect: the native client keeps a record of it until it closes. */
	onRefused(): void;
}

/**
 * One connect: asked for with the scanning flag set (see `BLERadio`), and cancelled at its deadline. Only where that
 * brings nothing is the client restarted: a stop of NimBLE with a connect pending may freeze the engine for 4 s.
 */
export class ConnectAttempt {
	#owner: AttemptOwner;
	#operation: RadioOperation;
	#address: ArrayBuffer;
	#addressType: number;
	#deadline: number;
	/** Whether the link is there. */
	connected = false;
	/** Whether it was cancelled, which is done once. */
	cancelled = false;

	constructor(owner: AttemptOwner, operation: RadioOperation, address: ArrayBuffer, addressType: number) {
		this.#owner = owner;
		this.#operation = operation;
		this.#address = address;
		this.#addressType = addressType;
		this.#deadline = owner.clock.ticks + CONNECT_DEADLINE;
	}
	ask(): void {
		const { clock, scanner } = this.#owner;
		const remaining = this.#deadline - clock.ticks;
		if (remaining <= 0)
			return this.#owner.attempt(() => this.cancel());
		this.#operation.after(Math.min(ASK_AGAIN, remaining), () => this.ask());
		this.#owner.attempt(() => {
			if (!scanner.flag)
				scanner.start();
			if (!scanner.flag)
				return;		// put off: the client may be gone
			const { client } = this.#owner;
			client.connect({ address: this.#address, addressType: this.#addressType } as unknown as Parameters<ListeningClient["connect"]>[0]);
			if (!this.connected && !client.doubtful && !this.#owner.nimble.connecting)
				this.#owner.onRefused();
		});
	}
	private cancel(): void {
		this.cancelled = true;
		if (!this.#owner.nimble.cancelConnect())
			return this.#owner.restart(this.failed(", nor could it be cancelled"));
		this.wait(this.#owner.clock.ticks + CANCEL_DEADLINE);
	}
	private wait(deadline: number): void {
		const { clock, nimble } = this.#owner;
		if (!nimble.connecting)
			this.#owner.delivered(() => this.finish());
		else if (clock.ticks >= deadline)
			this.#owner.restart(this.failed(", nor could it be cancelled"));
		else
			this.#operation.after(POLL, () => this.#owner.attempt(() => this.wait(deadline)));
	}
	private finish(): void {
		if (this.connected)
			return;		// at the last moment
		// no scan runs, but the flag is set, and its count is to be given back
		this.#owner.attempt(() => this.#owner.scanner.stop());
		this.#owner.end(this.failed(""));
	}
	private failed(more: string): RadioError {
		return this.#operation.failed("deadline", `brought no connection within ${CONNECT_DEADLINE / 1_000} s${more}`);
	}
}
