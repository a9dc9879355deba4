/// <reference path="../../../node_modules/@moddable/typings/debug.d.ts" />
/// <reference path="../../../node_modules/@moddable/typings/instrumentation.d.ts" />
import Debug from "debug";
import Instrumentation from "instrumentation";
import { CHARACTERISTIC_ROW } from "../../../modules/configuration/layout-table";
import { LIBRARY } from "../../../modules/devices/library";
import { writeLine } from "../../../modules/device/system";
import { LayoutReader } from "../../../modules/reading/layout-reader";
import { hexadecimalValue } from "../../../modules/text/hexadecimal";
import { SIG_VECTORS } from "../../devices/sig-vectors";

const ROUNDS = 1_000;

function bytesOf(hex: string): Uint8Array {
	const bytes = new Uint8Array(hex.length / 2);
	for (let index = 0; index < bytes.length; index++)
		bytes[index] = hexadecimalValue(hex.charCodeAt(index * 2)) << 4 | hexadecimalValue(hex.charCodeAt(index * 2 + 1));
	return bytes;
}

function layoutOf(uuid: string): number {
	const { characteristics, uuids } = LIBRARY;
	let at = 0;
	while (uuids[characteristics[at + 2]!] !== uuid)
		at += CHARACTERISTIC_ROW;
	return characteristics[at + 4]!;
}

/** Bytes in use, of "Slot" or "Chunk". */
function heap(kind: "Slot" | "Chunk"): number {
	Debug.gc();
	return Instrumentation.get(Instrumentation.map(`XS ${kind} Heap Used`)!)!;
}

/** Whether the reader gives what the vector says: numbers by their value, lists by their elements. */
function isRight(reader: LayoutReader, values: Readonly<Record<string, unknown>>): boolean {
	let count = 0;
	while (reader.next()) {
		if (!reader.known)
			continue;
		const expected = values[reader.name], one = Array.isArray(expected) ? expected[reader.element] as unknown : expected, { text } = reader;
		if (typeof one === "number" ? Number(text) !== one : text !== String(one))
			return false;
		count++;
	}
	return count === Object.values(values).flat().length;
}

function runVectors(): void {
	const reader = new LayoutReader(LIBRARY);
	let right = 0;
	for (const [uuid, hex, values] of SIG_VECTORS) {
		const bytes = bytesOf(hex);
		if (reader.begin(layoutOf(uuid), bytes, 0, bytes.length) && isRight(reader, values))
			right++;
		else
			writeLine(`wrong: ${uuid} ${hex}`);
	}
	writeLine(`characteristics ${right} of ${SIG_VECTORS.length}`);
}

/** What a reader takes, and what many readings leave behind. */
function measure(): void {
	const bytes = bytesOf("1e480100000400040004"), layout = layoutOf("2a37");
	let slots = heap("Slot"), chunks = heap("Chunk");
	const reader = new LayoutReader(LIBRARY);
	writeLine(`reader ${heap("Slot") - slots} ${heap("Chunk") - chunks}`);
	slots = heap("Slot");
	chunks = heap("Chunk");
	const start = Date.now();
	for (let round = 0; round < ROUNDS; round++) {
		reader.begin(layout, bytes, 0, bytes.length);
		while (reader.next())
			void reader.text;
	}
	const time = Date.now() - start;
	writeLine(`growth ${heap("Slot") - slots} ${heap("Chunk") - chunks}`);
	writeLine(`heart rate with three intervals: ${Math.round(time * 1_000 / ROUNDS)} µs`);
}

/** The library on this engine: vectors, then memory and time; "done" at the end. */
export default function main(): void {
	runVectors();
	measure();
	writeLine("done");
}
