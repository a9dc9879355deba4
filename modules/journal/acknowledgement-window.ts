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
	private _sequences = new Float64Array(WINDOW);
	private _blocks = new Uint32Array(WINDOW);
	private _indexes = new Uint8Array(WINDOW);
	private _acknowledged = new Uint8Array(WINDOW);
	private _head = 0;
	private _count = 0;
	/** Position of the first reading to be handed out again, one that is not acknowledged; `_count` if there is none. */
	private _handed = 0;

	get count(): number {
		return this._count;
	}
	get full(): boolean {
		return this._count === WINDOW;
	}
	/** True if no reading here is to be handed out again. */
	get handed(): boolean {
		return this._handed === this._count;
	}
	/** Number of the block of the oldest. */
	get oldestBlock(): number {
		return this._blocks[this._head]!;
	}
	clear(): void {
		this.released = 0;
		this._head = this._count = this._handed = this.waiting = 0;
	}
	/** Adds a reading that is handed out for the first time. */
	push(sequence: number, block: number, index: number): void {
		const at = (this._head + this._count) % WINDOW;
		this._sequences[at] = sequence;
		this._blocks[at] = block;
		this._indexes[at] = index;
		this._acknowledged[at] = 0;
		this._count++;
		this._handed++;
		this.waiting++;
	}
	/**
	 * Has the readings from `position` on handed out again, those that are acknowledged excepted.
	 * @returns number of the block of the first of them, 0 if there is none
	 */
	rewind(position: number): number {
		this._handed = Math.min(position, this._handed);
		this.skipAcknowledged();
		return this.handed ? 0 : this._blocks[(this._head + this._handed) % WINDOW]!;
	}
	/** True if that reading is the next to be handed out again. */
	isDue(sequence: number): boolean {
		return this._handed < this._count && this._sequences[(this._head + this._handed) % WINDOW] === sequence;
	}
	/** Hands out again the reading that is due. */
	hand(): void {
		this._handed++;
		this.skipAcknowledged();
	}
	/**
	 * Gives up the readings that were to be handed out again before that one: they cannot be read any more.
	 * @returns how many of them waited for their acknowledgement
	 */
	giveUp(sequence: number): number {
		const waiting = this.waiting;
		while (this._handed < this._count) {
			const at = (this._head + this._handed) % WINDOW;
			if (this._sequences[at]! >= sequence)
				break;
			this.settle(at);
			this.skipAcknowledged();
		}
		this.release();
		return waiting - this.waiting;
	}
	/** False if that reading does not wait here. Sequence numbers rise from the oldest to the newest. */
	acknowledge(sequence: number): boolean {
		for (let i = 0; i < this._count; i++) {
			const at = (this._head + i) % WINDOW;
			if (this._sequences[at]! < sequence)
				continue;
			if (this._sequences[at] !== sequence || this._acknowledged[at] === 1)
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
		while (this._count > 0 && this.oldestBlock < block) {
			this.settle(this._head);
			this.shift();
		}
		const dropped = waiting - this.waiting;
		this.release();
		return dropped;
	}
	private settle(at: number): void {
		if (this._acknowledged[at] === 0)
			this.waiting--;
		this._acknowledged[at] = 1;
	}
	private skipAcknowledged(): void {
		while (this._handed < this._count && this._acknowledged[(this._head + this._handed) % WINDOW] === 1)
			this._handed++;
	}
	private release(): void {
		while (this._count > 0 && this._acknowledged[this._head] === 1) {
			this.released++;
			this.releasedBlock = this.oldestBlock;
			this.releasedIndex = this._indexes[this._head]!;
			this.shift();
		}
	}
	private shift(): void {
		this._head = (this._head + 1) % WINDOW;
		this._count--;
		if (this._handed > 0)
			this._handed--;
	}
}
