/** Where a request failed. */
export type RequestStep = "request" | "find" | "connect" | "discover" | "write" | "read back" | "read";

/** What is asked of a peripheral: read or write one characteristic. One object, owned by the caller, used again and again. */
export interface PeripheralRequest {
	/** Index of the peripheral in the declarations, and the channel of the value asked for. */
	readonly peripheral: number;
	readonly channel: number;
	/** Bytes to write; undefined: read. */
	readonly bytes: Uint8Array | undefined;
	/** Ticks of the clock after which it is no longer to be tried. */
	readonly deadline: number;
	/** Whether the value of that channel, as it is read, is taken from what `onDone` gets: else it is a reading like others. */
	takes(channel: number): boolean;
	/**
	 * Called exactly once, never from inside `request`, and not after `cancel`.
	 * @param step where it failed; undefined if it did not
	 * @param reason for people: what failed and what to do; "" if it did not fail
	 * @param bytes what was read, or read back; only valid during the call
	 * @param confirmed of a write that did not fail: whether it is only known to be sent, or was read back and is the same
	 */
	onDone(step: RequestStep | undefined, reason: string, bytes: Uint8Array | undefined, confirmed: "sent" | "read back" | undefined): void;
}
