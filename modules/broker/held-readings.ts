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
	private _held: Held[] = [];
	/** Topics of those that are not remembered. */
	private _others: RefusedTopic[] = [];
	private _handed = 0;

	get oldest(): Held | undefined {
		return this._held[0];
	}
	/** Everything is handed out anew. */
	clear(): void {
		this._held.length = this._others.length = 0;
		this._handed = 0;
	}
	/** A reading was handed out, and goes on to the broker unless it is held. */
	hand(): void {
		this._handed++;
	}
	/** Beyond `MAXIMUM` it is held, too, but not remembered: where nothing is dropped, the oldest is enough. */
	hold(sequence: number, topic: RefusedTopic): void {
		if (this._held.length < HELD)
			this._held.push({ sequence, topic, place: this._handed });
		else if (!this.includes(topic))
			this._others.push(topic);
	}
	/** Whether there is one of that topic. */
	includes(topic: RefusedTopic): boolean {
		return this._others.includes(topic) || this._held.some(held => held.topic === topic);
	}
	/** Whether the oldest must go before the next reading is handed out, and remembered if `holding`. */
	isInTheWay(holding: boolean): boolean {
		const held = this._held;
		return held.length > 0 && (holding && held.length === HELD || this._handed - held[0]!.place >= SPAN);
	}
	/** Takes the oldest out. */
	shift(): void {
		this._held.shift();
	}
}
