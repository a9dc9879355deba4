import { placesOf, wishOf } from "../../modules/configuration/broadcaster";
import { formatMistake } from "../../modules/configuration/configuration-mistake";
import { LIBRARY } from "../../modules/devices/library";
import { textOf } from "../../modules/configuration/layout-texts";
import { ByteText } from "../../modules/text/byte-text";
import { configurationOf, mistakesIn, soundConfiguration, soundPeripheral } from "../sound-configuration";

const KEY = "231d39c1d7cc1ab1aee224cd096db932", ADDRESS = "a4:c1:38:00:00:01";
const KITCHEN = { name: "kitchen", match: { address: ADDRESS }, device: "bthome" };
const EVERYBODY = { name: "{address}", match: { device: "ruuvi" } };

const configuration = (...peripherals: object[]) => configurationOf(soundConfiguration({ prefix: "house", peripherals }));
const broadcasters = (...peripherals: object[]) => configuration(...peripherals).broadcasters;
const mistakes = (entry: object, more: object = {}) => mistakesIn(soundConfiguration({ peripherals: [entry], ...more })).map(({ key, problem }) => `${key.replace("peripherals[0].", "")} ${problem}`);
const nameOf = (number: number) => number === 0 ? "signal" : textOf(LIBRARY, LIBRARY.names[number]!, new ByteText());

describe("mistakes", () => {
	test.each<[object, string]>([
		[{ ...KITCHEN, device: ["bthome", "ruuvi"] }, "device has several"],
		[{ ...KITCHEN, match: { name: "Kitchen" } }, "match tells it by its name"],
		[{ ...KITCHEN, link: "hold" }, "link means nothing"],
		[{ ...KITCHEN, sticky: true }, "sticky means nothing"],
		[{ ...KITCHEN, key: "231d" }, "key is not 32 hexadecimal digits"],
		[{ ...KITCHEN, key: KEY.replace("2", "g") }, "key is not 32 hexadecimal digits"],
		[{ ...KITCHEN, device: "atc", key: KEY }, "key is for bthome and mibeacon"],
		[{ ...EVERYBODY, match: { device: "bthome" }, key: KEY }, "key belongs to one device"],
		[{ ...EVERYBODY, match: { device: "ruvi" } }, "match names none of atc, bthome"],
		[{ ...EVERYBODY, match: { device: "heart-rate" } }, "match names none of"],
		[{ ...EVERYBODY, device: "atc" }, "device differs"],
		[{ ...EVERYBODY, name: "ruuvi" }, "name does not have \"{address}\" once"],
		[{ ...EVERYBODY, name: "{address}{address}" }, "name does not have \"{address}\" once"],
		[{ ...KITCHEN, name: "{address}" }, "name has \"{address}\", which is for all of a kind"],
		[{ ...EVERYBODY, values: { temperature: { topic: "t" } } }, "values.temperature.topic would be one for all"],
		[{ ...KITCHEN, values: { temperatur: false } }, "values.temperatur is an unknown key"],
		[{ ...KITCHEN, values: { temperature: true } }, "values.temperature is neither false"],
		[{ ...KITCHEN, values: { temperature: { read: 5 } } }, "values.temperature.read means nothing"],
		[{ ...KITCHEN, values: { signal: false } }, "values.signal is an unknown key"],
		[{ ...KITCHEN, values: [] }, "values does not have 1 to 16"],
		[{ ...KITCHEN, payload: "object", values: { temperature: { onChange: true } } }, "values.temperature.onChange means nothing"],
		[{ ...KITCHEN, minimumInterval: 60, maximumInterval: 30 }, "maximumInterval is less"],
		[{ ...EVERYBODY, device: "ruuvi", match: {} }, "match does not have exactly one of"],
		[soundPeripheral({ signal: true, key: KEY }), "key is for what is heard in advertisements"],
	])("%j", (entry, mistake) => {
		expect(mistakes(entry)[0]).toContain(mistake);
	});
	test("two entries for the same sender, and two for everybody", () => {
		expect(mistakesIn(soundConfiguration({ peripherals: [KITCHEN, { ...KITCHEN, name: "other" }, EVERYBODY, { ...EVERYBODY, name: "x{address}" }] })).map(({ key }) => key))
			.toEqual(["peripherals[1].match", "peripherals[3].match"]);
	});
	test("more than eight that are connected to", () => {
		const entries = Array.from({ length: 9 }, (_each, index) => soundPeripheral({ name: `n${index}`, match: { name: `N${index}` } }));
		expect(mistakesIn(soundConfiguration({ peripherals: entries })).map(({ problem }) => problem)).toEqual(["has 9 that are connected to; 8 are possible"]);
	});
	test("a topic that is too long", () => {
		expect(mistakes(KITCHEN, { prefix: "p".repeat(110) })).toEqual([expect.stringMatching(/^name makes the topic .* which has 130 bytes/)]);
	});
	test("more than thirty-two that are only heard", () => {
		const kinds = ["bthome", "mibeacon", "ruuvi", "atc", "eddystone", "ibeacon"].map(device => ({ ...EVERYBODY, name: `${device}-{address}`, match: { device } }));
		const single = Array.from({ length: 27 }, (_each, index) => ({ ...KITCHEN, name: `k${index}`, match: { address: `a4:c1:38:00:01:${10 + index}` } }));
		const found = (count: number) => mistakesIn(soundConfiguration({ peripherals: [...kinds, ...single.slice(0, count)] })).map(({ problem }) => problem);
		expect([found(26), found(27)]).toEqual([[], ["has 33 that are only heard; 32 are possible"]]);
	});
});

describe("a bind key", () => {
	test("may be given on the command line, by the entry's name", () => {
		const { broadcasters } = configurationOf(soundConfiguration({ peripherals: [KITCHEN, EVERYBODY], "key.kitchen": KEY }));
		expect(broadcasters.map(({ key }) => key && Buffer.from(key).toString("hex"))).toEqual([KEY, undefined]);
	});
	test("is for an entry that there is", () => {
		expect(mistakes(KITCHEN, { "key.kitchn": KEY })).toEqual(["key.kitchn is for no entry of peripherals: none is called that"]);
	});
	test.each<[string, object, object]>([
		["wrong", { ...KITCHEN, key: `${KEY}00` }, {}],
		["at another device", { ...KITCHEN, device: "atc", key: KEY }, {}],
		["under a misspelled name", { ...KITCHEN, kee: KEY }, {}],
		["of nobody", KITCHEN, { "key.nobody": KEY }],
		["wrong, from the command line", KITCHEN, { "key.kitchen": `${KEY}00` }],
	])("is never shown: %s", (_what, entry, more) => {
		const text = mistakesIn(soundConfiguration({ peripherals: [entry], ...more })).map(formatMistake).join("\n");
		expect(text).toContain("(***)");
		expect(text).not.toContain(KEY.slice(0, 8).toUpperCase());
		expect(text.split(KEY).length - 1).toBe(text.split(`Right: "key": "${KEY}"`).length - 1 + text.split(`Right: key.kitchen=${KEY}`).length - 1);
	});
});

describe("a broadcaster", () => {
	test("is no peripheral to connect to, and has its channels behind theirs", () => {
		const { broadcasters, peripherals, values } = configuration(soundPeripheral(), { ...EVERYBODY, signal: true }, { ...KITCHEN, payload: "object" });
		expect([peripherals.length, values.length]).toEqual([1, 1]);
		expect(broadcasters.map(each => [each.firstChannel, each.channels, placesOf(each)])).toEqual([[1, 16, 32], [1 + 16 * 32, 1, 1]]);
	});
	test("has the fields of all its layouts once, and its signal last", () => {
		const [everybody] = broadcasters({ ...EVERYBODY, signal: true, values: { accelerationX: false } });
		expect([...everybody!.fields.names].map(nameOf)).toEqual(["humidity", "temperature", "pressure", "accelerationY", "accelerationZ", "voltage", "power", "movements",
			"pm25", "carbonDioxide", "volatileOrganicsIndex", "nitrogenOxidesIndex", "illuminance", "calibrating", "signal"]);
		expect(everybody!.fields.endings.at(-1)).toBe(" dBm");
	});
	test("shares what is the same with others of its kind", () => {
		const [kitchen, cellar, other] = broadcasters(KITCHEN, { ...KITCHEN, name: "cellar", match: { address: "a4:c1:38:00:00:02" } }, { ...KITCHEN, name: "other", match: { address: "a4:c1:38:00:00:03" }, signal: true });
		expect(cellar!.fields).toBe(kitchen!.fields);
		expect(other!.fields).not.toBe(kitchen!.fields);
	});
	test("says what its topics begin with, before and behind the address", () => {
		expect(broadcasters(KITCHEN, { ...EVERYBODY, name: "tag-{address}-x" }).map(({ before, after }) => [before, after])).toEqual([["house/kitchen/", ""], ["house/tag-", "-x/"]]);
	});
	test("has wishes for single values", () => {
		const [kitchen] = broadcasters({ ...KITCHEN, signal: true, values: { temperature: { name: "warmth", deadBand: 0.5 }, signal: { topic: "rssi", payload: "json", minimumInterval: 60 } } });
		const wish = (name: string) => wishOf(kitchen!, [...kitchen!.fields.names].map(nameOf).indexOf(name));
		expect(wish("temperature")).toMatchObject({ level: "warmth", topic: "", json: false, ending: " °C", deadBand: 0.5 });
		expect(wish("signal")).toMatchObject({ level: "", topic: "rssi", json: true, ending: ',"unit":"dBm"', minimumInterval: 60_000 });
		expect(wish("humidity")).toBeUndefined();
	});
	test("as an object has members by the fields' names", () => {
		const [kitchen] = broadcasters({ ...KITCHEN, payload: "object", signal: true, values: { temperature: { name: "warmth" }, humidity: false } });
		expect(kitchen!.fields.members).toEqual(expect.arrayContaining(['"warmth":', '"battery":', '"signal":']));
		expect(kitchen!.fields.members).not.toContain('"humidity":');
	});
});
