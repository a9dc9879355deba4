/** Readings handed out and not yet released, at most. */
export const WINDOW = 64;

/**
 * The readings handed out, oldest first, whose acknowledgements may come in any order. The oldest is always one that
 * waits for its own: acknowledged readings before it are released.
 */
export class AcknowledgementWindow {
	/** Readings released since their mark was written; whoever writes it sets this to 0. */
	released = 0;
	/** Where the latest of them stands: number of its block, and its index there. */
	releasedBlock = 0;
	releasedIndex = 0;
	/** Readings that wait for their acknowledgement. */
	waiting = 0;
	#sequences = new Float64Array(WINDOW);
	#blocks = new Uint32Array(WINDOW);
	#indexes = new Uint8Array(WINDOW);
	#acknowledged = new Uint8Array(WINDOW);
	#head = 0;
	#count = 0;
	/** Position of the first reading to be handed out again, one that is not acknowledged; `#count` if there is none. */
	#handed = 0;

	get count(): number {
		return this.#count;
	}
	get full(): boolean {
		return this.#count === WINDOW;
	}
	/** True if no reading here is to be handed out again. */
	get handed(): boolean {
		return this.#handed === this.#count;
	}
	/** Number of the block of the oldest. */
	get oldestBlock(): number {
		return this.#blocks[this.#head]!;
	}
	clear(): void {
		this.released = 0;
		this.#head = this.#count = this.#handed = this.waiting = 0;
	}
	/** Adds a reading that is handed out for the first time. */
	push(sequence: number, block: number, index: number): void {
		const at = (this.#head + this.#count) % WINDOW;
		this.#sequences[at] = sequence;
		this.#blocks[at] = block;
		this.#indexes[at] = index;
		this.#acknowledged[at] = 0;
		this.#count++;
		this.#handed++;
		this.waiting++;
	}
	/**
	 * Has the readings from `position` on handed out again, those that are acknowledged excepted.
	 * @returns number of the block of the first of them, 0 if there is none
	 */
	rewind(position: number): number {
		this.#handed = Math.min(position, this.#handed);
		this.skipAcknowledged();
		return this.handed ? 0 : this.#blocks[(this.#head + this.#handed) % WINDOW]!;
	}
	/** True if that reading is the next to be handed out again. */
	isDue(sequence: number): boolean {
		return this.#handed < this.#count && this.#sequences[(this.#head + this.#handed) % WINDOW] === sequence;
	}
	/** Hands out again the reading that is due. */
	hand(): void {
		this.#handed++;
		this.skipAcknowledged();
	}
	/**
	 * Gives up the readings that were to be handed out again before that one: they cannot be read any more.
	 * @returns how many of them waited for their acknowledgement
	 */
	giveUp(sequence: number): number {
		const waiting = this.waiting;
		while (this.#handed < this.#count) {
			const at = (this.#head + this.#handed) % WINDOW;
			if (this.#sequences[at]! >= sequence)
				break;
			this.settle(at);
			this.skipAcknowledged();
		}
		this.release();
		return waiting - this.waiting;
	}
	/** False if that reading does not wait here. Sequence numbers rise from the oldest to the newest. */
	acknowledge(sequence: number): boolean {
		for (let i = 0; i < this.#count; i++) {
			const at = (this.#head + i) % WINDOW;
			if (this.#sequences[at]! < sequence)
				continue;
			if (this.#sequences[at] !== sequence || this.#acknowledged[at] === 1)
				return false;
			this.settle(at);
			this.release();
			this.skipAcknowledged();
			return true;
		}
		return false;
	}
	/**
	 * Forgets the readings in blocks before the one with that number.
	 * @returns how many of them waited for their acknowledgement
	 */
	drop(block: number): number {
		const waiting = this.waiting;
		while (this.#count > 0 && this.oldestBlock < block) {
			this.settle(this.#head);
			this.shift();
		}
		const dropped = waiting - this.waiting;
		this.release();
		return dropped;
	}
	private settle(at: number): void {
		if (this.#acknowledged[at] === 0)
			this.waiting--;
		this.#acknowledged[at] = 1;
	}
	private skipAcknowledged(): void {
		while (this.#handed < this.#count && this.#acknowledged[(this.#head + this.#handed) % WINDOW] === 1)
			this.#handed++;
	}
	private release(): void {
		while (this.#count > 0 && this.#acknowledged[this.#head] === 1) {
			this.released++;
			this.releasedBlock = this.oldestBlock;
			this.releasedIndex = this.#indexes[this.#head]!;
			this.shift();
		}
	}
	private shift(): void {
		this.#head = (this.#head + 1) % WINDOW;
		this.#count--;
		if (this.#handed > 0)
			this.#handed--;
	}
}
