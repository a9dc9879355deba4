import type { RefusedTopic } from "./refused-topics";

/** That are remembered, at most. */
const HELD = 8;
/** One is in the way once so many were handed out after it: the journal hands out no more than 64 at once. */
const SPAN = 48;

interface Held {
	readonly sequence: number;
	readonly topic: RefusedTopic;
	/** How many were handed out before it. */
	readonly place: number;
}

/** Readings of refused topics that were handed out on this connection and are held back, oldest first. */
export class HeldReadings {
	static readonly MAXIMUM = HELD;
	#held: Held[] = [];
	/** Topics of those that are not remembered. */
	#others: RefusedTopic[] = [];
	#handed = 0;

	get oldest(): Held | undefined {
		return this.#held[0];
	}
	/** Everything is handed out anew. */
	clear(): void {
		this.#held.length = this.#others.length = 0;
		this.#handed = 0;
	}
	/** A reading was handed out, and goes on to the broker unless it is held. */
	hand(): void {
		this.#handed++;
	}
	/** Beyond `MAXIMUM` it is held, too, but not remembered: where nothing is dropped, the oldest is enough. */
	hold(sequence: number, topic: RefusedTopic): void {
		if (this.#held.length < HELD)
			this.#held.push({ sequence, topic, place: this.#handed });
		else if (!this.includes(topic))
			this.#others.push(topic);
	}
	/** Whether there is one of that topic. */
	includes(topic: RefusedTopic): boolean {
		return this.#others.includes(topic) || this.#held.some(held => held.topic === topic);
	}
	/** Whether the oldest must go before the next reading is handed out, and remembered if `holding`. */
	isInTheWay(holding: boolean): boolean {
		const held = this.#held;
		return held.length > 0 && (holding && held.length === HELD || this.#handed - held[0]!.place >= SPAN);
	}
	/** Takes the oldest out. */
	shift(): void {
		this.#held.shift();
	}
}
