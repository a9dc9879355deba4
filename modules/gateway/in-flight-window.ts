/**
 * PUBLISH packets sent and not yet released by PUBACK: the oldest readings of the queue, in its order, at most
 * `size` of them. A packet identifier stays with its reading across connections, as the standard wants it when
 * packets are sent again ([MQTT-4.4.0-1]).
 */
export class InFlightWindow {
	#ids: Uint16Array;
	#acknowledged: Uint8Array;
	#count = 0;
	#last = 0;

	/** `size` from 1 to 64. */
	constructor(size: number) {
		this.#ids = new Uint16Array(size);
		this.#acknowledged = new Uint8Array(size);
	}
	get count(): number {
		return this.#count;
	}
	get full(): boolean {
		return this.#count === this.#ids.length;
	}
	id(index: number): number {
		return this.#ids[index]!;
	}
	isAcknowledged(index: number): boolean {
		return this.#acknowledged[index] === 1;
	}
	/** The identifier that `add` would give: 1 to 65,535, never one in flight ([MQTT-2.3.1-1], [MQTT-2.3.1-2]). */
	get nextId(): number {
		let id = this.#last;
		do
			id = id === 65_535 ? 1 : id + 1;
		while (this.indexOf(id) >= 0);
		return id;
	}
	/** Adds the next reading under `nextId`. */
	add(): void {
		if (this.full)
			throw new RangeError("the window is full");
		const id = this.nextId;
		this.#last = id;
		this.#ids[this.#count] = id;
		this.#acknowledged[this.#count] = 0;
		this.#count++;
	}
	/** Marks the packet `id`; false if no packet that waits for it has that identifier. */
	acknowledge(id: number): boolean {
		const index = this.indexOf(id);
		if (index < 0 || this.#acknowledged[index] === 1)
			return false;
		this.#acknowledged[index] = 1;
		return true;
	}
	/** Forgets the oldest. */
	shift(): void {
		if (this.#count === 0)
			return;
		this.#count--;
		for (let i = 0; i < this.#count; i++) {
			this.#ids[i] = this.#ids[i + 1]!;
			this.#acknowledged[i] = this.#acknowledged[i + 1]!;
		}
	}
	/** Place of the packet `id`, or -1. */
	indexOf(id: number): number {
		for (let i = 0; i < this.#count; i++) {
			if (this.#ids[i] === id)
				return i;
		}
		return -1;
	}
}
