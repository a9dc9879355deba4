import partitions from "embedded:storage/flash";
import type { Flash as Partition } from "embedded:storage/flash";
import type { Flash } from "../journal/flash";

/** The SDK's status on the ESP32 lacks the alignment; its SPI flash is written in words of 4 bytes. */
const WRITE_ALIGN = 4;

/**
 * A data partition of the ESP32's flash, which must not be encrypted. What fails in the SDK throws its Error; while a
 * block is erased (some 50 ms, 400 at worst) nothing else runs.
 */
export class FlashStorage implements Flash {
	readonly blockLength: number;
	readonly blocks: number;
	readonly writeAlign: number;
	private _partition: Partition;

	/** Throws an Error if there is no data partition with that label. */
	constructor(label: string) {
		this._partition = partitions.open({ path: label, mode: "r+" });
		const { blockLength, blocks, writeAlign = WRITE_ALIGN, eraseValue = 0xff } = this._partition.status();
		if (eraseValue !== 0xff) {
			this.close();
			throw new Error(`partition ${label}: erased bytes read ${eraseValue}, the journal needs 255`);
		}
		this.blockLength = blockLength;
		this.blocks = blocks;
		this.writeAlign = writeAlign;
	}
	read(buffer: Uint8Array, offset: number): void {
		this._partition.read(buffer, offset);
	}
	write(offset: number, bytes: Uint8Array): void {
		this._partition.write(bytes, offset);
	}
	eraseBlock(index: number): void {
		// Without an end the SDK takes 0 for it, and refuses, or for block 0 does nothing.
		this._partition.eraseBlock(index, index + 1);
	}
	/** Idempotent. */
	close(): void {
		this._partition.close();
	}
}
