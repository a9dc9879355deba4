/** Where it asks, and where it is answered. */
export const DIAL = "test/dial", RESULT = `${DIAL}/result`;
/** Milliseconds from an answer to the next request, and until a request that was not answered is made again. */
const PAUSE = 100, PATIENCE = 1_500;
const TICK = 20;

/**
 * Somebody who turns a dial over MQTT, a step at a time, and asks again with the same id for as long as he is not
 * answered: what is published while the gateway is away is not done, and an answer may be lost with the gateway.
 */
export class Requester {
	/** What is not as the README promises it. */
	readonly complaints: string[] = [];
	/** Requests that were answered. */
	answered = 0;
	/** How often requests were made again. */
	repeated = 0;
	#publish: (topic: string, payload: string) => void;
	#timer: NodeJS.Timeout | undefined;
	/** What is asked for, until it is answered, and when it was asked for last. */
	#value = 0;
	#open = false;
	#at = -Infinity;
	#ending = false;
	/** In this run of the gateway, by value: how often it was written, and its answer. */
	#written = new Map<number, number>();
	#answers = new Map<number, string>();

	constructor(publish: (topic: string, payload: string) => void) {
		this.#publish = publish;
	}
	/** Whether nothing is asked for that was not answered. */
	get idle(): boolean {
		return !this.#open;
	}
	/** A gateway starts, which knows of nothing that was asked before. The first value is `start`. */
	begin(start: number): void {
		this.pause();
		this.#written.clear();
		this.#answers.clear();
		this.#value = start;
		this.#at = -Infinity;
		this.#timer = setInterval(() => this.#onTick(), TICK);
	}
	/** The gateway is gone, with what it was asked for. */
	pause(): void {
		clearInterval(this.#timer);
		this.#open = false;
	}
	/** Asks for nothing new. */
	end(): void {
		this.#ending = true;
	}
	/** What has been written must have been answered, and the other way round. */
	check(): void {
		for (const [value, count] of this.#written)
			this.#expect(count === 1 && this.#answers.has(value), `${value} was written ${count} times, and ${this.#answers.has(value) ? "" : "not "}answered`);
		for (const value of this.#answers.keys())
			this.#expect(this.#written.has(value), `${value} was answered and never written`);
	}
	/** The peripheral took a value. */
	onWritten(value: number): void {
		const count = (this.#written.get(value) ?? 0) + 1;
		this.#written.set(value, count);
		this.#expect(count === 1, `${value} was written ${count} times`);
		// an answer may be faster than this news of another pipe
		this.#expect(value === this.#value || value === this.#value - 1, `${value} was written when ${this.#value} was asked for`);
	}
	onResult(payload: string): void {
		const { confirmed, id, ok, value } = JSON.parse(payload) as { id?: number; ok: boolean; value?: number; confirmed?: string };
		const former = this.#answers.get(id!);
		// of a former gateway
		if (id! < this.#value && former === undefined && !this.#written.has(id!))
			return;
		this.#expect(ok && value === id && confirmed === "read back", `the answer ${payload}`);
		this.#expect(former === undefined || former === payload, `the answer ${payload} after ${former}`);
		this.#answers.set(id!, payload);
		if (!this.#open || id !== this.#value)
			return;
		this.#open = false;
		this.#at = performance.now();
		this.#value++;
		this.answered++;
	}
	#onTick(): void {
		const now = performance.now();
		if (this.#open ? now - this.#at < PATIENCE : this.#ending || now - this.#at < PAUSE)
			return;
		if (this.#open)
			this.repeated++;
		this.#open = true;
		this.#at = now;
		this.#publish(`${DIAL}/set`, JSON.stringify({ id: this.#value, value: this.#value }));
	}
	#expect(holds: boolean, complaint: string): void {
		if (!holds && this.complaints.length < 5)
			this.complaints.push(`request: ${complaint}`);
	}
}
