import { nameMatch, prefixMatch } from "../../modules/configuration/name-match";
import { parseUUID } from "../../modules/text/uuid";
import { configurationOf, mistakesIn, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";

function mistakes(...peripherals: unknown[]): string[] {
	return mistakesIn(soundConfiguration({ peripherals })).map(mistake => mistake.key);
}

function match(raw: unknown) {
	return configurationOf(soundConfiguration({ peripherals: [soundPeripheral({ match: raw })] })).peripherals[0]!.match;
}

describe("mistakes in a peripheral", () => {
	test("that is no object", () => {
		expect(mistakes("voltmeter", null, [], soundPeripheral())).toEqual(["peripherals[0]", "peripherals[1]", "peripherals[2]"]);
	});
	test("that lacks everything", () => {
		expect(mistakes({})).toEqual(["peripherals[0].name", "peripherals[0].match", "peripherals[0].values"]);
	});
	test.each([[""], ["a/b"], ["a+b"], ["#"], ["a\u0000b"], ["x".repeat(33)], [5]])("name %j", name => {
		expect(mistakes(soundPeripheral({ name }))).toEqual(["peripherals[0].name"]);
	});
	test.each(["command", "status"])("the name %s, below which the gateway's own topics are", name => {
		expect(mistakesIn(soundConfiguration({ peripherals: [soundPeripheral({ name })] }))).toEqual([
			{ key: "peripherals[0].name", value: JSON.stringify(name), problem: `would have its topics among the gateway's own, at <prefix>/${name}/…`, example: "\"name\": \"voltmeter\"" },
		]);
	});
	test.each([
		["p/status", "which is the gateway's own: <prefix>/status"], ["p/status/failures", "which is the gateway's own: <prefix>/status"], ["p/command/log", "which is the gateway's own: <prefix>/command"],
		["p/x/y/set", "where the gateway listens to requests for p/x/y"], ["p/x/y/get", "where the gateway listens to requests for p/x/y"],
		["other/set", "where the gateway listens to requests for other"], ["other/result", "where the gateway answers requests for other"],
	])("a value at %s", (topic, problem) => {
		const peripherals = [soundPeripheral({ values: [soundValue({ topic: "other" })] }), soundPeripheral({ name: "b", values: [soundValue({ topic })] })];
		const found = mistakesIn(soundConfiguration({ prefix: "p", peripherals }));
		expect(found.map(({ key, problem }) => `${key} ${problem}`)).toEqual([`peripherals[1].values publishes to ${topic}, ${problem}`]);
	});
	test.each(["p/statuses", "q/status", "p/x/set", "p/x/y/z/set", "another/set", "p"])("but none at %s, which nobody takes", topic => {
		expect(mistakesIn(soundConfiguration({ prefix: "p", peripherals: [soundPeripheral({ values: [soundValue({ topic }), soundValue({ topic: "other" })] })] }))).toEqual([]);
	});
	test("a name that another one has", () => {
		expect(mistakes(soundPeripheral(), soundPeripheral({ name: "b" }), soundPeripheral())).toEqual(["peripherals[2].name"]);
	});
	test.each([["named status", { name: "status" }], ["named link", { name: "link" }], ["whose topic is there", { topic: "esp32/gateway/voltmeter/status" }]])("a value %s, where the peripheral's own status goes", (_what, changes) => {
		expect(mistakes(soundPeripheral({ values: [soundValue(changes)] }))).toEqual(["peripherals[0].values"]);
	});
	test.each(["everything", true, ["2a19"]])("publish %j", publish => {
		expect(mistakes(soundPeripheral({ publish }))).toEqual(["peripherals[0].publish"]);
	});
	test("all published beside as many values as there may be", () => {
		const both = soundPeripheral({ device: ["indoor-bike", "treadmill"], publish: "all", values: { beltForce: false } });
		expect(mistakesIn(soundConfiguration({ peripherals: [both] })).map(({ key, problem }) => `${key} ${problem}`)).toEqual(["peripherals[0].publish leaves no room: 32 values are declared already"]);
	});
	test("unknown keys, misspelled or not", () => {
		expect(mistakes(soundPeripheral({ rssi: -60 }))).toEqual(["peripherals[0].rssi"]);
		const { values, ...rest } = soundPeripheral();
		expect(mistakes({ ...rest, value: values })).toEqual(["peripherals[0].value"]);
	});
	test.each<[string, unknown]>([
		["match", "Voltmeter"], ["match", {}], ["match", { name: "a", service: "180f" }],
		["match.rssi", { rssi: -60 }], ["match.adress", { adress: "a4:c1:38:00:00:01" }],
		["match.address", { address: "a4:c1:38:00:00" }], ["match.address", { address: 5 }],
		["match.name", { name: "" }], ["match.name", { name: "x".repeat(30) }], ["match.namePrefix", { namePrefix: "a\u0000" }],
		["match.service", { service: "18f" }],
	])("%s in %j", (key, raw) => {
		expect(mistakes(soundPeripheral({ match: raw }))).toEqual([`peripherals[0].${key}`]);
	});
	test.each([["true"], [1], [{}]])("sticky %j", sticky => {
		expect(mistakes(soundPeripheral({ sticky }))).toEqual(["peripherals[0].sticky"]);
	});
	test.each<[unknown]>([[[]], ["uint8"], [Array.from({ length: 17 }, (_, at) => soundValue({ at }))]])("values %#", values => {
		expect(mistakes(soundPeripheral({ values }))).toEqual(["peripherals[0].values"]);
	});
	test("a value that is published twice", () => {
		expect(mistakes(soundPeripheral({ values: [soundValue(), soundValue({ characteristic: "00002A19", scale: 2 })] }))).toEqual(["peripherals[0].values[1].characteristic"]);
		expect(mistakes(soundPeripheral({ values: [soundValue(), soundValue({ at: 1 }), soundValue({ topic: "other" })] }))).toEqual([]);
	});
});

test("a peripheral is sticky if it says so", () => {
	const sticky = (raw: unknown) => configurationOf(soundConfiguration({ peripherals: [soundPeripheral({ sticky: raw })] })).peripherals[0]!.sticky;
	expect([sticky(undefined), sticky(false), sticky(true)]).toEqual([false, false, true]);
});

describe("a sound match", () => {
	test("by an address in any spelling", () => {
		expect(match({ address: "A4-C1-38-00-00-01" })).toEqual({ by: "address", address: "a4:c1:38:00:00:01" });
	});
	test("by a name or its beginning", () => {
		expect(match({ name: "Voltmeter" })).toEqual(nameMatch("Voltmeter"));
		expect(match({ namePrefix: "Volt" })).toEqual(prefixMatch("Volt"));
	});
	test("by a service", () => {
		expect(match({ service: "0x180F" })).toEqual({ by: "service", uuid: parseUUID("180f") });
	});
	test("has keys without a value left out", () => {
		expect(match({ name: "Voltmeter", address: null })).toEqual(nameMatch("Voltmeter"));
	});
});

describe("with \"publish\": \"all\"", () => {
	const places = (changes: object) => configurationOf(soundConfiguration({ prefix: "p", peripherals: [soundPeripheral({ name: "x", publish: "all", ...changes })] })).values.filter(({ discovered }) => discovered);

	test("there are places for eight characteristics that nobody declared, or for fewer beside many values", () => {
		expect(places({}).map(({ topic, json }) => topic + json)).toEqual(new Array(8).fill("p/x/false"));
		expect(places({ device: ["indoor-bike", "fitness-control"], values: undefined })).toHaveLength(6);
		expect(places({ device: "heart-rate", values: undefined, payload: "object" }).every(({ json }) => json)).toBe(true);
	});
	test("nothing needs to be declared", () => {
		expect(places({ values: undefined })).toHaveLength(8);
	});
	test("what is left out of a device stays out", () => {
		const { peripherals: [strap] } = configurationOf(soundConfiguration({ peripherals: [soundPeripheral({ device: "heart-rate", publish: "all", values: { "2a37": false, energyReset: false } })] }));
		expect(strap!.leftOut).toEqual([parseUUID("2a37")]);
	});
});
