import { encodeUTF8 } from "../text/utf8";
import type { PeripheralScenario } from "./scenario";

/** Longest advertisement and longest scan response, in bytes (Core, volume 6 part B, 2.3). */
const MAX_LENGTH = 31;
const FLAGS = Object.freeze([0x02, 0x01, 0x06]);
const COMPLETE_NAME = 0x09;
const SHORTENED_NAME = 0x08;
/** Type of the complete list of UUIDs for each size; one less is that of an incomplete one. */
const LISTS = Object.freeze([[2, 0x03], [4, 0x05], [16, 0x07]] as const);

/** What a peripheral sends, and what it answers to an active scan. They come to the script one by one. */
export interface AdvertisingData {
	readonly advertisement: Uint8Array;
	/** Empty if everything fits into the advertisement. */
	readonly response: Uint8Array;
}

/** Services first; what does not fit into the advertisement goes into the scan response, the name cut if need be. */
export function advertisingData({ name, advertise }: PeripheralScenario): AdvertisingData {
	const packets: number[][] = [[...FLAGS], []];
	for (const [size, type] of LISTS)
		addServices(packets, advertise.services.filter(uuid => uuid.length === size), size, type);
	if (advertise.name !== false) {
		const shortened = typeof advertise.name === "string";
		addName(packets, encodeUTF8(shortened ? advertise.name as string : name), shortened ? SHORTENED_NAME : COMPLETE_NAME);
	}
	if (advertise.complete)
		addName([packets[1]!], encodeUTF8(name), COMPLETE_NAME);
	return { advertisement: Uint8Array.from(packets[0]!), response: Uint8Array.from(packets[1]!) };
}

function addServices(packets: number[][], uuids: readonly Uint8Array[], size: number, type: number): void {
	let at = 0;
	const whole = packets.find(packet => packet.length + 2 + size * uuids.length <= MAX_LENGTH);
	for (const packet of whole ? [whole] : packets) {
		const count = Math.min(uuids.length - at, Math.floor((MAX_LENGTH - packet.length - 2) / size));
		if (count <= 0)
			continue;
		packet.push(1 + size * count, whole ? type : type - 1);
		for (const uuid of uuids.slice(at, at + count))
			packet.push(...uuid);
		at += count;
	}
}

function addName(packets: number[][], name: Uint8Array, type: number): void {
	const packet = packets.find(candidate => candidate.length + 2 + name.length <= MAX_LENGTH) ?? packets[1]!;
	const length = Math.min(name.length, MAX_LENGTH - packet.length - 2);
	if (length > 0)
		packet.push(1 + length, length < name.length ? SHORTENED_NAME : type, ...name.subarray(0, length));
}
