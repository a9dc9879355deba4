import { File } from "file";
import { EmulatedFlash } from "./emulated-flash";
import { pseudoRandom } from "./pseudo-random";

const BLOCK_LENGTH = 4096;
const BLOCKS = 64;

/**
 * Emulated flash that a file of the desktop keeps, through the SDK's `file`: what was written or erased is there in the
 * next run, even after `kill -9`. Each change reaches the operating system before the operation returns.
 */
export class StoredFlash extends EmulatedFlash {
	#file: File;

	/**
	 * Makes the file, all erased, if there is none or an empty one. Throws if it can't be opened or has another size.
	 * @param path the key `flash` of `mc/config`
	 */
	constructor(path: string) {
		const file = open(path);
		super({ blockLength: BLOCK_LENGTH, blocks: BLOCKS, random: pseudoRandom(0) });
		const { content } = this, { length } = file;
		if (length > 0 && length !== content.length) {
			file.close();
			throw new Error(`flash ${path}: it has ${length} bytes, the flash ${content.length}; name another file`);
		}
		this.#file = file;
		// by blocks, so that XS's own heap stays small
		for (let start = 0; start < content.length; start += BLOCK_LENGTH) {
			if (length > 0)
				content.set(new Uint8Array(file.read(ArrayBuffer, BLOCK_LENGTH)), start);
			else
				this.onChange(start, BLOCK_LENGTH);
		}
	}
	protected override onChange(offset: number, length: number): void {
		const bytes = new Uint8Array(length);
		bytes.set(this.content.subarray(offset, offset + length));
		this.#file.position = offset;
		this.#file.write(bytes.buffer);
	}
}

function open(path: string): File {
	try {
		return new File(path, true);
	}
	catch {
		throw new Error(`flash ${path}: it can't be opened and written; name a file that can, in a folder that is there`);
	}
}
