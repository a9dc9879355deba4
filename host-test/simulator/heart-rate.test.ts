import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GatewayRun } from "../gateway-run";
import { forgetTime } from "../moddable/time";

const SCENARIO = JSON.parse(readFileSync(join(__dirname, "../../modules/simulator/scenarios/heart-rate.json"), "utf8")) as Record<string, unknown>;
const CONFIGURATION = {
	ssid: "test", prefix: "test", broker: "mqtt://broker.invalid", log: "value",
	peripherals: [{ name: "strap", match: { service: "180d" }, device: ["heart-rate", "battery", "device-information"] }],
};

let run: GatewayRun;

/** What was read and notified, without what the console says beside it. */
const values = () => run.lines.flatMap(line => /^value +test\/strap\/(.*?)(?: \(|$)/.exec(line)?.[1] ?? []);

beforeAll(async () => {
	jest.useFakeTimers();
	run = new GatewayRun(SCENARIO, CONFIGURATION);
	await jest.advanceTimersByTimeAsync(10_000);
});
afterAll(() => {
	run.close();
	forgetTime();
	jest.useRealTimers();
});

describe("the scenario heart-rate", () => {
	test("has what is read first, then by its flags what each notification has", () => {
		expect(values().slice(0, 18)).toEqual([
			"location chest", "contact false", "heartRate 72 bpm", "battery 87 %",
			"contact true", "heartRate 73 bpm", "interval 0.817 s", "interval 0.817 s", "interval 0.813 s",
			"contact true", "heartRate 74 bpm", "energy 10000 kJ", "interval 0.805 s", "interval 0.797 s", "interval 0.792 s",
			"contact true", "heartRate 328 bpm", "energy 10002 kJ",
		]);
	});
	test("has nothing of what is cut short, but field and byte on the console", () => {
		expect(run.find(/strap contact: energy needs bytes 2 to 3, there are 3 \(0e4b14 of 2a37\); not published/)).toBeDefined();
		expect(values()).not.toContain("heartRate 75 bpm");
	});
	test("tells what it does not have, and goes on", () => {
		expect(run.find(/strap: has no characteristic 2a29 in a service 180a, which is optional/)).toBeDefined();
	});
});
