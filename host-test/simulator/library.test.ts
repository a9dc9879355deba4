import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GatewayRun } from "../gateway-run";
import { forgetTime } from "../moddable/time";

const SCENARIO = JSON.parse(readFileSync(join(__dirname, "../../modules/simulator/scenarios/library.json"), "utf8")) as Record<string, unknown>;

let run: GatewayRun;

async function start(peripheral: object): Promise<string[]> {
	run = new GatewayRun(SCENARIO, { ssid: "test", prefix: "test", broker: "mqtt://broker.invalid", log: "value", peripherals: [{ name: "bike", match: { service: "1826" }, publish: "all", ...peripheral }] });
	await jest.advanceTimersByTimeAsync(20_000);
	return run.lines.flatMap(line => /^value +test\/bike\/(.*?)(?: \(|$)/.exec(line)?.[1] ?? []);
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
	run.close();
	forgetTime();
	jest.useRealTimers();
});

test("all that a bike notifies is published, by the names and layouts that are known, else as bytes", async () => {
	const values = await start({});
	expect([...new Set(values)].sort()).toEqual([
		"0f3c1a01-51c2-4d5e-8a6b-7d2f9e4b1c01 c0ffee", "batteryLevel {\"battery\":64,\"batteryUnit\":\"%\"}",
		"indoorBikeData {\"averageSpeed\":24.8,\"averageSpeedUnit\":\"km/h\",\"heartRate\":131,\"heartRateUnit\":\"bpm\",\"elapsedTime\":61,\"elapsedTimeUnit\":\"s\"}",
		"indoorBikeData {\"speed\":25.5,\"speedUnit\":\"km/h\",\"cadence\":80,\"cadenceUnit\":\"rpm\",\"power\":180,\"powerUnit\":\"W\"}",
		"trainingStatus 000d",
	]);
	expect(run.find(/bike: has no characteristic|ERROR/)).toBeUndefined();
});
test("what is declared is published as it says, beside the rest", async () => {
	const values = await start({ device: "indoor-bike", values: { cadence: false } });
	expect(values).toContain("speed 25.5 km/h");
	expect(values.filter(value => /indoorBikeData|cadence/.test(value))).toEqual([]);
	expect(values).toContain("trainingStatus 000d");
});
