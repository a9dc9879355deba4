import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkScenario, parseScenario } from "../../modules/simulator/scenario-parser";
import { world } from "../../modules/simulator/world";
import { setConfig } from "../moddable/mc-config";
import { forgetResources, registerResource } from "../moddable/resource";
import { RecordingClient } from "./recording-client";
import { connect, counter, discover, load, openClient, pass, peripheral, VOLTMETER } from "./stage";

const SCENARIOS = join(__dirname, "../../modules/simulator/scenarios");

function read(name: string): string {
	return readFileSync(join(SCENARIOS, name), "utf8");
}

afterEach(() => {
	setConfig({});
	forgetResources();
});

/** Plays until `until`, as quickly as the radio allows, and returns the values. */
function watch(until: number): number[][] {
	const ble = new RecordingClient();
	ble.onReady = () => ble.startScanning({ duplicates: false, interval: 512, window: 48 });
	ble.onDiscovered = ({ address, addressType }) => {
		ble.stopScanning();
		ble.connect({ address, addressType });
	};
	ble.onConnected = client => {
		client.discoverAllPrimaryServices();
	};
	ble.onServices = services => {
		setTimeout(() => services[0]!.discoverAllCharacteristics(), 0);
	};
	ble.onCharacteristics = characteristics => characteristics[0]!.enableNotifications();
	pass(until);
	return ble.values;
}

describe("the world", () => {
	test.each(readdirSync(SCENARIOS))("%s is sound", name => {
		expect(parseScenario(read(name)).peripherals.length).toBeGreaterThan(0);
	});
	test("the demonstration notifies 172 within 1.5 s", () => {
		registerResource("demonstration.json", read("demonstration.json"));
		expect(watch(1_500)[0]).toEqual([172, 0]);
	});
	test("is the resource that the configuration names", () => {
		setConfig({ scenario: "mine" });
		registerResource("mine.json", JSON.stringify({ peripherals: [peripheral("Mine", VOLTMETER)] }));
		world.begin();
		expect(world.peripheral("Mine").present).toBe(true);
	});
	test("that is missing is an error", () => {
		expect(() => world.begin()).toThrow(URIError);
	});
	test("runs the same way with the same seed, and another way with another", () => {
		const value = { random: { format: "uint16", minimum: 0, maximum: 1_000 } };
		const scenario = checkScenario({ peripherals: [peripheral("Voltmeter", VOLTMETER, [counter({ value })])] });
		const [first, second, third] = [7, 7, 8].map(seed => {
			world.load(scenario, seed);
			const values = watch(5_000);
			world.end();
			return values;
		});
		expect(first!.length).toBeGreaterThan(20);
		expect(second).toEqual(first);
		expect(third).not.toEqual(first);
	});
	test("has its events at their time", () => {
		load({ events: [{ at: 500, peripheral: "Voltmeter", do: "vanish" }, { at: 900, peripheral: "Voltmeter", do: "appear" }] });
		world.begin();
		pass(499);
		expect(world.peripheral("Voltmeter").present).toBe(true);
		pass(1);
		expect(world.peripheral("Voltmeter").present).toBe(false);
		pass(400);
		expect(world.peripheral("Voltmeter").present).toBe(true);
	});
	test("values go on where they were when the connection ended", () => {
		load();
		const ble = openClient();
		for (let count = 0; count < 2; count++) {
			const client = connect(ble);
			discover(ble, client);
			ble.characteristics[0]!.enableNotifications();
			pass(1_000);
			client.close();
			pass(1_000);
			ble.take();
		}
		expect(ble.values.map(([low]) => low! - 172)).toEqual(ble.values.map((_, index) => index));
	});
	test("can't be changed once it has begun", () => {
		load();
		world.begin();
		expect(() => load()).toThrow("the simulation has begun");
	});
	test("leaves nothing running when it ends", () => {
		load();
		openClient().startScanning();
		world.end();
		expect(jest.getTimerCount()).toBe(0);
	});
});
