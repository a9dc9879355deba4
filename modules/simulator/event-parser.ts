import type { JsonObject } from "./json-object";
import { attributeUUID } from "./peripheral-parser";
import { type Deed, PERIPHERAL_DEEDS, type PeripheralDeed, type PeripheralScenario, type Scenario, WORLD_DEEDS, type WorldDeed } from "./scenario";
import { parseHexadecimal } from "./value-parser";

const DAY = 86_400_000;
const MAX_BURST = 1_000;
const KEYS = Object.freeze(["peripheral", "characteristic", "hex", "count"]);

/** Reads one event of the time line. */
export function parseEvent(object: JsonObject, peripherals: readonly PeripheralScenario[]): Scenario["events"][number] {
	const at = object.number("at", { minimum: 0, maximum: DAY, example: "5000" });
	const what = object.choice("do", [...PERIPHERAL_DEEDS, ...WORLD_DEEDS], undefined, '"disconnect"');
	let deed: Deed = { do: "wifi-back" };
	if (what === undefined)
		KEYS.forEach(key => object.get(key)); // so that one mistake does not make two
	else if (isWorldDeed(what))
		deed = { do: what };
	else
		deed = parseDeed(object, what, peripherals);
	object.finish();
	return { at, deed };
}

function isWorldDeed(what: string): what is WorldDeed {
	return (WORLD_DEEDS as readonly string[]).includes(what);
}

function parseDeed(object: JsonObject, what: PeripheralDeed, peripherals: readonly PeripheralScenario[]): Deed {
	const names = peripherals.map(peripheral => peripheral.name);
	const example = JSON.stringify(names[0] ?? "Voltmeter");
	const name = object.choice("peripheral", names, undefined, example) ?? "";
	if (what !== "malformed" && what !== "burst")
		return { do: what, peripheral: name };
	const uuids = peripherals.filter(peripheral => peripheral.name === name)
		.flatMap(peripheral => peripheral.services)
		.flatMap(service => service.characteristics)
		.map(characteristic => String(characteristic.uuid));
	const known = (text: string) => {
		const uuid = attributeUUID(text);
		return uuid && (name === "" || uuids.includes(String(uuid))) ? uuid : undefined;
	};
	const characteristic = object.parsed("characteristic", known, "the UUID of a characteristic of that peripheral", '"2a19"') ?? new Uint8Array();
	if (what === "burst")
		return { do: what, peripheral: name, characteristic, count: object.number("count", { minimum: 1, maximum: MAX_BURST, example: "50" }) };
	const bytes = object.parsed("hex", parseHexadecimal, "an even number of hexadecimal digits", '"ac"') ?? new Uint8Array();
	return { do: what, peripheral: name, characteristic, bytes };
}
