/// <reference path="../../../node_modules/@moddable/typings/debug.d.ts" />
/// <reference path="../../../node_modules/@moddable/typings/instrumentation.d.ts" />
import Debug from "debug";
import Instrumentation from "instrumentation";
import Timer from "timer";
import { FlashStorage } from "../../../modules/device/flash-storage";
import { writeLine } from "../../../modules/device/system";

const WORD = 4;

function chunkHeap(): number {
	Debug.gc();
	return Instrumentation.get(Instrumentation.map("XS Chunk Heap Used"))!;
}

/** Words of zeros at the beginning, and whether all behind them is erased. */
function findWords(flash: FlashStorage): { words: number; clean: boolean } {
	const block = new Uint8Array(flash.blockLength);
	let words = 0, clean = true;
	for (let index = 0; index < flash.blocks; index++) {
		flash.read(block, index * flash.blockLength);
		for (let at = 0; at < block.length; at += WORD) {
			const value = block.subarray(at, at + WORD).join();
			if (value === "0,0,0,0" && clean && words * WORD === index * flash.blockLength + at)
				words++;
			else if (value !== "255,255,255,255")
				clean = false;
		}
	}
	return { words, clean };
}

/** Writes the last block full, and erases it. */
function eraseLast(flash: FlashStorage): boolean {
	const start = (flash.blocks - 1) * flash.blockLength, block = new Uint8Array(flash.blockLength);
	flash.write(start, block);
	flash.read(block, start);
	const written = block.every(byte => byte === 0);
	flash.eraseBlock(flash.blocks - 1);
	flash.read(block, start);
	return written && block.every(byte => byte === 0xff);
}

/** Tells what is in the flash, and then writes word after word until it is killed; a line at the console for each. */
export default function main(): void {
	const before = chunkHeap();
	let flash: FlashStorage;
	try {
		flash = new FlashStorage("journal");
	} catch (error) {
		return writeLine(`refused: ${(error as Error).message}`);
	}
	writeLine(`heap ${chunkHeap() - before}`);
	const { words, clean } = findWords(flash);
	writeLine(`found ${words} ${clean ? "clean" : "torn"}`);
	writeLine(`erased ${eraseLast(flash)}`);
	const zeros = new Uint8Array(WORD);
	let next = words;
	Timer.repeat(() => {
		flash.write(next++ * WORD, zeros);
		writeLine(`wrote ${next}`);
	}, 1);
}
