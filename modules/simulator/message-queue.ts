import type { Mailbox } from "./timers";

/** What lies in the queue; the C source tells it apart by nothing but the callback that takes it out. */
export interface QueueEntry {
	readonly kind: "scan" | "service" | "characteristic" | "descriptor" | "notification";
}

/**
 * modBLEMessageQueueRecord in modules/network/ble/btutils.c: an entry put into an empty queue posts one message, whose
 * receiver takes out everything.
 */
export class MessageQueue {
	#mailbox: Mailbox;
	#entries: QueueEntry[] = [];
	#deliver: (() => void) | undefined;
	/** What the receiver that is just taking entries out takes them for. */
	draining: QueueEntry["kind"] | undefined;

	constructor(mailbox: Mailbox) {
		this.#mailbox = mailbox;
	}
	/** modBLEMessageQueueConfigure: what is in the queue is lost. */
	configure(deliver: () => void): void {
		this.#entries.length = 0;
		this.#deliver = deliver;
	}
	/** modBLEMessageQueueEnqueue. */
	enqueue(entry: QueueEntry): void {
		this.#entries.push(entry);
		if (this.#entries.length === 1 && this.#deliver)
			this.#mailbox.post(this.#deliver);
	}
	/**
	 * modBLEMessageQueueDequeue, and the cast of the receiver.
	 * @throws Error if the entry is of another kind than the receiver believes
	 */
	dequeue<T extends QueueEntry>(kind: T["kind"]): T | undefined {
		const entry = this.#entries.shift();
		this.draining = entry && kind;
		if (entry && entry.kind !== kind)
			throw new Error(`simulator: the receiver of ${kind} results takes a ${entry.kind} result: the chip's memory is corrupt (modBLEMessageQueueDequeue)`);
		return entry as T | undefined;
	}
	/** Whether results of a GATT discovery wait. */
	get holdsDiscovery(): boolean {
		return this.#entries.some(({ kind }) => kind !== "scan" && kind !== "notification");
	}
	/** modBLEMessageQueueEmpty. */
	empty(): void {
		this.#entries.length = 0;
	}
}
