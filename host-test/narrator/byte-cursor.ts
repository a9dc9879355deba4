/** Bytes are not what the structure that is read allows. Caught by the describers; never leaves this folder. */
export class Malformed extends Error {
	override name = "Malformed";
}

/** Reads the fields of a message in order, within bounds, without copying. */
export class ByteCursor {
	#bytes: Uint8Array;
	#position = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}
	get left(): number {
		return this.#bytes.length - this.#position;
	}
	/** An unsigned number of up to four bytes. */
	number(size: number): number {
		let value = 0;
		for (const byte of this.bytes(size))
			value = value * 256 + byte;
		return value;
	}
	bytes(length: number): Uint8Array {
		if (length > this.left)
			throw new Malformed(`cut at byte ${this.#position}: ${length} must follow, and ${this.left} do`);
		this.#position += length;
		return this.#bytes.subarray(this.#position - length, this.#position);
	}
	/** Bytes with their length before them, in `size` bytes. */
	vector(size: number): Uint8Array {
		return this.bytes(this.number(size));
	}
	/** The numbers in a vector, each of `width` bytes. */
	numbers(size: number, width: number): number[] {
		const list = new ByteCursor(this.vector(size)), numbers: number[] = [];
		while (list.left)
			numbers.push(list.number(width));
		return numbers;
	}
	/** Insists that everything was read. */
	end(): void {
		if (this.left)
			throw new Malformed(`${this.left} bytes too many, from byte ${this.#position}`);
	}
}
