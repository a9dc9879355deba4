import { EmulatedFlash } from "../modules/simulator/emulated-flash";
import { Authority } from "./authority";
import { countingConfiguration, countingScenario, GatewayRun } from "./gateway-run";

let run: GatewayRun | undefined;
let anchor: Uint8Array;

beforeAll(async () => {
	anchor = (await Authority.create({ name: "Test authority" })).der;
});
beforeEach(() => jest.useFakeTimers());
afterEach(() => {
	run?.close();
	run = undefined;
	jest.useRealTimers();
});

const sound = { ...countingConfiguration, broker: "mqtts://broker.invalid", user: "u", pass: "p" };

describe("main", () => {
	test("mistakes in what only a new build can change end the build, all told, and no secret", () => {
		const raw = { ...sound, prefix: "a/#", conections: 2, peripherals: [{ ...countingConfiguration.peripherals[0], match: {}, pasword: "open sesame" }] };
		expect(() => new GatewayRun(countingScenario(100), raw, [anchor])).toThrow(
			"4 mistakes in the configuration:\n" +
			"conections (2) is an unknown key. Right: connections\n" +
			"prefix (\"a/#\") has a wildcard (+ or #) in it, which only a subscription may. Right: prefix=esp32/gateway\n" +
			"peripherals[0].pasword (***) is an unknown key. Right: one of name, match, sticky, link, device, payload, publish, values, key, signal, minimumInterval, maximumInterval\n" +
			"peripherals[0].match (an object) does not have exactly one of address, name, namePrefix, service, device. Right: \"match\": { \"address\": \"a4:c1:38:00:00:01\" }");
	});
	test("settings with five mistakes list five, and again every minute, and start nothing", async () => {
		run = new GatewayRun(countingScenario(100), {
			...countingConfiguration,
			ssid: "",
			broker: "http://broker.example",
			pass: "open sesame",
			keepAlive: "soon",
			log: "loud",
		}, [anchor]);
		await jest.advanceTimersByTimeAsync(100);
		expect(run.lines[0]).toMatch(/5 mistakes in the configuration; nothing runs until they are mended/);
		expect(run.lines).toHaveLength(6);
		for (const key of ["ssid", "broker", "pass", "keepAlive", "log"])
			expect(run.find(new RegExp(`ERROR ${key}`))).toBeDefined();
		expect(run.lines.join("\n")).not.toContain("sesame");
		await jest.advanceTimersByTimeAsync(60_000);
		expect(run.lines).toHaveLength(12);
	});
	test("a missing trust anchor is a mistake with mqtts:, and none with mqtt:", async () => {
		run = new GatewayRun(countingScenario(100), sound);
		await jest.advanceTimersByTimeAsync(10);
		expect(run.find(/certs\/ca\.der is missing/)).toBeDefined();
		run.close();
		run = new GatewayRun(countingScenario(100), { ...sound, broker: "mqtt://broker.invalid" });
		await jest.advanceTimersByTimeAsync(10);
		expect(run.find(/ERROR/)).toBeUndefined();
	});
	test("a trust anchor that is no certificate is a mistake with the command that makes it one", async () => {
		run = new GatewayRun(countingScenario(100), sound, [Uint8Array.from(Buffer.from("-----BEGIN CERTIFICATE-----"))]);
		await jest.advanceTimersByTimeAsync(10);
		expect(run.find(/certs\/ca\.der is PEM, not DER: rename .*openssl x509 -in ca\.pem -outform der/)).toBeDefined();
	});
	test("a broker in clear is warned of at every start", () => {
		run = new GatewayRun(countingScenario(100), { ...sound, broker: "mqtt://broker.invalid" });
		expect(run.find(/WARNING the broker is mqtt:, in clear/)).toBeDefined();
	});
	test("Wi-Fi, then the time, then the broker; BLE waits for none of them", async () => {
		jest.setSystemTime(0);
		run = new GatewayRun({ ...countingScenario(100), wifi: { join: 3_000 }, clock: { after: 2_000 } }, sound, [anchor]);
		await jest.advanceTimersByTimeAsync(2_500);
		expect(run.find(/subscribed to counter/)).toBeDefined();
		expect(run.find(/test\/count \d+ \(\d+ wait for the broker\)/)).toBeDefined();
		await jest.advanceTimersByTimeAsync(2_000);
		expect(run.find(/joined test as/)).toBeDefined();
		expect(run.find(/TLS waits for it/)).toBeDefined();
		expect(run.find(/connecting to/)).toBeUndefined();
		jest.setSystemTime(Date.parse("2100-01-01"));
		await jest.advanceTimersByTimeAsync(2_000);
		expect(run.find(/connecting to mqtts:\/\/broker\.invalid:8883 as gattway-123456/)).toBeDefined();
	});
	test("what becomes of the readings is told every minute in which it changed", async () => {
		run = new GatewayRun({ ...countingScenario(1_000), wifi: { join: 500_000 } }, { ...sound, queue: 1024, journal: "never" }, [anchor]);
		await jest.advanceTimersByTimeAsync(59_000);
		expect(run.find(/readings:/)).toBeUndefined();
		await jest.advanceTimersByTimeAsync(121_000);
		const reports = run.lines.filter(line => line.includes("readings:"));
		expect(reports).toHaveLength(3);
		const { queueFull, taken, waiting } = run.account;
		expect(queueFull).toBeGreaterThan(0);
		expect(reports[2]).toContain(`readings: ${taken} taken, 0 recovered, 0 published, 0 acknowledged, ${waiting} waiting, 0 stored, 0 sent again; ` +
			`dropped: ${queueFull} queue full, 0 journal full, 0 corrupt, 0 malformed, 0 too large`);
	});
	test("what waits when it ends is there at the next start, on the same flash", async () => {
		const flash = new EmulatedFlash({ random: () => 0.5 });
		run = new GatewayRun({ ...countingScenario(1_000), wifi: { join: 500_000 } }, sound, [anchor], flash);
		await jest.advanceTimersByTimeAsync(30_500);
		const { taken, waiting } = run.account;
		expect(waiting).toBe(taken);
		run.close();
		run = new GatewayRun({ ...countingScenario(1_000), wifi: { join: 500_000 } }, sound, [anchor], flash);
		await jest.advanceTimersByTimeAsync(10);
		expect(run.find(/the journal holds \d+ readings from before/)).toContain(`holds ${taken} readings`);
		expect(run.account.waiting).toBe(taken);
	});
	test("a value too short for its declaration is told with peripheral, value and bytes, and not published", async () => {
		const events = [{ at: 2_000, peripheral: "Counter", do: "malformed", characteristic: "2a19", hex: "ac01" }];
		run = new GatewayRun(countingScenario(1_000, events), sound, [anchor]);
		await jest.advanceTimersByTimeAsync(2_500);
		expect(run.find(/WARNING counter 2a19: 2 bytes \(ac01\) are too few for uint32 at 0, which needs 4; not published/)).toBeDefined();
		expect(run.find(/test\/count 428/)).toBeUndefined();
	});
	test("neither password is ever on the console", async () => {
		run = new GatewayRun(countingScenario(100), { ...sound, password: "wifi-secret", pass: "broker-secret", log: "debug" }, [anchor]);
		await jest.advanceTimersByTimeAsync(120_000);
		expect(run.lines.join("\n")).not.toMatch(/secret/);
	});
});
