import { LIBRARY } from "../../modules/devices/library";
import { textOf } from "../../modules/configuration/layout-texts";
import { DiscoveryText } from "../../modules/gateway/discovery-text";
import { ByteText } from "../../modules/text/byte-text";
import { HomeAssistant } from "../home-assistant/home-assistant";
import { configurationOf, mistakesIn, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";

/** Home Assistant, told of a peripheral, and the unique identifier of an entity of it. */
function told(peripheral: Record<string, unknown>, changes: Record<string, unknown> = {}) {
	const configuration = configurationOf(soundConfiguration({ discovery: true, peripherals: [soundPeripheral(peripheral)], ...changes }));
	const text = new DiscoveryText(configuration, "g"), home = new HomeAssistant();
	let message = text.head(0, []);
	for (let index = 0; index < text.entities(0); index++)
		message += text.entity(0, index);
	home.take(text.topic(0), message + text.tail);
	return { home, message: message + text.tail, id: (key: string) => `g_${configuration.peripherals[0]!.slug}_${key}` };
}

/** The only entity of a value with those keys. */
function entityOf(value: Record<string, unknown>, peripheral: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) {
	const { home, id } = told({ values: [soundValue({ name: "v", ...value })], ...peripheral }, changes);
	return { home, id: id("v"), entity: home.entity(id("v")), topic: "esp32/gateway/voltmeter/v" };
}

const problems = (value: Record<string, unknown>) => mistakesIn(soundConfiguration({ peripherals: [soundPeripheral({ values: [soundValue(value)] })] })).map(({ key, problem }) => `${key.split(".").at(-1)} ${problem}`);

describe("an entity", () => {
	test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
		["of a number", { unit: "°C", deviceClass: "temperature", decimals: 1 }, { p: "sensor", dev_cla: "temperature", unit_of_meas: "°C", stat_cla: "measurement", sug_dsp_prc: 1 }],
		["of a count", { stateClass: "total_increasing" }, { p: "sensor", stat_cla: "total_increasing" }],
		["of a number without statistics", { stateClass: "none" }, { p: "sensor" }],
		["of a text", { format: "utf8" }, { p: "sensor" }],
		["of one bit", { format: "bits", bits: 1, deviceClass: "door" }, { p: "binary_sensor", dev_cla: "door", pl_on: "1", pl_off: "0" }],
		["of a choice", { options: ["0", "1"] }, { p: "sensor", dev_cla: "enum", ops: ["0", "1"] }],
		["of a number that is written", { write: true, unit: "%" }, { p: "number", min: 0, max: 255, step: 1, mode: "box", unit_of_meas: "%" }],
		["of one with scale and offset", { write: true, format: "int16", scale: -0.1, offset: 2 }, { p: "number", min: -3274.7, max: 3278.8, step: 0.1, mode: "box" }],
		["of one that is finer than Home Assistant takes", { write: true, scale: 0.0001 }, { p: "number", min: 0, max: 0.0255, step: 0.001, mode: "box" }],
		["of one that is never read", { write: true, read: false }, { p: "number", min: 0, max: 255, step: 1, mode: "box", opt: true }],
		["of a switch", { write: true, format: "bits", bits: 1 }, { p: "switch", pl_on: "1", pl_off: "0" }],
		["of a choice that is made", { write: true, options: ["0", "5"] }, { p: "select", ops: ["0", "5"] }],
		["of a text that is written", { write: true, format: "utf8" }, { p: "text" }],
	])("%s", (_what, value, expected) => {
		const { stat_t, cmd_t, uniq_id, name, ...rest } = entityOf(value).entity.component;
		expect({ ...rest, val_tpl: undefined }).toEqual({ ...expected, val_tpl: undefined });
		expect([stat_t, cmd_t, uniq_id, name]).toEqual(["esp32/gateway/voltmeter/v", value.write ? "esp32/gateway/voltmeter/v/set" : undefined, "g_voltmeter_v", "v"]);
	});
	test("of what has one option is a button", () => {
		const { home, id } = entityOf({ write: true, options: ["1"], deviceClass: "identify" });
		expect(home.command(id)).toEqual({ topic: "esp32/gateway/voltmeter/v/set", payload: "1" });
	});
	test.each([
		["text", { unit: "mV" }, "172 mV", "172"], ["text", { }, "172", "172"], ["json", { unit: "mV" }, '{"value":172,"unit":"mV","time":null,"sequence":1}', "172"],
		["text", { format: "utf8", unit: "x" }, "two words x", "two words x"], ["text", { format: "bits", bits: 1, unit: "x" }, "0 x", "off"], ["json", { format: "bits", bits: 1 }, '{"value":1,"unit":"","time":null,"sequence":1}', "on"],
	])("gets its state out of a payload as %s", (payload, value, message, state) => {
		const { entity, home, topic } = entityOf({ payload, ...value });
		home.take(topic, message);
		expect(entity.state).toBe(state);
	});
	test.each<[string, Record<string, unknown>, Record<string, unknown>, number | undefined]>([
		["is held and notifies", {}, {}, undefined], ["says so itself", { expireAfter: 90 }, {}, 90], ["is read at an interval", { read: 20 }, {}, 60],
		["is visited", {}, { link: { every: 600, stay: 5 } }, 1_800], ["is on demand", {}, { link: "onDemand" }, undefined],
	])("of what %s expires accordingly", (_what, value, peripheral, expected) => {
		expect(entityOf(value, peripheral).entity.component.exp_aft).toBe(expected);
	});
	test("has a name that Home Assistant takes, whatever it is called, and its own", () => {
		const { home } = told({ name: "Küche/1".replace("/", " "), values: ["a b", "a_b", "ä"].map(name => soundValue({ name, at: name.length })) });
		const ids = [...home.entities.keys()];
		expect(new Set(ids).size).toBe(3);
		expect(ids.filter(id => !/^[\w-]+$/.test(id))).toEqual([]);
		expect([...home.devices.values()][0]!.name).toBe("Küche 1");
	});
	test.each([
		[{ deviceClass: "temprature" }, /^deviceClass is none of apparent_power, /], [{ deviceClass: "temperature", unit: "C" }, /^deviceClass has one of the units °C, °F, K in Home Assistant$/],
		[{ deviceClass: "ph", unit: "pH" }, /^deviceClass has no unit in Home Assistant$/], [{ deviceClass: "door", format: "bits", bits: 2 }, /^deviceClass is none of apparent_power/],
		[{ deviceClass: "temperature", format: "bits", bits: 1 }, /^deviceClass is none of battery, /], [{ deviceClass: "enum", options: ["1"] }, /^deviceClass means nothing for a choice$/],
		[{ options: [] }, /^options is not a list of 1 to 16 texts$/], [{ options: ["a", "a"] }, /^options has a text twice$/], [{ options: ["a", 1] }, /^options has something other/],
		[{ stateClass: "total-increasing" }, /^stateClass is none of /],
	])("%j is a mistake", (value, problem) => {
		expect(problems(value)).toEqual([expect.stringMatching(problem)]);
	});
});

describe("a device of the library", () => {
	const devices = [...LIBRARY.devices].map(index => textOf(LIBRARY, index, new ByteText()));
	const connected = devices.filter(device => mistakesIn(soundConfiguration({ peripherals: [{ name: "p", match: { name: "p" }, device }] })).length === 0);

	test.each(connected)("%s is one that Home Assistant takes, in each form of payload", device => {
		for (const payload of ["text", "json", "object"]) {
			expect(told({ device, payload, values: undefined }).home.entities.size).toBeGreaterThan(0);
		}
	});
	test("heart-rate: fields of an object, some of which are not there", () => {
		const { home, id } = told({ device: "heart-rate", payload: "object", values: undefined }), topic = "esp32/gateway/voltmeter/2a37";
		home.take(topic, '{"contact":true,"heartRate":72,"interval":[0.83,0.841],"time":null,"sequence":1}');
		home.take(topic, '{"heartRate":73,"time":null,"sequence":2}');
		expect(["contact", "heartRate", "interval", "energy"].map(key => home.entity(id(key)).state)).toEqual(["on", "73", "0.841", "unknown"]);
	});
	test("blood-pressure: what comes in another unit is passed over", () => {
		const { home, id } = told({ device: "blood-pressure", values: undefined }), other = told({ device: "blood-pressure", payload: "object", values: undefined });
		home.take("esp32/gateway/voltmeter/systolic", "120 mmHg");
		home.take("esp32/gateway/voltmeter/systolic", "16 kPa");
		other.home.take("esp32/gateway/voltmeter/2a35", '{"systolic":120}');
		other.home.take("esp32/gateway/voltmeter/2a35", '{"systolic":16,"systolicUnit":"kPa"}');
		expect([home, other.home].map(home => home.entity(id("systolic")).state)).toEqual(["120", "120"]);
	});
	test("a choice has the words of the library", () => {
		const { home, id } = told({ device: "heart-rate", values: undefined });
		home.take("esp32/gateway/voltmeter/location", "earLobe");
		expect(home.entity(id("location"))).toMatchObject({ state: "earLobe", component: { dev_cla: "enum" } });
	});
	test("its message takes pieces of less than 600 bytes", () => {
		const { message } = told({ device: "heart-rate", values: undefined });
		expect(Math.max(...message.split("},").map(piece => piece.length))).toBeLessThan(600);
	});
});
