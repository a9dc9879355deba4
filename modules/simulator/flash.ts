import type { Flash } from "../journal/flash";
import { EmulatedFlash } from "./emulated-flash";
import { pseudoRandom } from "./pseudo-random";

/** The label of the only partition, as in modules/device/partitions.csv. */
const LABEL = "journal";

const inMemory = (): Flash => new EmulatedFlash({ blockLength: 4096, blocks: 64, random: pseudoRandom(0) });

let make = inMemory;
let flash: Flash | undefined;

/**
 * Chooses what the partition is on; without it, and with none given, flash emulated in RAM and erased.
 * @param provide called when a partition is next opened, and only then; what it throws, `open` throws
 */
export function provideFlash(provide: () => Flash = inMemory): void {
	make = provide;
	flash = undefined;
}

/**
 * An open partition. It refuses what the SDK's refuses, in the SDK's words; and what NOR flash can't do, which the SDK
 * does not notice.
 */
export class Partition {
	#flash: Flash | undefined;
	#readOnly: boolean;

	constructor(flash: Flash, readOnly: boolean) {
		this.#flash = flash;
		this.#readOnly = readOnly;
	}
	/** As on the ESP32, without `writeAlign` and `eraseValue`. */
	status(): { size: number; blockLength: number; blocks: number } {
		const { blockLength, blocks } = this.#open;
		return { size: blockLength * blocks, blockLength, blocks };
	}
	/** Into the buffer, or so many bytes into a new one. */
	read(target: number | ArrayBuffer | ArrayBufferView, offset: number): ArrayBuffer | number {
		const flash = this.#open;
		const bytes = typeof target === "number" ? new Uint8Array(target) : bytesOf(target);
		const start = Math.trunc(offset);
		if (!holds(flash, start, bytes.length))
			throw new Error("read failed");
		flash.read(bytes, start);
		return typeof target === "number" ? bytes.buffer as ArrayBuffer : bytes.length;
	}
	write(buffer: ArrayBuffer | ArrayBufferView, offset: number): void {
		const flash = this.#writable;
		const bytes = bytesOf(buffer), start = Math.trunc(offset);
		if (!holds(flash, start, bytes.length))
			throw new Error("write failed");
		flash.write(start, bytes);
	}
	/** From block `start` to before block `end`, which the SDK takes for 0 if it is not given. */
	eraseBlock(start: number, end = 0): void {
		const flash = this.#writable;
		const [first, limit] = [Math.trunc(start), Math.trunc(end)];
		if (!(first >= 0 && first <= limit && limit <= flash.blocks))
			throw new Error("erase failed");
		for (let index = first; index < limit; index++)
			flash.eraseBlock(index);
	}
	/** Idempotent. */
	close(): void {
		this.#flash = undefined;
	}
	get #open(): Flash {
		if (!this.#flash)
			throw new SyntaxError("no host data");
		return this.#flash;
	}
	get #writable(): Flash {
		const flash = this.#open;
		if (this.#readOnly)
			throw new Error("read-only");
		return flash;
	}
}

function holds({ blockLength, blocks }: Flash, start: number, length: number): boolean {
	return start >= 0 && start + length <= blockLength * blocks;
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
	return ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
}

/** The SDK's module `embedded:storage/flash` (flash-esp32.js) as far as the gateway uses it. Not preloaded: it changes. */
export default {
	open({ path, mode = "r+" }: { readonly path: string; readonly mode?: string }): Partition {
		if (path === undefined)
			throw new Error("no path");
		if (path !== LABEL)
			throw new Error("can't find partition");
		if (mode !== "r" && mode !== "r+")
			throw new Error("invalid mode");
		return new Partition(flash ??= make(), mode === "r");
	},
};
