import { CHARACTERISTIC_ROW } from "../../modules/configuration/layout-table";
import { textOf } from "../../modules/configuration/layout-texts";
import { LIBRARY } from "../../modules/devices/library";
import { ByteText } from "../../modules/text/byte-text";
import { formatUUID } from "../../modules/text/uuid";
import { configurationOf, mistakesIn, soundConfiguration, soundPeripheral } from "../sound-configuration";

const CONNECTED = [...LIBRARY.devices].filter((_, number) => LIBRARY.characteristics.some((device, at) => at % CHARACTERISTIC_ROW === 0 && device === number))
	.map(name => textOf(LIBRARY, name, new ByteText()));

/** A peripheral of that kind, without a list of values. */
function strap(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return soundConfiguration({ prefix: "house", peripherals: [soundPeripheral({ name: "strap", device: "heart-rate", values: undefined, ...changes })] });
}

const values = (changes?: Record<string, unknown>) => configurationOf(strap(changes)).values;
const topics = (changes?: Record<string, unknown>) => values(changes).map(({ topic }) => topic);
const mistakes = (changes: Record<string, unknown>) => mistakesIn(strap(changes)).map(({ key, problem }) => `${key.replace("peripherals[0].", "")} ${problem}`);

describe("mistakes", () => {
	test.each<[Record<string, unknown>, string]>([
		[{ device: "hart-rate" }, "device is none of"],
		[{ device: 5 }, "device is neither a text in quotes nor a list of some"],
		[{ device: [] }, "device is neither a text"],
		[{ values: [{ service: "180d", characteristic: "2a37", format: "uint8" }] }, "values is a list, but with a \"device\""],
		[{ values: { heartRat: false } }, "values.heartRat is an unknown key"],
		[{ values: { heartRate: true } }, "values.heartRate is neither false"],
		[{ values: { heartRate: { unit: "1/min" } } }, "values.heartRate.unit is an unknown key"],
		[{ values: { heartRate: { topic: "a/#" } } }, "values.heartRate.topic has a wildcard"],
		[{ values: { "2a37": { name: "all" } } }, "values.2a37.name belongs to a field"],
		[{ values: { "2a37": false, "2a38": false, "2a39": false } }, "values leaves nothing"],
		[{ payload: "object", values: { heartRate: { topic: "a" } } }, "values.heartRate.topic means nothing"],
		[{ payload: "object", values: { heartRate: { name: "time" } } }, "values calls heartRate \"time\""],
		[{ payload: "object", values: { heartRate: { name: "energy" } } }, "values calls energy \"energy\""],
		[{ values: { heartRate: { write: true } } }, "values.heartRate.write is not possible: of this device these can be written: energyReset"],
		[{ device: "battery", values: { battery: { write: true } } }, "values.battery.write is not possible: nothing of this device can be written"],
		[{ device: "current-time", values: { time: { write: "yes" } } }, "values.time.write is neither true nor false"],
		[{ device: ["battery", "hart-rate"] }, "device is none of"],
		[{ device: ["heart-rate", 5] }, "device is neither a text"],
		[{ device: "heart-rate", payload: "objet" }, "payload is none of text, json, object"],
		[{ values: { heartRate: { minimumInterval: 9, maximumInterval: 3 } } }, "values.heartRate.maximumInterval is less"],
	])("%j", (changes, mistake) => {
		expect(mistakes(changes)).toEqual([expect.stringContaining(mistake)]);
	});
	test("\"object\" without a device", () => {
		expect(mistakesIn(soundConfiguration({ peripherals: [soundPeripheral({ payload: "object" })] })).map(({ key }) => key)).toEqual(["peripherals[0].payload"]);
	});
	test("an object of values without a device", () => {
		expect(mistakesIn(soundConfiguration({ peripherals: [soundPeripheral({ values: { a: false } })] })).map(({ key }) => key)).toEqual(["peripherals[0].values"]);
	});
	test("more values than there is room for", () => {
		const device = ["indoor-bike", "treadmill"];
		expect(mistakes({ device })).toEqual(["device has 33 values; 32 are possible: leave some out"]);
		expect(mistakes({ device, values: { "2acd": false } })).toEqual([]);
	});
});

describe("a device", () => {
	test("has its fields as values, by the characteristic, of which the first stands for all", () => {
		expect(topics()).toEqual(["contact", "heartRate", "energy", "interval", "location", "energyReset"].map(name => `house/strap/${name}`));
		expect(values().map(({ characteristic, place, unit }) => [formatUUID(characteristic), place, unit])).toEqual(
			[["2a37", 0, ""], ["2a37", 1, "bpm"], ["2a37", 2, "kJ"], ["2a37", 3, "s"], ["2a38", 0, ""], ["2a39", 0, ""]]);
		expect(new Set(values().slice(0, 4).map(({ group }) => group)).size).toBe(1);
	});
	test("reads what does not change when it connects", () => {
		expect(values().map(({ read }) => read)).toEqual([undefined, undefined, undefined, undefined, "connect", undefined]);
	});
	test("may be written where it can be, and only if that is said", () => {
		const written = (changes: Record<string, unknown>) => values({ device: "current-time", ...changes }).filter(({ write }) => write).map(({ name }) => name);
		expect(written({})).toEqual([]);
		expect(written({ values: { time: { write: true } } })).toEqual(["time"]);
		expect(written({ device: ["blood-pressure", "current-time"], values: { time: { write: true }, "2a36": false } })).toEqual(["time"]);
		expect(written({ payload: "object", values: { "2a2b": { write: true } } })).toEqual(["2a2b"]);
	});
	test("has the commands of a control point as fields", () => {
		expect(values({ device: "fitness-control" }).map(({ name, unit }) => name + unit)).toEqual(["control", "reset", "targetSpeedkm/h", "targetInclination%", "targetResistance",
			"targetPowerW", "targetHeartRatebpm", "start", "stop", "controlRequest", "controlResult"]);
	});
	test("can be several", () => {
		expect(topics({ device: ["battery", "lywsd03mmc", "battery"] })).toEqual(["battery", "temperature", "humidity", "voltage", "battery", "display"].map(name => `house/strap/${name}`));
	});
	test("has fields left out, called otherwise, elsewhere, and with rules", () => {
		const found = values({ values: { contact: false, "2a38": false, "2a39": false, heartRate: { name: "bpm", payload: "json" }, energy: { topic: "kcal", deadBand: 5, minimumInterval: 60 } } });
		expect(found.map(({ topic, place, ending }) => [topic, place, ending])).toEqual([["house/strap/bpm", 0, ",\"unit\":\"bpm\""], ["kcal", 1, " kJ"], ["house/strap/interval", 2, " s"]]);
		expect(found[1]).toMatchObject({ deadBand: 5, minimumInterval: 60_000 });
	});
	test("as objects has one value a characteristic", () => {
		const found = values({ payload: "object", values: { contact: false, heartRate: { name: "bpm" }, "2a37": { topic: "gym" } } });
		expect(found.map(({ topic, json, group }) => [topic, json, group!.members])).toEqual(
			[["gym", true, ["\"bpm\":", "\"energy\":", "\"interval\":"]], ["house/strap/2a38", true, ["\"location\":"]], ["house/strap/2a39", true, ["\"energyReset\":"]]]);
	});
	test("as objects does not take the gateway's own member", () => {
		expect(values({ device: "current-time", payload: "object" })[0]!.group!.members).toContain("\"deviceTime\":");
	});
});

test.each(CONNECTED)("the library's %s alone hits no limit, in any form", device => {
	for (const payload of ["text", "json", "object"])
		expect(mistakes({ device, payload })).toEqual([]);
	// so many at once keep their numbers in a byte
	const peripherals = Array.from({ length: 8 }, (_, index) => soundPeripheral({ name: `p${index}`, match: { name: `P${index}` }, device, values: undefined }));
	expect(configurationOf(soundConfiguration({ peripherals })).values.length).toBeLessThanOrEqual(256);
});

test("a payload of a peripheral is that of its values which say none", () => {
	const { values } = configurationOf(soundConfiguration({ peripherals: [soundPeripheral({ payload: "json" })] }));
	expect(values[0]!.json).toBe(true);
});
