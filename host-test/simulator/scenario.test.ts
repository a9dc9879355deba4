import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pseudoRandom } from "../../modules/simulator/pseudo-random";
import { checkScenario, parseScenario } from "../../modules/simulator/scenario-parser";
import { ScenarioError } from "../../modules/simulator/scenario-error";
import { mistakesIn, soundConfiguration } from "../sound-configuration";

const SCENARIOS = join(__dirname, "../../modules/simulator/scenarios");

/** The paths of the mistakes in a scenario. */
function mistakes(scenario: unknown): string[] {
	try {
		checkScenario(scenario);
	}
	catch (error) {
		if (error instanceof ScenarioError)
			return error.mistakes.map(({ key }) => key);
		throw error;
	}
	return [];
}

function withPeripheral(changes: object): object {
	return { peripherals: [{ name: "Voltmeter", address: "a4:c1:38:00:00:01", ...changes }] };
}

function withCharacteristic(changes: object): object {
	return withPeripheral({
		services: [{ uuid: "180f", characteristics: [{ uuid: "2a19", properties: ["notify"], value: { hex: "64" }, ...changes }] }],
	});
}

function withValue(value: object): object {
	return withCharacteristic({ value });
}

function withEvent(event: object): object {
	return { ...withCharacteristic({}), events: [event] };
}

const AT = "peripherals[0].services[0].characteristics[0]";

describe("a scenario", () => {
	test("without anything has the usual world", () => {
		expect(parseScenario("{}")).toEqual({
			configuration: {},
			seed: 1,
			maxConnections: 3,
			wifi: { join: 300, address: "192.168.1.20", rssi: -58 },
			clock: { after: 200 },
			peripherals: [],
			broadcasters: [],
			events: [],
		});
	});
	test("has addresses little-endian, and UUIDs as they go on the air", () => {
		const { peripherals: [peripheral] } = checkScenario(withPeripheral({
			advertise: { services: ["180f", "12345678", "c2a0f1f0-6a0e-4b6c-9d6e-1d2c3b4a5968"] },
			services: [{ uuid: "12345678" }, { uuid: "180f" }],
		}));
		expect([...peripheral!.address]).toEqual([0x01, 0x00, 0x00, 0x38, 0xc1, 0xa4]);
		expect(peripheral!.advertise.services.map(uuid => uuid.length)).toEqual([2, 4, 16]);
		expect([...peripheral!.advertise.services[1]!]).toEqual([0x78, 0x56, 0x34, 0x12]);
		expect(peripheral!.services.map(({ uuid }) => uuid.length)).toEqual([16, 2]);
	});
	test.each<[string, object, string]>([
		["2a37", { heartRate: 72, interval: [1, "0.5"] }, "104800040002"], ["00002a37-0000-1000-8000-00805f9b34fb", { heartRate: 300, contact: true }, "072c01"],
		["2a38", { location: "wrist" }, "02"], ["2a6e", { temperature: null }, "0080"], ["2a2b", { time: "2026-11-25T16:00:01", weekday: 3, fraction: 0.5, reason: 0 }, "ea070b19100001038000"],
		["2ad9", { stop: "pause" }, "0802"],
	])("has bytes of %s by the names of its fields: %j", (uuid, fields, hex) => {
		const { peripherals } = checkScenario(withCharacteristic({ uuid, value: { fields } }));
		expect(peripherals[0]!.services[0]!.characteristics[0]!.value).toEqual({ kind: "fixed", bytes: Uint8Array.from(Buffer.from(hex, "hex")) });
	});
	test("that is not JSON says so", () => {
		expect(() => parseScenario("{")).toThrow(/the scenario is not JSON/);
	});
	test("lists every mistake with its place, what is wrong and how it would be right", () => {
		let error: unknown;
		try {
			checkScenario({
				seed: -1,
				maxConnections: "two",
				wify: {},
				clock: { after: "soon" },
				peripherals: [{ name: "", address: "a4:c1", advertise: { interval: 1 } }],
			});
		}
		catch (thrown) {
			error = thrown;
		}
		expect((error as Error).message).toBe(`the scenario has 7 mistakes:
  seed (-1) is not a whole number from 0 to 4294967295. Right: 7
  maxConnections ("two") is a text; a number has no quotes. Right: 3
  clock.after ("soon") is a text; a number has no quotes. Right: 200
  peripherals[0].name ("") is empty. Right: "Voltmeter"
  peripherals[0].address ("a4:c1") is not a Bluetooth address. Right: "a4:c1:38:00:00:01"
  peripherals[0].advertise.interval (1) is not a whole number from 20 to 10240. Right: 100
  wify (an object) is an unknown key. Right: wifi`);
	});
	test.each<[string, unknown, string[]]>([
		["no object", [], ["the scenario"]],
		["Wi-Fi", { wifi: { join: -1, address: "here", rssi: 99 } }, ["wifi.join", "wifi.address", "wifi.rssi"]],
		["Wi-Fi that is none", { wifi: 7 }, ["wifi"]],
		["a clock that is never set, but later", { clock: { never: true, after: 5 } }, ["clock.after"]],
		["peripherals that are no list", { peripherals: {} }, ["peripherals"]],
		["65 peripherals", { peripherals: Array.from({ length: 65 }, (_, index) => ({ name: `P${index}`, address: `a4:c1:38:00:00:${index + 10}` })) }, ["peripherals"]],
		["two of a name and an address", { peripherals: [{ name: "A", address: "a4:c1:38:00:00:01" }, { name: "A", address: "A4-C1-38-00-00-01" }] },
			["peripherals[1].name", "peripherals[1].address"]],
		["a peripheral that is none", { peripherals: [null] }, ["peripherals[0]"]],
		["a type of address", withPeripheral({ addressType: 2 }), ["peripherals[0].addressType"]],
		["advertising", withPeripheral({ advertise: { name: 7, services: ["18", 7] } }),
			["peripherals[0].advertise.name", "peripherals[0].advertise.services[0]", "peripherals[0].advertise.services[1]"]],
		["a service", withPeripheral({ services: [{ characteristics: 7 }] }), ["peripherals[0].services[0].uuid", "peripherals[0].services[0].characteristics"]],
		["properties", withCharacteristic({ properties: ["notify", "shout"] }), [`${AT}.properties[1]`]],
		["no properties", withCharacteristic({ properties: [] }), [`${AT}.properties`]],
		["a rhythm without notifications", withCharacteristic({ properties: ["read"], every: 100 }), [`${AT}.every`]],
		["a habit", withCharacteristic({ subscription: "maybe" }), [`${AT}.subscription`]],
		["a descriptor", withCharacteristic({ descriptors: [{ uuid: "2901" }] }), [`${AT}.descriptors[0]`]],
		["no value", withCharacteristic({ value: undefined }), [`${AT}.value`]],
		["digits", withValue({ hex: "abc" }), [`${AT}.value.hex`]],
		["fields of a characteristic that the library does not know", withCharacteristic({ uuid: "ffe1", value: { fields: { level: 1 } } }), [`${AT}.value.fields`]],
		["fields that are none", withValue({ fields: [1] }), [`${AT}.value.fields`]],
		["a field that the characteristic does not have", withValue({ fields: { battery: 5, batery: 6 } }), [`${AT}.value.fields`]],
		["a field without a value", withValue({ fields: {} }), [`${AT}.value.fields`]],
		["a number that a field does not hold", withValue({ list: [{ fields: { battery: 300 } }] }), [`${AT}.value.list[0].fields`]],
		["fields of a descriptor", withCharacteristic({ descriptors: [{ uuid: "2901", fields: {} }] }), [`${AT}.descriptors[0]`, `${AT}.descriptors[0].fields`]],
		["a list", withValue({ list: [{ hex: "aa" }, {}] }), [`${AT}.value.list[1]`]],
		["an empty list", withValue({ list: [] }), [`${AT}.value.list`]],
		["a format", withValue({ random: { format: "uint64", minimum: 0, maximum: 1 } }), [`${AT}.value.random.format`]],
		["bounds beyond the format", withValue({ random: { format: "uint8", minimum: 0, maximum: 256 } }), [`${AT}.value.random.maximum`]],
		["bounds the wrong way", withValue({ random: { format: "int8", minimum: 1, maximum: -1 } }), [`${AT}.value.random.maximum`]],
		["a start beyond the bounds", withValue({ walk: { format: "uint8", start: 9, step: 1, minimum: 1, maximum: 5 } }), [`${AT}.value.walk.start`]],
		["a fraction of a whole number", withValue({ counter: { format: "uint8", step: 0.5 } }), [`${AT}.value.counter.step`]],
		["an event", withEvent({ at: -1, do: "explode", peripheral: "?" }), ["events[0].at", "events[0].do"]],
		["an event of nobody", withEvent({ at: 1, do: "vanish", peripheral: "Nobody" }), ["events[0].peripheral"]],
		["an event of an unknown characteristic", withEvent({ at: 1, do: "burst", peripheral: "Voltmeter", characteristic: "2a1a", count: 0 }),
			["events[0].characteristic", "events[0].count"]],
		["a malformed value without bytes", withEvent({ at: 1, do: "malformed", peripheral: "Voltmeter", characteristic: "2a19" }), ["events[0].hex"]],
		["what the gateway is told", { configuration: [] }, ["configuration"]],
		["habits", withCharacteristic({ writing: "sometimes", reading: "never" }), ["peripherals[0].services[0].characteristics[0].writing", "peripherals[0].services[0].characteristics[0].reading"]],
		["a hang-up", withPeripheral({ hangUp: 5 }), ["peripherals[0].hangUp"]],
		["something that an event has no use for", withEvent({ at: 1, do: "wifi-lost", peripheral: "Voltmeter" }), ["events[0].peripheral"]],
	])("finds what is wrong with %s", (_, scenario, paths) => {
		expect(mistakes(scenario)).toEqual(paths);
	});
	test.each(readdirSync(SCENARIOS))("in %s nothing, nor with the configuration that it brings", file => {
		const { configuration } = parseScenario(readFileSync(join(SCENARIOS, file), "utf8"));
		expect(Object.keys(configuration).length ? mistakesIn(soundConfiguration(configuration)) : []).toEqual([]);
	});
	test("with anything anywhere is read, or its mistakes are told", () => {
		const random = pseudoRandom(4);
		const pick = (choices: readonly unknown[]) => choices[Math.floor(random() * choices.length)];
		const odd = [null, -1, 0.5, 1e9, "", "180f", "\ud800", true, [], {}, [[]], [null], { hex: 7 }];
		const disturb = (value: unknown): unknown => {
			if (random() < 0.03)
				return pick(odd);
			if (Array.isArray(value))
				return value.map(disturb);
			if (typeof value !== "object" || value === null)
				return value;
			return Object.fromEntries(Object.entries(value).map(([key, member]) => [random() < 0.02 ? key + "s" : key, disturb(member)]));
		};
		const text = readFileSync(join(SCENARIOS, "bad-day.json"), "utf8");
		let sound = 0;
		for (let round = 0; round < 1_000; round++) {
			try {
				checkScenario(disturb(JSON.parse(text)));
				sound++;
			}
			catch (error) {
				expect(error).toBeInstanceOf(ScenarioError);
				expect((error as ScenarioError).mistakes.length).toBeGreaterThan(0);
			}
		}
		expect(sound).toBeGreaterThan(0);
	});
});
