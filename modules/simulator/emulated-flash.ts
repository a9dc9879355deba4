import type { Random } from "../text/clock";
import type { Flash } from "../journal/flash";

/** Thrown by the operation that was cut, and by every one after it until `restorePower`. */
export class PowerLoss extends Error {
	override name = "PowerLoss";
}

export interface EmulatedFlashOptions {
	/** Bytes; 4,096 by default. */
	readonly blockLength?: number;
	/** 64 by default. */
	readonly blocks?: number;
	/** Bytes; 4 by default. */
	readonly writeAlign?: number;
	/** For what an operation that was cut leaves behind. */
	readonly random: Random;
	/** The content to begin with; erased by default. */
	readonly content?: Uint8Array;
}

/** What a cut write leaves: its bytes up to the cut, or some of those of the whole page where the cut was. */
export type Tear = "in order" | "scattered";

/** Steps that an erase takes, where `cutAfter` counts; a write takes one for each byte. */
export const ERASE_STEPS = 8;
const PAGE_LENGTH = 256;
/** Bytes that a cut erase treats alike. */
const STRETCH = 16;

/** NOR flash in memory: it refuses what such flash cannot do, counts erases, and can lose power at any step. */
export class EmulatedFlash implements Flash {
	readonly blockLength: number;
	readonly blocks: number;
	readonly writeAlign: number;
	/** What the flash holds. To change it by hand is to flip bits. */
	readonly content: Uint8Array;
	/** Erases of each block. */
	readonly erases: Uint32Array;
	/** Steps done. */
	steps = 0;
	/** Operations done: writes and erases. */
	operations = 0;
	#random: Random;
	#cut = Infinity;
	#tear: Tear = "in order";
	#powered = true;

	constructor(options: EmulatedFlashOptions) {
		const { blockLength = 4096, blocks = 64, writeAlign = 4, random, content } = options;
		this.blockLength = blockLength;
		this.blocks = blocks;
		this.writeAlign = writeAlign;
		// XS allocates what is shared outside of its own heap, which so much would burst
		this.content = content ?? new Uint8Array(new SharedArrayBuffer(blockLength * blocks)).fill(0xff);
		if (this.content.length !== blockLength * blocks)
			throw new RangeError(`a content of ${this.content.length} bytes for ${blocks} blocks of ${blockLength}`);
		this.erases = new Uint32Array(blocks);
		this.#random = random;
	}
	/** Cuts the operation that would go beyond that many more steps. */
	cutAfter(steps: number, tear: Tear = "in order"): void {
		this.#cut = this.steps + steps;
		this.#tear = tear;
	}
	/** True until a cut has happened. */
	get powered(): boolean {
		return this.#powered;
	}
	/** Power is back, and no cut is planned. */
	restorePower(): void {
		this.#powered = true;
		this.#cut = Infinity;
	}
	read(buffer: Uint8Array, offset: number): void {
		this.#check(offset, buffer.length);
		buffer.set(this.content.subarray(offset, offset + buffer.length));
	}
	write(offset: number, bytes: Uint8Array): void {
		const { content, writeAlign } = this;
		const length = bytes.length;
		this.#check(offset, length);
		if (offset % writeAlign > 0 || length % writeAlign > 0)
			throw new RangeError(`write of ${length} bytes at ${offset}: not aligned to ${writeAlign}`);
		for (let i = 0; i < length; i++) {
			if ((bytes[i]! & ~content[offset + i]!) > 0)
				throw new Error(`write at ${offset + i}: ${bytes[i]} over ${content[offset + i]} would set bits`);
		}
		const done = Math.min(length, this.#cut - this.steps);
		if (done < length)
			this.#tearWrite(offset, bytes, done);
		else
			content.set(bytes, offset);
		this.#finish(offset, length, done, length);
	}
	eraseBlock(index: number): void {
		if (!Number.isInteger(index))
			throw new RangeError(`erase of block ${index}`);
		const start = index * this.blockLength;
		this.#check(start, this.blockLength);
		this.erases[index]!++;
		const done = Math.min(ERASE_STEPS, this.#cut - this.steps);
		if (done < ERASE_STEPS)
			this.#tearErase(start, done);
		else
			this.content.fill(0xff, start, start + this.blockLength);
		this.#finish(start, this.blockLength, done, ERASE_STEPS);
	}
	/** Called after each change of the content, complete or cut. */
	protected onChange(_offset: number, _length: number): void {
	}
	#check(offset: number, length: number): void {
		if (!this.#powered)
			throw new PowerLoss("no power");
		if (!(offset >= 0 && offset + length <= this.content.length))
			throw new RangeError(`${length} bytes at ${offset} of ${this.content.length}`);
	}
	#tearWrite(offset: number, bytes: Uint8Array, done: number): void {
		const torn = offset + done;
		const page = torn - torn % PAGE_LENGTH;
		for (let i = 0; i < bytes.length; i++) {
			const at = offset + i;
			const scattered = this.#tear === "scattered" && at >= page && at < page + PAGE_LENGTH;
			if (scattered ? this.#random() < 0.5 : at < torn)
				this.content[at] = bytes[i]!;
			else if (scattered || at === torn)
				this.content[at]! &= bytes[i]! | this.#random() * 256;
		}
	}
	/** Stretch by stretch: as it was, erased, or a mix of both. */
	#tearErase(start: number, done: number): void {
		for (let at = start; at < start + this.blockLength; at += STRETCH) {
			if (this.#random() * ERASE_STEPS >= done)
				continue;
			const erased = this.#random() < 0.5;
			for (let i = at; i < at + STRETCH; i++)
				this.content[i]! |= erased ? 0xff : this.#random() * 256;
		}
	}
	#finish(offset: number, length: number, done: number, steps: number): void {
		this.steps += done;
		this.operations++;
		this.onChange(offset, length);
		if (done < steps) {
			this.#powered = false;
			throw new PowerLoss(`power lost after ${done} of ${steps} steps at ${offset}`);
		}
	}
}
