import { configurationOf, mistakesIn, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";

const linked = (link: unknown) => soundConfiguration({ peripherals: [soundPeripheral({ link })] });
const valued = (changes: Record<string, unknown>) => soundConfiguration({ peripherals: [soundPeripheral({ values: [soundValue(changes)] })] });

describe("link", () => {
	test.each<[unknown, string]>([
		["always", 'is neither "hold" nor "onDemand" nor an object with "every" and "stay"'],
		[["hold"], 'is neither "hold" nor "onDemand" nor an object with "every" and "stay"'],
		[{ every: 600, stay: 5, rest: 1 }, 'has the unknown key "rest"; "every" and "stay" are there'],
		[{ every: 9, stay: 5 }, 'has an "every" that is not a whole number of seconds from 10 to 86400'],
		[{ every: "600", stay: 5 }, 'has an "every" that is not a whole number of seconds from 10 to 86400'],
		[{ every: 600 }, 'has no "stay", or one that is not a whole number of seconds from 1 to 3600'],
		[{ every: 60, stay: 60 }, 'has a "stay" that reaches to the next visit: that is "hold"'],
	])("%j is a mistake", (link, problem) => {
		expect(mistakesIn(linked(link)).map(mistake => [mistake.key, mistake.problem])).toEqual([["peripherals[0].link", problem]]);
	});
	test.each<[unknown, object]>([
		[undefined, { kind: "hold", every: 0, stay: 0 }],
		["onDemand", { kind: "onDemand", every: 0, stay: 10_000 }],
		[{ stay: 30 }, { kind: "onDemand", every: 0, stay: 30_000 }],
		[{ every: 600, stay: 5 }, { kind: "visit", every: 600_000, stay: 5_000 }],
	])("%j is understood", (link, expected) => {
		expect(configurationOf(linked(link)).peripherals[0]!.link).toEqual(expected);
	});
});

describe("a value's reading and reporting", () => {
	test.each<[Record<string, unknown>, string]>([
		[{ read: true }, "read"], [{ read: 0 }, "read"], [{ read: "always" }, "read"], [{ write: "yes" }, "write"],
		[{ deadBand: -1 }, "deadBand"], [{ deadBand: 1, format: "utf8" }, "deadBand"], [{ minimumInterval: 0.5 }, "minimumInterval"],
		[{ minimumInterval: 60, maximumInterval: 30 }, "maximumInterval"],
	])("%j is a mistake", (changes, key) => {
		expect(mistakesIn(valued(changes)).map(mistake => mistake.key)).toEqual([`peripherals[0].values[0].${key}`]);
	});
	test("without a word it is read if it can be, and nothing is kept back", () => {
		expect(configurationOf(valued({})).values[0]).toMatchObject({ read: undefined, write: false, onChange: false, deadBand: 0, minimumInterval: 0, maximumInterval: 0 });
	});
	test("intervals become milliseconds", () => {
		expect(configurationOf(valued({ read: 60, minimumInterval: 5, maximumInterval: 300 })).values[0])
			.toMatchObject({ read: 60_000, minimumInterval: 5_000, maximumInterval: 300_000 });
	});
});
