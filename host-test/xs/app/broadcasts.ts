/// <reference path="../../../node_modules/@moddable/typings/debug.d.ts" />
/// <reference path="../../../node_modules/@moddable/typings/instrumentation.d.ts" />
import Debug from "debug";
import Instrumentation from "instrumentation";
import type { BrokerSession } from "../../../modules/broker/broker-session";
import { makeBlockCipher } from "../../../modules/device/block-cipher";
import { DeviceClock } from "../../../modules/device/clock";
import { declarations } from "../../../modules/device/declarations";
import { writeLine } from "../../../modules/device/system";
import type { AccountBook } from "../../../modules/gateway/account";
import { BroadcastIntake } from "../../../modules/gateway/broadcast-intake";
import type { Outbox } from "../../../modules/reading/outbox";
import { bluetoothAddressBytes } from "../../../modules/text/bluetooth-address";
import { Log } from "../../../modules/text/log";
import { sealBTHome } from "../../../modules/simulator/sealed-broadcast";
import { bytesOf } from "../../reading/ccm-verdict";

const ROUNDS = 250;
/** Of Apple, as most of what is in the air. */
const FOREIGN = "02011a0aff4c001005441cbd08c5", BTHOME = "02010609" + "16d2fc" + "4002ca092e32";

/** Bytes in use, of "Slot" or "Chunk", garbage included. */
function heap(kind: "Slot" | "Chunk"): number {
	return Instrumentation.get(Instrumentation.map(`XS ${kind} Heap Used`)!)!;
}

/** Tells what one packet leaves on the heap until the next garbage collection, and how long it takes. */
function measure(what: string, once: (round: number) => void): void {
	once(0);
	Debug.gc();
	// no collection comes between: one packet makes fewer objects than it takes
	const slots = heap("Slot"), chunks = heap("Chunk");
	once(1);
	const slotsAfter = heap("Slot"), chunksAfter = heap("Chunk");
	Debug.gc();
	const slotsBefore = heap("Slot"), chunksBefore = heap("Chunk"), start = Date.now();
	for (let round = 2; round < ROUNDS; round++)
		once(round);
	const time = Date.now() - start;
	writeLine(`${what}: ${(slotsAfter - slots) / 16} slots, ${chunksAfter - chunks} bytes, ${Math.round(time * 1_000 / (ROUNDS - 2))} µs`);
	Debug.gc();
	if (heap("Slot") > slotsBefore + 64 || heap("Chunk") > chunksBefore + 64)
		writeLine(`wrong: ${what} leaves ${heap("Slot") - slotsBefore} and ${heap("Chunk") - chunksBefore} bytes behind`);
}

/** What a packet of the air costs, with a broker that takes no time and no memory; "done" at the end. */
export default function main(): void {
	const payload = new Uint8Array(1_024), clock = new DeviceClock(), counts = { given: 0, counters: 0 };
	const outbox = { begin: () => payload, waits: () => false } as unknown as Outbox, intake = {
		deliver: () => {
			counts.given++;
			return "kept" as const;
		},
		reader: undefined,
	};
	const book = { taken: 0, malformed: 0, tooLarge: 0, withheld: 0 } as unknown as AccountBook, session = { connected: true, pump: () => {} } as unknown as BrokerSession;
	Debug.gc();
	const slots = heap("Slot"), chunks = heap("Chunk");
	const broadcasts = new BroadcastIntake({
		intake, clock, outbox, book, session, broadcasters: declarations.broadcasters, makeCipher: makeBlockCipher, log: new Log(clock, () => {}, "error"),
		counters: { recall: () => undefined, keep: () => counts.counters++ },
	});
	Debug.gc();
	writeLine(`at rest: ${(heap("Slot") - slots) / 16} slots, ${heap("Chunk") - chunks} bytes for ${declarations.broadcasters.length}`);
	const foreign = bytesOf(FOREIGN), sensor = bytesOf(BTHOME), stranger = bluetoothAddressBytes("a4:c1:38:00:01:99").buffer as ArrayBuffer;
	const keyed = bluetoothAddressBytes("a4:c1:38:00:01:01"), plain = bluetoothAddressBytes("a4:c1:38:00:01:11").buffer as ArrayBuffer, key = declarations.broadcasters[0]!.key!;
	const sealed = Array.from({ length: ROUNDS }, (_each, round) => {
		const data = sealBTHome(key, keyed, bytesOf("4002ca0903bf13"), round + 1);
		return Uint8Array.of(2, 1, 6, data.length + 3, 0x16, 0xd2, 0xfc, ...data);
	});
	const hear = (address: ArrayBuffer, data: Uint8Array) => broadcasts.hear(address, -60, new Uint8Array(data.buffer));
	measure("nothing", () => {});
	measure("the SDK's native code, for any packet", () => ({ scanResponse: (foreign.buffer as ArrayBuffer).slice(0), address: stranger.slice(0), addressType: 0, rssi: -60 }));
	measure("foreign", () => hear(stranger, foreign));
	measure("of a known kind, by somebody unknown", () => hear(stranger, sensor));
	measure("sent again", () => hear(plain, sensor));
	measure("new, two values", round => {
		sensor[10] = round;
		hear(plain, sensor);
	});
	measure("new, two values, encrypted", round => hear(keyed.buffer as ArrayBuffer, sealed[round]!));
	measure("refused: in clear despite a key", round => {
		sensor[10] = round;
		hear(keyed.buffer as ArrayBuffer, sensor);
	});
	writeLine(`given ${counts.given}, counters kept ${counts.counters}`);
	writeLine(broadcasts.text);
	writeLine("done");
}
