import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import type { EmulatedFlashOptions } from "../../modules/simulator/emulated-flash";

/** Emulated flash that a file holds: what was written is there in the next run, even after `kill -9`. */
export class FileFlash extends EmulatedFlash {
	#file: number | undefined;

	/** Makes the file, all erased, if it does not exist. Throws if it has another size. */
	constructor(path: string, options: Omit<EmulatedFlashOptions, "content">) {
		const existed = existsSync(path);
		const file = openSync(path, existed ? "r+" : "w+");
		const content = new Uint8Array((options.blockLength ?? 4096) * (options.blocks ?? 64)).fill(0xff);
		if (existed) {
			const { size } = fstatSync(file);
			if (size !== content.length) {
				closeSync(file);
				throw new Error(`${path} has ${size} bytes, the flash ${content.length}: name another file`);
			}
			readSync(file, content, 0, content.length, 0);
		}
		else
			writeSync(file, content);
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
