import type { Flash } from "../../modules/journal/flash";
import type { Contestant } from "./contest";
import type { Run } from "./garbage-meter";

type Operation =
	| { readonly kind: "read" | "write"; readonly offset: number; readonly bytes: Uint8Array }
	| { readonly kind: "erase"; readonly index: number };

/** Notes what is done to a flash. */
export class FlashTrace implements Flash {
	readonly operations: Operation[] = [];
	#flash: Flash;

	constructor(flash: Flash) {
		this.#flash = flash;
	}
	get blockLength(): number {
		return this.#flash.blockLength;
	}
	get blocks(): number {
		return this.#flash.blocks;
	}
	get writeAlign(): number {
		return this.#flash.writeAlign;
	}
	read(buffer: Uint8Array, offset: number): void {
		this.#flash.read(buffer, offset);
		this.operations.push({ kind: "read", offset, bytes: buffer.slice() });
	}
	write(offset: number, bytes: Uint8Array): void {
		this.#flash.write(offset, bytes);
		this.operations.push({ kind: "write", offset, bytes: bytes.slice() });
	}
	eraseBlock(index: number): void {
		this.#flash.eraseBlock(index);
		this.operations.push({ kind: "erase", index });
	}
}

/** The operations of a trace alone, on a flash as it was before them. */
export class FlashReplay implements Contestant {
	readonly name = "its flash operations alone";
	#operations: readonly Operation[];
	#done: number;
	#makeFlash: () => Flash;

	/** @param done what the operations were for, counted */
	constructor(operations: readonly Operation[], done: number, makeFlash: () => Flash) {
		this.#operations = operations;
		this.#done = done;
		this.#makeFlash = makeFlash;
	}
	/** For a part of what they were for, a part of the operations. */
	prepare(count: number): Run {
		const flash = this.#makeFlash(), done = Math.min(count, this.#done);
		const end = Math.round(this.#operations.length * done / this.#done);
		return () => {
			for (let i = 0; i < end; i++) {
				const operation = this.#operations[i]!;
				if (operation.kind === "erase")
					flash.eraseBlock(operation.index);
				else if (operation.kind === "write")
					flash.write(operation.offset, operation.bytes);
				else
					flash.read(operation.bytes, operation.offset);
			}
			return done;
		};
	}
}
