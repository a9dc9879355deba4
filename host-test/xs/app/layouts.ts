/// <reference path="../../../node_modules/@moddable/typings/debug.d.ts" />
/// <reference path="../../../node_modules/@moddable/typings/instrumentation.d.ts" />
import Debug from "debug";
import Instrumentation from "instrumentation";
import { CHARACTERISTIC_ROW } from "../../../modules/configuration/layout-table";
import { makeBlockCipher } from "../../../modules/device/block-cipher";
import { LIBRARY } from "../../../modules/devices/library";
import { writeLine } from "../../../modules/device/system";
import { BroadcastFinder } from "../../../modules/reading/broadcast-finder";
import { BroadcastOpener, Opening } from "../../../modules/reading/broadcast-opener";
import { LayoutReader } from "../../../modules/reading/layout-reader";
import { ReplayGuard } from "../../../modules/reading/replay-guard";
import { BTHOME_VECTORS } from "../../devices/bthome-vectors";
import { MIBEACON_VECTORS } from "../../devices/mibeacon-vectors";
import { SIG_VECTORS } from "../../devices/sig-vectors";
import { CCM_VECTORS } from "../../reading/ccm-vectors";
import { bytesOf, ccmMistake } from "../../reading/ccm-verdict";

const ROUNDS = 1_000;
/** Of Apple, as most of what is in the air. */
const FOREIGN = "02011a0aff4c001005441cbd08c5";
/** BTHome with a key: temperature and humidity. */
const SEALED = "02010612" + "16d2fc" + "41e445f3c9962b332211006c7c4519", SEALED_ADDRESS = "5448e68f80a5", SEALED_KEY = "231d39c1d7cc1ab1aee224cd096db932";

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

/** Whether the reader gives what the vector says: numbers by their value, each of a list. */
function isRight(reader: LayoutReader, values: Readonly<Record<string, unknown>>): boolean {
	let count = 0;
	while (reader.next()) {
		if (!reader.known)
			continue;
		const { name, text } = reader;
		if (![values[name]].flat().some(one => typeof one === "number" ? Number(text) === one : text === String(one)))
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

/** Advertisements of BTHome or MiBeacon, through all that the gateway has for them. */
function runBroadcasts(service: string, vectors: readonly (readonly [string, string, string, string, Readonly<Record<string, unknown>>, ...unknown[]])[]): void {
	const finder = new BroadcastFinder(LIBRARY), reader = new LayoutReader(LIBRARY);
	let right = 0;
	for (const [what, address, key, hex, values] of vectors) {
		const opener = new BroadcastOpener(makeBlockCipher, new ReplayGuard(1, { ticks: 0 })), service16 = service + hex;
		const data = bytesOf((service16.length / 2 + 1).toString(16).padStart(2, "0") + "16" + service16);
		finder.find(data);
		const opening = opener.open(finder.frame, data, finder.start, finder.end, bytesOf(address.split(":").join("")), 0, key ? bytesOf(key) : undefined);
		if (opening === Opening.GOOD && reader.begin(finder.layout, opener.bytes, opener.start, opener.end) && isRight(reader, values))
			right++;
		else
			writeLine(`wrong: ${what} ${opening} ${reader.problem}`);
	}
	writeLine(`broadcasts ${right} of ${vectors.length}`);
}

function runCcm(): void {
	let right = 0;
	for (const vector of CCM_VECTORS) {
		const mistake = ccmMistake(vector, makeBlockCipher);
		if (mistake === "")
			right++;
		else
			writeLine(`wrong: Wycheproof ${vector[0]}: ${mistake}`);
	}
	writeLine(`ciphers ${right} of ${CCM_VECTORS.length}`);
}

/** Does something ROUNDS times, and tells what that leaves in memory, and the time of once. */
function measure(what: string, once: () => void): void {
	once();
	const slots = heap("Slot"), chunks = heap("Chunk"), start = Date.now();
	for (let round = 0; round < ROUNDS; round++)
		once();
	const time = Date.now() - start, slotsAfter = heap("Slot"), chunksAfter = heap("Chunk");
	writeLine(`growth ${slotsAfter - slots} ${chunksAfter - chunks}`);
	writeLine(`${what}: ${Math.round(time * 1_000 / ROUNDS)} µs`);
}

function measureAll(): void {
	const slots = heap("Slot"), chunks = heap("Chunk");
	const reader = new LayoutReader(LIBRARY), finder = new BroadcastFinder(LIBRARY), guard = new ReplayGuard(32, { ticks: 0 });
	const opener = new BroadcastOpener(makeBlockCipher, guard);
	const slotsAfter = heap("Slot"), chunksAfter = heap("Chunk");
	writeLine(`objects ${slotsAfter - slots} ${chunksAfter - chunks}`);
	const heartRate = bytesOf("1e480100000400040004"), layout = layoutOf("2a37"), foreign = bytesOf(FOREIGN), sealed = bytesOf(SEALED);
	const address = bytesOf(SEALED_ADDRESS), key = bytesOf(SEALED_KEY);
	measure("heart rate with three intervals", () => {
		reader.begin(layout, heartRate, 0, heartRate.length);
		while (reader.next())
			void reader.text;
	});
	measure("foreign advertisement", () => {
		if (finder.find(foreign) >= 0)
			writeLine("wrong: foreign data were found");
	});
	measure("encrypted BTHome with two values", () => {
		guard.restore(0, -1);
		finder.find(sealed);
		opener.open(finder.frame, sealed, finder.start, finder.end, address, 0, key);
		reader.begin(finder.layout, opener.bytes, opener.start, opener.end);
		while (reader.next())
			void reader.text;
	});
	measure("the same again", () => {
		finder.find(sealed);
		if (opener.open(finder.frame, sealed, finder.start, finder.end, address, 0, key) !== Opening.REPEATED)
			writeLine("wrong: what was repeated is new");
	});
}

/** The library on this engine: vectors, then memory and time; "done" at the end. */
export default function main(): void {
	runVectors();
	runBroadcasts("d2fc", BTHOME_VECTORS);
	runBroadcasts("95fe", MIBEACON_VECTORS);
	runCcm();
	measureAll();
	writeLine("done");
}
