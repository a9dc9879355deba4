import { ReportRules } from "../../modules/reading/report-rules";
import { configurationOf, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";

function setUp(declared: Record<string, unknown>) {
	const { values } = configurationOf(soundConfiguration({ peripherals: [soundPeripheral({ values: [soundValue({ name: "x" }), soundValue({ name: "y", ...declared })] })] }));
	const rules = ReportRules.of(values);
	const passes = (channel: number, text: string, ticks: number, asked: boolean) => rules?.pass(values[channel]!, channel, text, ticks, asked) ?? true;
	/** Which of these are published, one a second from `second` on. */
	const published = (texts: readonly string[], second = 0, channel = 1) =>
		texts.filter((text, index) => passes(channel, text, 1_000 * (second + index), false));
	return { passes, published, rules };
}

describe("report rules", () => {
	test.each<[string, Record<string, unknown>, string[], string[]]>([
		["none: everything", {}, ["1", "1", "1"], ["1", "1", "1"]],
		["onChange", { onChange: true }, ["1", "1", "2", "2", "1"], ["1", "2", "1"]],
		["onChange of a text", { onChange: true, format: "utf8" }, ["on", "on", "off", "no", "no"], ["on", "off", "no"]],
		["deadBand, from what was published last", { deadBand: 0.5 }, ["20.0", "20.3", "20.4", "20.5", "20.2", "19.9"], ["20.0", "20.5", "19.9"]],
		["deadBand, in and out of numbers", { deadBand: 5 }, ["nan", "nan", "1", "2", "+inf", "+inf", "nan"], ["nan", "1", "+inf", "nan"]],
		["minimumInterval", { minimumInterval: 3 }, ["1", "2", "3", "4", "5"], ["1", "4"]],
		["maximumInterval over onChange", { onChange: true, maximumInterval: 2 }, ["1", "1", "1", "1", "1"], ["1", "1", "1"]],
		["maximumInterval over deadBand", { deadBand: 9, maximumInterval: 3 }, ["1", "2", "3", "4"], ["1", "4"]],
		["maximumInterval alone: everything", { maximumInterval: 2 }, ["1", "1"], ["1", "1"]],
		["two at once: both", { onChange: true, minimumInterval: 2 }, ["1", "2", "2", "2", "3"], ["1", "2", "3"]],
	])("%s", (_what, rules, texts, expected) => {
		expect(setUp(rules).published(texts)).toEqual(expected);
	});
	test("a value without rules does not feel those of its neighbour", () => {
		expect(setUp({ onChange: true }).published(["1", "1"], 0, 0)).toEqual(["1", "1"]);
	});
	test("what somebody asked for is published, and is the last one then", () => {
		const { passes, published } = setUp({ deadBand: 5 });
		published(["10"]);
		expect(passes(1, "12", 1_000, true)).toBe(true);
		expect(published(["16", "17"], 2)).toEqual(["17"]);
	});
	test("what passed and was not kept is no last one", () => {
		const { passes, rules } = setUp({ onChange: true, minimumInterval: 60 });
		passes(1, "1", 0, false);
		rules!.forget(0);
		expect(passes(1, "1", 1_000, false)).toBe(false);
		rules!.forget(1);
		expect(passes(1, "1", 2_000, false)).toBe(true);
	});
	test("the first is published even if it reads as the memory's beginning", () => {
		expect(setUp({ deadBand: 5 }).published(["0"])).toEqual(["0"]);
	});
});
