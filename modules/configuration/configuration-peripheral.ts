import { parseBluetoothAddress } from "../text/bluetooth-address";
import type { PeripheralConfiguration, PeripheralMatch, ValueConfiguration } from "./configuration";
import type { ConfigurationSection } from "./configuration-section";
import { parseValue, type Payload } from "./configuration-value";
import { topicLevelProblem } from "./mqtt-topic";
import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";
import { formatUUID } from "../text/uuid";

const KEYS = Object.freeze(["name", "match", "sticky", "values"]);
const MATCH_KEYS = Object.freeze(["address", "name", "namePrefix", "service"]);
const MOST_PERIPHERALS = 8;
const MOST_VALUES = 16;
/** A legacy advertisement has 31 bytes, two of which the name's header takes. */
const LONGEST_NAME = 29;

const EXAMPLE = "\"peripherals\": [{ \"name\": \"voltmeter\", \"match\": { \"name\": \"Voltmeter\" }, \"values\": [ … ] }]";
const MATCH_EXAMPLE = "\"match\": { \"address\": \"a4:c1:38:00:00:01\" }";
const VALUES_EXAMPLE = "\"values\": [{ \"service\": \"180f\", \"characteristic\": \"2a19\", \"format\": \"uint8\", \"unit\": \"%\" }]";

/**
 * Checks `peripherals`, 1 to 8 of them with 1 to 16 values each. Those with a mistake, which was noted, are left out.
 * @param prefix what default topics begin with; undefined if that itself is wrong
 * @param payload for values that do not say
 */
export function parsePeripherals(section: ConfigurationSection, prefix: string | undefined, payload: Payload): PeripheralConfiguration[] {
	const peripherals: PeripheralConfiguration[] = [];
	const names: string[] = [];
	for (const entry of section.sections("peripherals", MOST_PERIPHERALS, EXAMPLE, "what to listen to")) {
		const peripheral = parsePeripheral(entry, prefix, names, payload);
		if (peripheral)
			peripherals.push(peripheral);
	}
	return peripherals;
}

function parsePeripheral(section: ConfigurationSection, prefix: string | undefined, names: string[], payload: Payload): PeripheralConfiguration | undefined {
	section.refuseUnknown(KEYS);
	const name = section.text("name", text => {
		return topicLevelProblem(text) ?? (names.includes(text) ? "is the name of another peripheral" : undefined);
	}, "\"name\": \"voltmeter\"", "what topics and the console call it");
	if (name !== undefined)
		names.push(name);
	const match = parseMatch(section);
	const sticky = section.flag("sticky", false);
	const topicPrefix = prefix === undefined || name === undefined ? undefined : `${prefix}/${name}/`;
	const values: ValueConfiguration[] = [];
	const identities: string[] = [];
	for (const entry of section.sections("values", MOST_VALUES, VALUES_EXAMPLE, "what to read of it")) {
		const value = parseValue(entry, topicPrefix, payload);
		if (!value)
			continue;
		const identity = [formatUUID(value.service), formatUUID(value.characteristic), value.at, value.bit, value.topic].join(" ");
		if (identities.includes(identity))
			entry.refuse("characteristic", "is published to the same topic from the same place already", "another \"topic\", \"at\" or \"bit\"");
		identities.push(identity);
		values.push(value);
	}
	return name === undefined || !match || sticky === undefined ? undefined : { name, match, sticky, values };
}

function parseMatch(peripheral: ConfigurationSection): PeripheralMatch | undefined {
	const section = peripheral.section("match", MATCH_EXAMPLE, "how it is told from others");
	if (!section)
		return undefined;
	const unknown = section.refuseUnknown(MATCH_KEYS);
	const given = MATCH_KEYS.filter(key => section.has(key));
	if (given.length !== 1) {
		// An unknown key instead of the right one is one mistake, not two.
		if (given.length > 1 || !unknown)
			peripheral.refuse("match", `does not have exactly one of ${MATCH_KEYS.join(", ")}`, MATCH_EXAMPLE);
		return undefined;
	}
	switch (given[0]) {
		case "address": {
			const text = section.text("address", value => parseBluetoothAddress(value) ? undefined : "is not six bytes in hexadecimal", "\"address\": \"a4:c1:38:00:00:01\"");
			const address = text === undefined ? undefined : parseBluetoothAddress(text);
			return address === undefined ? undefined : { by: "address", address };
		}
		case "name": {
			const name = section.text("name", nameProblem, "\"name\": \"Voltmeter\"");
			return name === undefined ? undefined : { by: "name", name };
		}
		case "namePrefix": {
			const prefix = section.text("namePrefix", nameProblem, "\"namePrefix\": \"Volt\"");
			return prefix === undefined ? undefined : { by: "namePrefix", prefix };
		}
		default: {
			const uuid = section.uuid("service", "\"service\": \"180f\"");
			return uuid === undefined ? undefined : { by: "service", uuid };
		}
	}
}

function nameProblem(name: string): string | undefined {
	const length = utf8Length(name);
	if (length === 0)
		return "is empty";
	return length > LONGEST_NAME ? `has ${length} bytes; an advertisement has room for ${LONGEST_NAME}` : textProblem(name);
}
