import { parseBroadcaster } from "./broadcaster-parser";
import { parseEvent } from "./event-parser";
import type { ConfigurationMistake } from "../configuration/configuration-mistake";
import { ConfigurationSection, isRawSection } from "../configuration/configuration-section";
import { isInternetAddress } from "../text/internet-address";
import { writeFields } from "./field-bytes";
import { JsonObject } from "./json-object";
import { parsePeripheral } from "./peripheral-parser";
import type { Scenario } from "./scenario";
import { ScenarioError } from "./scenario-error";

const MAX_PERIPHERALS = 64, MAX_BROADCASTERS = 64;
/** What the controller of an ESP32 can be built for. */
const MAX_CONNECTIONS = 9;
const DAY = 86_400_000;
/** For the bounds of a list whose values don't matter. */
const PERIPHERAL_EXAMPLE = '{ "name": "Voltmeter", "address": "a4:c1:38:00:00:01", "services": [] }';
const BROADCASTER_EXAMPLE = '{ "name": "Kitchen", "address": "a4:c1:38:00:00:01", "service": "fcd2", "packets": ["4002ca09"] }';
const EVENT_EXAMPLE = '{ "at": 5000, "peripheral": "Voltmeter", "do": "disconnect" }';

/**
 * Reads a scenario; the README describes the form.
 * @param text JSON
 * @throws ScenarioError with every mistake
 */
export function parseScenario(text: string): Scenario {
	let value: unknown;
	try {
		value = JSON.parse(text);
	}
	catch (error) {
		throw new ScenarioError([refusal(`is not JSON (${(error as Error).message})`)]);
	}
	return checkScenario(value);
}

function refusal(problem: string): ConfigurationMistake {
	return { key: "the scenario", value: undefined, problem, example: '{ "peripherals": [] }' };
}

/** The same for JSON that is parsed already, and is changed by that. */
export function checkScenario(value: unknown): Scenario {
	if (!isRawSection(value))
		throw new ScenarioError([refusal("is not an object")]);
	const mistakes: ConfigurationMistake[] = [];
	writeFields(value, mistakes);
	const root = new JsonObject(new ConfigurationSection("", value, mistakes));
	// What a person writes beside the rest, for people.
	root.get("comment");
	const configuration = root.get("configuration") ?? {};
	if (!isRawSection(configuration))
		root.mistake("configuration", "is not an object", '{ "peripherals": [ … ] }');
	const seed = root.number("seed", { minimum: 0, maximum: 0xffff_ffff, otherwise: 1, example: "7" });
	const maxConnections = root.number("maxConnections", { minimum: 1, maximum: MAX_CONNECTIONS, otherwise: 3, example: "3" });
	const wifi = parseNetwork(root);
	const clock = parseClock(root);
	const objects = root.objects("peripherals", PERIPHERAL_EXAMPLE);
	if (objects.length > MAX_PERIPHERALS)
		root.mistake("peripherals", `has ${objects.length} of them; there may be ${MAX_PERIPHERALS}`, `at most ${MAX_PERIPHERALS}`);
	const peripherals = objects.map(parsePeripheral);
	for (const [index, peripheral] of peripherals.entries()) {
		const others = peripherals.slice(0, index);
		if (others.some(other => other.name === peripheral.name))
			objects[index]!.mistake("name", "is the name of another one", '"Voltmeter 2"');
		if (peripheral.address.length > 0 && others.some(other => String(other.address) === String(peripheral.address)))
			objects[index]!.mistake("address", "is the address of another one", '"a4:c1:38:00:00:02"');
	}
	const speakers = root.objects("broadcasters", BROADCASTER_EXAMPLE);
	if (speakers.length > MAX_BROADCASTERS)
		root.mistake("broadcasters", `has ${speakers.length} of them; there may be ${MAX_BROADCASTERS}`, `at most ${MAX_BROADCASTERS}`);
	const broadcasters = speakers.map(parseBroadcaster);
	for (const [index, { name }] of broadcasters.entries()) {
		if ([...peripherals, ...broadcasters.slice(0, index)].some(other => other.name === name))
			speakers[index]!.mistake("name", "is the name of another one", '"Kitchen 2"');
	}
	const events = root.objects("events", EVENT_EXAMPLE).map(event => parseEvent(event, peripherals));
	root.finish();
	if (mistakes.length > 0)
		throw new ScenarioError(mistakes);
	return { configuration: isRawSection(configuration) ? configuration : {}, seed, maxConnections, wifi, clock, peripherals, broadcasters, events };
}

function parseNetwork(root: JsonObject): Scenario["wifi"] {
	const wifi = root.object("wifi", '{ "join": 300 }');
	const network = {
		join: wifi.number("join", { minimum: 0, maximum: DAY, otherwise: 300, example: "300" }),
		address: wifi.has("address")
			? wifi.parsed("address", text => isInternetAddress(text) && !text.includes(":") ? text : undefined, "an IPv4 address", '"192.168.1.20"') ?? ""
			: "192.168.1.20",
		rssi: wifi.number("rssi", { minimum: -127, maximum: 20, otherwise: -58, example: "-58" }),
	};
	wifi.finish();
	return network;
}

function parseClock(root: JsonObject): Scenario["clock"] {
	const clock = root.object("clock", '{ "after": 200 }');
	const never = clock.boolean("never", false);
	const after = clock.number("after", { minimum: 0, maximum: DAY, otherwise: 200, example: "200" });
	if (never && clock.has("after"))
		clock.mistake("after", "has no meaning where the clock is never set", '{ "never": true }');
	clock.finish();
	return { after: never ? undefined : after };
}
