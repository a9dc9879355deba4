import { bluetoothAddressBytes, parseBluetoothAddress } from "../text/bluetooth-address";
import type { JsonObject } from "./json-object";
import type { BroadcasterScenario } from "./scenario";
import { canEncrypt } from "./simulated-broadcaster";
import { parseHexadecimal } from "./value-parser";

const MINUTES = 600_000;
/** Longest advertisement (Core, volume 6 part B, 2.3), and what flags and a key take of it. */
const LONGEST = 31, HEADER = 7;
const PACKET_EXAMPLE = '"4002ca09"', KEY_EXAMPLE = '"231d39c1d7cc1ab1aee224cd096db932"';

export function parseBroadcaster(object: JsonObject): BroadcasterScenario {
	const address = object.parsed("address", parseBluetoothAddress, "a Bluetooth address", '"a4:c1:38:00:00:01"');
	const service = identifier(object, "service", '"fcd2"'), company = identifier(object, "company", '"0499"');
	const key = object.has("key") ? object.parsed("key", text => text.length === 32 ? parseHexadecimal(text) : undefined, "32 hexadecimal digits", KEY_EXAMPLE) : undefined;
	const broadcaster = {
		name: object.text("name", "a name", '"Kitchen"') ?? "",
		address: address ? bluetoothAddressBytes(address) : new Uint8Array(),
		addressType: object.number("addressType", { minimum: 0, maximum: 1, otherwise: 0, example: "0 (public) or 1 (random)" }),
		interval: object.number("interval", { minimum: 20, maximum: MINUTES, otherwise: 1_000, example: "1000" }),
		repeat: object.number("repeat", { minimum: 1, maximum: 1_000, otherwise: 1, example: "3" }),
		rssi: object.number("rssi", { minimum: -127, maximum: 20, otherwise: -60, example: "-60" }),
		service, company, key,
		packets: parsePackets(object, service ?? company, key !== undefined),
		counter: parseCounter(object),
	};
	if (service !== undefined && company !== undefined)
		object.mistake("company", "is given beside a service", "one of them");
	if (key && !canEncrypt(service))
		object.mistake("key", "is for the services fcd2 and fe95", '"service": "fcd2"');
	object.finish();
	return broadcaster;
}

function identifier(object: JsonObject, key: string, example: string): number | undefined {
	const bytes = object.has(key) ? object.parsed(key, text => text.length === 4 ? parseHexadecimal(text) : undefined, "four hexadecimal digits", example) : undefined;
	return bytes && bytes[0]! << 8 | bytes[1]!;
}

function parsePackets(object: JsonObject, identifier: number | undefined, encrypted: boolean): readonly Uint8Array[] {
	const packets: Uint8Array[] = [], most = identifier === undefined ? LONGEST : LONGEST - HEADER - (encrypted ? 8 : 0);
	for (const [index, text] of object.list("packets", PACKET_EXAMPLE, true).entries()) {
		const bytes = typeof text === "string" ? parseHexadecimal(text) : undefined;
		if (bytes && bytes.length > 0 && bytes.length <= most)
			packets.push(bytes);
		else
			object.mistake(`packets[${index}]`, bytes ? `has ${bytes.length} bytes; 1 to ${most} fit` : "is not an even number of hexadecimal digits", PACKET_EXAMPLE);
	}
	return packets;
}

function parseCounter(object: JsonObject): BroadcasterScenario["counter"] {
	if (!object.has("counter"))
		return undefined;
	const counter = object.object("counter", '{ "at": 2, "size": 1 }');
	const found = {
		at: counter.number("at", { minimum: 0, maximum: LONGEST, otherwise: 0, example: "2" }),
		size: counter.number("size", { minimum: 1, maximum: 4, otherwise: 1, example: "1" }),
		bigEndian: counter.boolean("bigEndian", false),
		start: counter.number("start", { minimum: 0, maximum: 0xffff_ffff, otherwise: 0, example: "0" }),
		step: counter.number("step", { minimum: 0, maximum: 0xffff, otherwise: 1, example: "1" }),
		restart: counter.has("restart") ? counter.number("restart", { minimum: 1, maximum: 1_000_000, example: "100" }) : undefined,
	};
	counter.finish();
	return found;
}
