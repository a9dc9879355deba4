import { world } from "../../modules/simulator/world";
import { bytesOf, connect, counter, discover, load, openClient, pass, peripheral, SOON, THERMOMETER, VOLTMETER } from "./stage";

const LONG = "c2a0f1f0-6a0e-4b6c-9d6e-1d2c3b4a5968";

function twoServices(): void {
	load({
		peripherals: [{
			name: "Voltmeter",
			address: VOLTMETER,
			advertise: { interval: 20 },
			services: [
				{ uuid: "180f", characteristics: [counter({ uuid: "2a19" })] },
				{ uuid: LONG, characteristics: [counter({ descriptors: [{ uuid: "2901", text: "volts" }] }), counter({ uuid: LONG, properties: ["read"], every: undefined })] },
			],
		}],
	});
}

describe("discovery", () => {
	test("finds services, characteristics and descriptors with handles in a row", () => {
		twoServices();
		const ble = openClient();
		const client = connect(ble);
		client.discoverAllPrimaryServices();
		pass(SOON);
		expect(ble.take()).toEqual(["services 2"]);
		expect(ble.services.map(({ start, end }) => [start, end])).toEqual([[1, 4], [5, 11]]);
		expect(ble.services[0]!.uuid.byteLength).toBe(2);
		expect(ble.services[1]!.uuid.toString()).toBe(LONG.toUpperCase());
		ble.services[1]!.discoverAllCharacteristics();
		pass(SOON);
		expect(ble.take()).toEqual(["characteristics 2"]);
		expect(ble.characteristics.map(({ handle, properties }) => [handle, properties])).toEqual([[7, 0x12], [11, 0x02]]);
		ble.characteristics[0]!.discoverAllDescriptors();
		pass(SOON);
		expect(ble.take()).toEqual(["descriptors 2"]);
		expect(ble.descriptors.map(({ handle, uuid }) => [handle, String(uuid)])).toEqual([[8, "2901"], [9, "2902"]]);
	});
	test("of one service compares UUIDs as long as they are written", () => {
		twoServices();
		const ble = openClient();
		const client = connect(ble);
		client.discoverPrimaryService(Uint8Array.of(0x0f, 0x18).buffer);
		pass(SOON);
		expect(ble.take()).toEqual(["services 1"]);
		client.discoverPrimaryService(Uint8Array.of(0xfb, 0x34, 0x9b, 0x5f, 0x80, 0, 0, 0x80, 0, 0x10, 0, 0, 0x0f, 0x18, 0, 0).buffer);
		pass(SOON);
		expect(ble.take()).toEqual(["services 0"]);
	});
	test("of services forgets those found before, and drops their notifications (_findCharacteristicByHandle)", () => {
		twoServices();
		const ble = openClient();
		const client = connect(ble);
		discover(ble, client);
		ble.characteristics[0]!.enableNotifications();
		pass(SOON);
		expect(ble.take()).toContain("notification");
		client.discoverPrimaryService(Uint8Array.of(0x0f, 0x18).buffer);
		pass(SOON);
		ble.take();
		const { sent } = world.peripheral("Voltmeter");
		pass(SOON);
		expect(world.peripheral("Voltmeter").sent).toBeGreaterThan(sent);
		expect(ble.take()).toEqual([]);
	});
	test("of descriptors, where there is no handle left for them, never answers (BLE_HS_EINVAL)", () => {
		twoServices();
		const ble = openClient();
		const client = connect(ble);
		client.discoverAllPrimaryServices();
		pass(SOON);
		ble.services[1]!.discoverAllCharacteristics();
		pass(SOON);
		ble.take();
		ble.characteristics[1]!.discoverAllDescriptors();
		pass(60_000);
		expect(ble.take()).toEqual([]);
	});
	test("calls onDescriptors, which the SDK's BLEClient does not have", () => {
		load();
		const ble = openClient();
		discover(ble, connect(ble));
		(ble as { onDescriptors: unknown }).onDescriptors = undefined;
		ble.characteristics[0]!.discoverAllDescriptors();
		expect(() => pass(SOON)).toThrow(TypeError);
	});
	test("that the peripheral cuts short comes back empty", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		world.perform({ do: "empty-discovery", peripheral: "Voltmeter" });
		client.discoverAllPrimaryServices();
		pass(SOON);
		expect(ble.take()).toEqual(["services 0"]);
	});
	test("during which the link breaks comes back in part, and onDisconnected follows", () => {
		twoServices();
		const ble = openClient();
		const client = connect(ble);
		client.discoverAllPrimaryServices();
		pass(60);
		world.perform({ do: "vanish", peripheral: "Voltmeter" });
		pass(5_000);
		expect(ble.take()).toEqual(["services 1", "disconnected"]);
	});
	test("that stalls brings an empty list after 30 s, and with it the end of the connection", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		world.perform({ do: "stall-discovery", peripheral: "Voltmeter" });
		client.discoverAllPrimaryServices();
		pass(29_000);
		expect(ble.take()).toEqual([]);
		pass(2_000);
		expect(ble.take()).toEqual(["services 0", "disconnected"]);
	});
});

describe("one queue for scan and discovery results (modBLEMessageQueueConfigure)", () => {
	test("a discovery during a scan is a loud error", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		ble.startScanning();
		expect(() => client.discoverAllPrimaryServices()).toThrow("simulator: a discovery of services during a scan");
	});
	test("so is a scan during a discovery, even one that stalls", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		world.perform({ do: "stall-discovery", peripheral: "Voltmeter" });
		client.discoverAllPrimaryServices();
		pass(10_000);
		expect(() => ble.startScanning()).toThrow("simulator: a scan while results of a discovery are to come");
	});
	test("so is a discovery while results of another one are to come, on whatever connection", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		const other = connect(ble, THERMOMETER);
		client.discoverAllPrimaryServices();
		expect(() => other.discoverAllPrimaryServices()).toThrow("simulator: a discovery of services while results of a discovery are to come");
	});
	test("scanning is right again once the connection of a stalled discovery is gone", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		world.perform({ do: "stall-discovery", peripheral: "Voltmeter" });
		client.discoverAllPrimaryServices();
		pass(1_000);
		client.close();
		pass(1_000);
		expect(ble.take()).toEqual(["services 0", "disconnected"]);
		expect(() => ble.startScanning()).not.toThrow();
	});
	test("so is a discovery inside the callback of the one before, for NimBLE's task fills the queue meanwhile", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		ble.onServices = services => services[0]!.discoverAllCharacteristics();
		client.discoverAllPrimaryServices();
		expect(() => pass(SOON)).toThrow("simulator: a discovery of characteristics inside a callback with service results");
	});
	test("so is a discovery inside onDiscovered", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		ble.onDiscovered = () => {
			ble.stopScanning();
			client.discoverAllPrimaryServices();
		};
		ble.startScanning();
		expect(() => pass(SOON)).toThrow("simulator: a discovery of services inside a callback with scan results");
	});
	test("a scan that begins anew inside onDiscovered is right", () => {
		load();
		const ble = openClient();
		ble.onDiscovered = () => {
			ble.stopScanning();
			ble.startScanning();
		};
		ble.startScanning();
		expect(() => pass(SOON)).not.toThrow();
	});
	test("a connect may begin during a discovery", () => {
		load({ peripherals: [peripheral("Voltmeter", VOLTMETER), peripheral("Thermometer", THERMOMETER)] });
		const ble = openClient();
		const client = connect(ble);
		client.discoverAllPrimaryServices();
		ble.connect({ address: bytesOf(THERMOMETER), addressType: 0 });
		pass(SOON);
		expect(ble.take().sort()).toEqual(["connected", "services 1"]);
	});
});
