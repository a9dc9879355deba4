import { closeSync, fchmodSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { UsageError } from "../../certs/usage-error";

const OWNER_ONLY = 0o600;

/** A file that only its owner may read, also where it was there before with other rights. */
export class PrivateFile {
	readonly path: string;
	#file: number;

	/** Opens and empties it, so that a path that can't be written is known before anything happens. @throws UsageError */
	constructor(option: string, path: string) {
		this.path = path;
		try {
			this.#file = openSync(path, "a", OWNER_ONLY);
			// a device or a pipe keeps its rights
			if (fstatSync(this.#file).isFile()) {
				fchmodSync(this.#file, OWNER_ONLY);
				ftruncateSync(this.#file);
			}
		}
		catch (error) {
			throw new UsageError(`${option} ${path}`, `can't be written (${(error as NodeJS.ErrnoException).code})`, "give the path of a file in a folder that may be written");
		}
	}
	write(content: string | Uint8Array): void {
		const bytes = Buffer.from(content as Uint8Array);
		for (let at = 0; at < bytes.length;)
			at += writeSync(this.#file, bytes, at);
	}
	/** Call it once. */
	close(): void {
		closeSync(this.#file);
	}
}
