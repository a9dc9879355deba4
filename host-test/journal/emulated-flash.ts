import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import type { EmulatedFlashOptions } from "../../modules/simulator/emulated-flash";

/** Emulated flash that a file holds: what was written is there in the next run, even after `kill -9`. */
export class FileFlash extends EmulatedFlash {
	#file: number | undefined;

	/** Makes the file, all erased, if there is none or an empty one. Throws if it has another size. */
	constructor(path: string, options: Omit<EmulatedFlashOptions, "content">) {
		const file = openSync(path, existsSync(path) ? "r+" : "w+");
		const content = new Uint8Array((options.blockLength ?? 4096) * (options.blocks ?? 64)).fill(0xff);
		const { size } = fstatSync(file);
		if (size === 0)
			writeSync(file, content);
		else if (size === content.length)
			readSync(file, content, 0, size, 0);
		else {
			closeSync(file);
			throw new RangeError(`${path} has ${size} bytes, the flash ${content.length}`);
		}
		super({ ...options, content });
		this.#file = file;
	}
	/** Idempotent. */
	close(): void {
		if (this.#file !== undefined)
			closeSync(this.#file);
		this.#file = undefined;
	}
	protected override onChange(offset: number, length: number): void {
		if (this.#file === undefined)
			throw new Error("the flash is closed");
		writeSync(this.#file, this.content, offset, length, offset);
	}
}
