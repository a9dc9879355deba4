import { readFileSync } from "node:fs";
import { join } from "node:path";
import { world } from "../../modules/simulator/world";
import { GatewayRun } from "../gateway-run";
import Time, { forgetTime, startTicksAt } from "../moddable/time";

const SCENARIO = JSON.parse(readFileSync(join(__dirname, "../../modules/simulator/scenarios/bad-radio.json"), "utf8")) as { events: { at: number; do: string }[] };

const peripheral = (name: string, service: string, characteristic: string, format: string) =>
	({ name: name.toLowerCase(), match: { name }, values: [{ service, characteristic, format, name: "value" }] });
const CONFIGURATION = {
	ssid: "test", prefix: "test", broker: "mqtt://broker.invalid", log: "value",
	peripherals: [
		peripheral("Voltmeter", "566bf9d7-c55a-45f8-91a6-e55e9b9b1325", "5d96cf7f-265b-4da9-8f0c-26ef4243ed52", "uint16"),
		peripheral("Logger", "ffe0", "ffe1", "utf8"),
		peripheral("Stubborn", "180f", "2a19", "uint8"),
	],
};
/** Milliseconds of the scenario, in the whole of which the firmware runs. */
const LONG = 120_000;

let run: GatewayRun;
/** Milliseconds in which nothing ran. */
let blocked = 0;

beforeAll(async () => {
	jest.useFakeTimers();
	world.block = time => {
		blocked += time;
		startTicksAt(Time.ticks + time);
	};
	run = new GatewayRun({ ...SCENARIO, wifi: { join: 2 * LONG } }, CONFIGURATION);
	await jest.advanceTimersByTimeAsync(LONG);
});
afterAll(() => {
	run.close();
	world.block = undefined;
	forgetTime();
	jest.useRealTimers();
});

describe("the scenario bad-radio", () => {
	test("a peripheral that takes write requests only is subscribed to, and a text of 68 bytes comes whole", () => {
		expect(run.find(/subscribed to voltmeter/)).toBeDefined();
		expect(run.find(/value .*a line that is three times as long as what fits without a larger MTU/)).toBeDefined();
	});
	test("a connect that stays pending costs no restart of the stack", () => {
		const pending = run.lines.findIndex(line => /stubborn: .*brought no connection within 10 s/.test(line));
		expect(pending).toBeGreaterThan(0);
		expect(run.lines.slice(0, pending + 1).filter(line => /restarting/.test(line))).toEqual([]);
	});
	test("the silent controller and the reset each restart the stack, and nothing restarts the firmware", () => {
		const restarts = run.lines.filter(line => /restarting the BLE stack/.test(line));
		expect(restarts.some(line => line.includes("has reset itself"))).toBe(true);
		expect(restarts.length).toBeLessThanOrEqual(4);
		expect(run.lines.filter(line => /ERROR|the firmware restarts/.test(line) && / ble /.test(line))).toEqual([]);
	});
	test("nothing stands still for longer than the one command that is not answered", () => {
		expect(blocked).toBe(2_000);
	});
	test("after the last misfortune values come again", () => {
		const last = run.lines.findLastIndex(line => /restarting the BLE stack/.test(line));
		expect(run.lines.slice(last).filter(line => /voltmeter\/value/.test(line)).length).toBeGreaterThan(20);
	});
});
