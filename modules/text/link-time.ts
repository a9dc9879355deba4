/**
 * Keeps what is needed only while the firmware is linked. A preloaded module's exports stay in flash for ever, with the
 * code of all that they reach: a class that is exported in one of these, and by no other way, goes with `release`.
 */
export class LinkTime<Value> {
	#value: Value | undefined;

	constructor(value: Value) {
		this.#value = value;
	}
	/** Throws after `release`. */
	get value(): Value {
		if (this.#value === undefined)
			throw new Error("this was needed while the firmware was linked, and is gone");
		return this.#value;
	}
	release(): void {
		this.#value = undefined;
	}
}
