import { bluetoothAddressBytes, parseBluetoothAddress } from "../text/bluetooth-address";
import { parseUUID } from "../text/uuid";
import type { JsonObject } from "./json-object";
import type { CharacteristicScenario, DescriptorScenario, PeripheralScenario, ReadingHabit, ServiceScenario, SubscriptionHabit, WritingHabit } from "./scenario";
import { parseBytes, parseValue } from "./value-parser";

const PROPERTIES: Readonly<Record<string, number>> = Object.freeze({
	read: 0x02,
	writeWithoutResponse: 0x04,
	write: 0x08,
	notify: 0x10,
	indicate: 0x20,
});
const HABITS = Object.freeze<SubscriptionHabit[]>(["normal", "requests", "refuses", "missing"]);
const WRITING = Object.freeze<WritingHabit[]>(["normal", "requests", "refuses", "ignores", "alters"]);
const READING = Object.freeze<ReadingHabit[]>(["normal", "refuses"]);
const UUID_EXAMPLE = '"180f"';
const HOUR = 3_600_000;
const CHARACTERISTIC_EXAMPLE = '{ "uuid": "2a19", "properties": ["notify"], "value": { "hex": "64" }, "every": 1000 }';

/** The bytes of a UUID as advertising shows it, as long as it is written: 2, 4 or 16, little-endian. */
export function advertisedUUID(text: string): Uint8Array | undefined {
	const uuid = parseUUID(text);
	if (!uuid || text.length === 36)
		return uuid;
	const size = (text.length - (text.toLowerCase().startsWith("0x") ? 2 : 0)) / 2;
	return uuid.slice(12, 12 + size);
}

/** As attributes show it: 2 or 16 bytes, for 32 bits don't exist there (Core, volume 3 part F, 3.2.1). */
export function attributeUUID(text: string): Uint8Array | undefined {
	const uuid = advertisedUUID(text);
	return uuid?.length === 4 ? parseUUID(text) : uuid;
}

function uuidOf(object: JsonObject): Uint8Array {
	return object.parsed("uuid", attributeUUID, "a UUID", UUID_EXAMPLE) ?? new Uint8Array(2);
}

export function parsePeripheral(object: JsonObject): PeripheralScenario {
	const name = object.text("name", "a name", '"Voltmeter"') ?? "";
	const address = object.parsed("address", parseBluetoothAddress, "a Bluetooth address", '"a4:c1:38:00:00:01"');
	const peripheral = {
		name,
		address: address ? bluetoothAddressBytes(address) : new Uint8Array(),
		addressType: object.number("addressType", { minimum: 0, maximum: 1, otherwise: 0, example: "0 (public) or 1 (random)" }),
		advertise: parseAdvertising(object),
		rssi: object.number("rssi", { minimum: -127, maximum: 20, otherwise: -60, example: "-60" }),
		mtu: object.number("mtu", { minimum: 23, maximum: 517, otherwise: 23, example: "23" }),
		hangUp: object.has("hangUp") ? object.number("hangUp", { minimum: 100, maximum: HOUR, example: "2000" }) : undefined,
		present: object.boolean("present", true),
		services: object.objects("services", '{ "uuid": "180f", "characteristics": [] }').map(parseService),
	};
	object.finish();
	return peripheral;
}

function parseAdvertising(object: JsonObject): PeripheralScenario["advertise"] {
	const advertise = object.object("advertise", '{ "interval": 100, "name": true, "services": ["180f"] }');
	const interval = advertise.number("interval", { minimum: 20, maximum: 10_240, otherwise: 100, example: "100" });
	const shown = advertise.get("name") ?? true;
	if (typeof shown !== "boolean" && (typeof shown !== "string" || shown === ""))
		advertise.mistake("name", "is not true, false or the shortened name", '"Volt"');
	const complete = advertise.boolean("complete", false);
	if (complete && typeof shown !== "string")
		advertise.mistake("complete", "has no meaning without a shortened name", '"name": "Volt", "complete": true');
	const services: Uint8Array[] = [];
	for (const [index, text] of advertise.list("services", UUID_EXAMPLE).entries()) {
		const uuid = typeof text === "string" ? advertisedUUID(text) : undefined;
		if (uuid)
			services.push(uuid);
		else
			advertise.mistake(`services[${index}]`, `${JSON.stringify(text)} is not a UUID`, UUID_EXAMPLE);
	}
	advertise.finish();
	return { interval, name: shown as boolean | string, complete, services };
}

function parseService(object: JsonObject): ServiceScenario {
	const service = {
		uuid: uuidOf(object),
		characteristics: object.objects("characteristics", CHARACTERISTIC_EXAMPLE).map(parseCharacteristic),
	};
	object.finish();
	return service;
}

function parseCharacteristic(object: JsonObject): CharacteristicScenario {
	const uuid = uuidOf(object);
	let properties = 0;
	for (const [index, text] of object.list("properties", '"notify"', true).entries()) {
		const bit = typeof text === "string" ? PROPERTIES[text] : undefined;
		if (bit)
			properties |= bit;
		else
			object.mistake(`properties[${index}]`, `${JSON.stringify(text)} is not one of ${Object.keys(PROPERTIES).join(", ")}`, '"notify"');
	}
	const characteristic = {
		uuid,
		properties,
		descriptors: object.objects("descriptors", '{ "uuid": "2901", "text": "voltage" }').map(parseDescriptor),
		subscription: object.choice("subscription", HABITS, "normal", '"normal"')!,
		writing: object.choice("writing", WRITING, "normal", '"normal"')!,
		reading: object.choice("reading", READING, "normal", '"normal"')!,
		value: parseValue(object.object("value", '{ "hex": "ac00" }')),
		every: object.has("every") ? object.number("every", { minimum: 1, maximum: HOUR, example: "1000" }) : undefined,
	};
	if (characteristic.every !== undefined && (properties & 0x30) === 0)
		object.mistake("every", "has no meaning without notify or indicate", '"properties": ["notify"]');
	object.finish();
	return characteristic;
}

function parseDescriptor(object: JsonObject): DescriptorScenario {
	const descriptor = {
		uuid: uuidOf(object),
		bytes: parseBytes(object),
		writable: object.boolean("writable", false),
	};
	object.finish();
	return descriptor;
}
