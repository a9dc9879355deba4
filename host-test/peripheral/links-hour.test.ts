import { DeviceClock } from "../../modules/device/clock";
import { BLERadio } from "../../modules/device/radio";
import { Central } from "../../modules/peripheral/central";
import type { PeripheralRequest } from "../../modules/peripheral/peripheral-request";
import { parseScenario } from "../../modules/simulator/scenario-parser";
import { world } from "../../modules/simulator/world";
import { Log } from "../../modules/text/log";
import { forgetTime, startTicksAt } from "../moddable/time";
import { configurationOf, soundConfiguration } from "../sound-configuration";

const HOUR = 3_600_000, PERIOD = 300;
/** Milliseconds of a busy machine. */
const PATIENCE = 120_000;
const NAMES = ["held1", "held2", "held3", "visited1", "visited2", "visited3", "asked1", "asked2"];
const LINKS: Readonly<Record<string, unknown>> = { h: "hold", v: { every: PERIOD, stay: 5 }, a: "onDemand" };

/** The held ones notify; the visited ones can be read, hang up by themselves, or notify seldom; the others are written. */
function characteristic(name: string): object {
	const value = { counter: { format: "uint8", start: 0 } };
	if (name.startsWith("h"))
		return { uuid: "2a19", properties: ["notify"], value, every: 1_000 };
	if (name === "visited3")
		return { uuid: "2a19", properties: ["notify"], value, every: 60_000 };
	return { uuid: "2a19", properties: name.startsWith("v") ? ["read"] : ["read", "write"], value };
}

describe("eight peripherals, three of them held, on three connections", () => {
	const starts = new Map<string, number[]>(), values = new Map<string, number>();
	const outcomes: unknown[][] = [];
	const clock = new DeviceClock();
	let central: Central, longestGap = 0;

	beforeAll(async () => {
		jest.useFakeTimers();
		startTicksAt(0);
		world.load(parseScenario(JSON.stringify({
			seed: 3,
			peripherals: NAMES.map((name, index) => ({
				name, address: `a4:c1:38:00:00:0${index + 1}`, advertise: { interval: 500 }, ...name === "visited2" ? { hangUp: 2_000 } : {},
				services: [{ uuid: "180f", characteristics: [characteristic(name)] }],
			})),
			events: [{ at: 1_200_000, peripheral: "visited1", do: "change-handles" }],
		})));
		const { peripherals } = configurationOf(soundConfiguration({
			peripherals: NAMES.map(name => ({ name, match: { name }, link: LINKS[name[0]!], values: [{ service: "180f", characteristic: "2a19", format: "uint8", write: name.startsWith("a") }] })),
		}));
		central = new Central({
			clock, peripherals,
			random: () => 0.5,
			radio: new BLERadio({ clock, scan: { interval: 320, window: 160 }, maximumConnections: 3 }),
			memory: { recall: () => undefined, keep: () => {} },
			log: new Log(clock, line => {
				const name = /connected to (\w+)/.exec(line)?.[1];
				if (name)
					starts.set(name, [...starts.get(name) ?? [], clock.ticks]);
			}),
			onValue: ({ name }) => values.set(name, (values.get(name) ?? 0) + 1),
			onStuck: reason => {
				throw new Error(reason);
			},
		});
		central.start();
		const ask = (peripheral: number, step: number) => {
			const request: PeripheralRequest = {
				peripheral, channel: peripheral, bytes: Uint8Array.of(step), deadline: clock.ticks + 30_000, takes: () => true,
				onDone: (failed, reason, bytes, confirmed) => outcomes.push([failed, reason, bytes?.[0] === step, confirmed]),
			};
			central.request(request);
		};
		const last = [0, 0, 0];
		for (let second = 0; second < HOUR / 1_000; second += 10) {
			if (second % 120 === 60)
				ask(6 + (second - 60) / 120 % 2, second / 60 % 256);
			await jest.advanceTimersByTimeAsync(10_000);
			for (let index = 0; index < 3; index++) {
				if (central.peripherals[index]!.connection)
					last[index] = clock.ticks;
				longestGap = Math.max(longestGap, clock.ticks - last[index]!);
			}
		}
	}, PATIENCE);
	afterAll(() => {
		central.close();
		world.end();
		forgetTime();
		jest.useRealTimers();
	});
	test.each(["visited1", "visited2", "visited3"])("%s gets each of its visits, within its period", name => {
		const at = starts.get(name)!;
		expect(at.length).toBeGreaterThanOrEqual(HOUR / 1_000 / PERIOD - 1);
		at.slice(1).forEach((start, index) => expect(start - at[index]!).toBeLessThan(1.25 * PERIOD * 1_000));
		expect(values.get(name)).toBeGreaterThanOrEqual(name === "visited3" ? 0 : at.length - 1);
	});
	test("each request is done within its 30 s", () => {
		expect(outcomes).toEqual(Array.from({ length: HOUR / 120_000 }, () => [undefined, "", true, "read back"]));
	});
	test("whoever is held is connected for most of the time, and never away for a minute", () => {
		expect(longestGap).toBeLessThan(60_000);
		for (let index = 0; index < 3; index++)
			expect(central.connectedToday(index)).toBeGreaterThan(0.85 * HOUR / 1_000);
	});
	test("a visit costs seconds", () => {
		expect(central.connectedToday(3)).toBeLessThan(HOUR / 1_000 / PERIOD * 4);
		expect(central.connectedToday(6)).toBeLessThan(HOUR / 120_000 * 15);
	});
});
