import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GatewayRun } from "../gateway-run";
import { forgetTime } from "../moddable/time";

const SCENARIO = JSON.parse(readFileSync(join(__dirname, "../../modules/simulator/scenarios/bad-peripherals.json"), "utf8")) as
	{ configuration: object; events: { at: number }[] };
/** Milliseconds of the scenario, in the whole of which the firmware runs. */
const LONG = 120_000;

let run: GatewayRun;
/** Lines of the console, with the milliseconds at which they came. */
const told: { readonly at: number; readonly line: string }[] = [];

beforeAll(async () => {
	jest.useFakeTimers();
	run = new GatewayRun({ ...SCENARIO, wifi: { join: 2 * LONG } }, { ...SCENARIO.configuration, ssid: "test", broker: "mqtt://broker.invalid", log: "value" });
	for (let at = 0; at < LONG; at += 100) {
		await jest.advanceTimersByTimeAsync(100);
		told.push(...run.lines.slice(told.length).map(line => ({ at, line })));
	}
});
afterAll(() => {
	run.close();
	forgetTime();
	jest.useRealTimers();
});

const when = (pattern: RegExp) => told.filter(({ line }) => pattern.test(line)).map(({ at }) => at);

describe("the scenario bad-peripherals", () => {
	test("of one that hangs up after two seconds each visit brings what can be read, and none is a failure", () => {
		const visits = when(/connected to hasty/);
		expect(visits.length).toBeGreaterThanOrEqual(5);
		visits.slice(1).forEach((at, index) => {
			expect(at - visits[index]!).toBeGreaterThan(19_000);
			expect(at - visits[index]!).toBeLessThan(25_000);
		});
		expect(when(/hasty\/battery 64 %/)).toHaveLength(visits.length);
		// what notifies says nothing, and is waited for
		expect(when(/hasty is let go after 2(\.\d)? s/).length).toBeGreaterThanOrEqual(visits.length - 1);
		expect(when(/WARNING hasty/)).toEqual([]);
	});
	test("where one has other handles it is discovered anew, and its values go on", () => {
		const ends = [...SCENARIO.events.slice(1).map(({ at }) => at), LONG];
		expect(when(/moving: it has other characteristics than before/)).toHaveLength(SCENARIO.events.length);
		SCENARIO.events.forEach(({ at: changed }, index) => {
			const counts = when(/moving\/count/).filter(at => at > changed && at < ends[index]!);
			expect(counts[0]! - changed).toBeLessThan(10_000);
			expect(counts.length).toBeGreaterThan(30);
		});
	});
	test("one that answers a read with an error is asked again, told of once, and its notifications come", () => {
		expect(when(/moody: .*answers with an error, so there is no value battery now/)).toHaveLength(1);
		expect(when(/moody\/battery/)).toEqual([]);
		expect(when(/connected to moody/)).toHaveLength(1);
		expect(when(/moody\/pressure 101325.0 Pa/).length).toBeGreaterThan(15);
	});
	test("what came of the readings adds up", () => {
		const { taken, waiting } = run.account;
		expect(waiting).toBe(taken);
		expect(run.lines.filter(line => line.includes("ERROR"))).toEqual([]);
	});
});
