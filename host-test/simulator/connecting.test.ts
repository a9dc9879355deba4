import FFI from "../../modules/simulator/ffi";
import { world } from "../../modules/simulator/world";
import { RecordingClient } from "./recording-client";
import { bytesOf, connect, discover, load, openClient, pass, peripheral, SOON, THERMOMETER, useCount, VOLTMETER } from "./stage";

const voltmeter = { address: bytesOf(VOLTMETER), addressType: 0 };
const thermometer = { address: bytesOf(THERMOMETER), addressType: 0 };

describe("connecting (xs_ble_client_connect)", () => {
	test("numbers connections from 0", () => {
		load();
		const ble = openClient();
		expect(connect(ble).connection).toBe(0);
		const { connection, address } = connect(ble, THERMOMETER);
		expect(connection).toBe(1);
		expect(address.toString()).toBe("A4:C1:38:00:00:02");
	});
	test("an address that is no ArrayBuffer is refused", () => {
		load();
		const ble = openClient();
		expect(() => ble.connect({ address: new Uint8Array(6) as unknown as ArrayBuffer, addressType: 0 })).toThrow(TypeError);
		expect(() => ble.connect({ address: new ArrayBuffer(5), addressType: 0 })).toThrow(RangeError);
	});
	test("waits for ever for one that refuses, or has another type of address", () => {
		load();
		const ble = openClient();
		ble.connect({ ...voltmeter, addressType: 1 });
		pass(600_000);
		expect(ble.take()).toEqual([]);
	});
	test("is ignored while another connect is pending", () => {
		load();
		const ble = openClient();
		world.perform({ do: "refuse-connections", peripheral: "Voltmeter" });
		ble.connect(voltmeter);
		ble.connect(thermometer);
		pass(SOON);
		expect(ble.take()).toEqual([]);
		expect(useCount()).toBe(2);
		world.perform({ do: "accept-connections", peripheral: "Voltmeter" });
		pass(SOON);
		expect(ble.take()).toEqual(["connected"]);
	});
	test("during a scan ends the scan, and the flag stays", () => {
		load();
		const ble = openClient();
		ble.startScanning();
		ble.connect(voltmeter);
		pass(SOON);
		expect(ble.take()).toEqual(["connected"]);
		expect(() => ble.startScanning()).toThrow("already scanning");
	});
	test("to one that is connected calls onConnected from inside", () => {
		load();
		const ble = openClient();
		connect(ble);
		ble.connect(voltmeter);
		expect(ble.take()).toEqual(["connected"]);
		expect(useCount()).toBe(1);
	});
	test("beyond the number of connections fails in silence, and leaves a use behind", () => {
		load({ maxConnections: 1 });
		const ble = openClient();
		connect(ble);
		ble.connect(thermometer);
		pass(60_000);
		expect(ble.take()).toEqual([]);
		expect(useCount()).toBe(2);
	});
	test("a failure (0x3e) comes as a link that answers nothing and goes", () => {
		load();
		const ble = openClient();
		world.perform({ do: "fail-connections", peripheral: "Voltmeter" });
		ble.connect(voltmeter);
		pass(200);
		expect(ble.take()).toEqual(["connected"]);
		ble.clients[0]!.discoverAllPrimaryServices();
		pass(SOON);
		expect(ble.take()).toEqual(["services 0", "disconnected"]);
		expect(useCount()).toBe(1);
		world.perform({ do: "normal", peripheral: "Voltmeter" });
		connect(ble);
	});
	test("any other status restarts the chip", () => {
		load();
		const ble = openClient();
		world.perform({ do: "odd-connections", peripheral: "Voltmeter" });
		ble.connect(voltmeter);
		expect(() => pass(SOON)).toThrow("the chip restarts");
	});
	test("what is refused leaves a record behind", () => {
		load({ maxConnections: 1 });
		const ble = openClient();
		connect(ble);
		for (let i = 0; i < 3; i++)
			ble.connect(thermometer);
		expect(world.gap.state.connections).toHaveLength(4);
	});
});

describe("cancelling by FFI (ble_gap_conn_cancel)", () => {
	test("ends the connect without a word, and its record", () => {
		load({ peripherals: [peripheral("Voltmeter", VOLTMETER, [], { present: false })] });
		const ble = openClient(), ffi = new FFI();
		ble.startScanning();
		ble.connect(voltmeter);
		expect(ffi.ble_gap_conn_active()).toBe(1);
		expect(ffi.ble_gap_conn_cancel()).toBe(0);
		pass(SOON);
		expect([ffi.ble_gap_conn_active(), world.gap.state.connections.length]).toEqual([0, 0]);
		expect(ble.take()).toEqual([]);
		ble.stopScanning();
		expect(useCount()).toBe(1);
	});
	test("without one pending: BLE_HS_EALREADY; before the host is up: BLE_HS_EDISABLED", () => {
		load();
		new RecordingClient();
		expect(new FFI().ble_gap_conn_cancel()).toBe(30);
		pass(SOON);
		expect(new FFI().ble_gap_conn_cancel()).toBe(2);
	});
});

describe("disconnecting", () => {
	test("client.close ends the connection, and onDisconnected comes later", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		client.close();
		expect(ble.take()).toEqual([]);
		pass(SOON);
		expect(ble.take()).toEqual(["disconnected"]);
		expect(world.peripheral("Voltmeter").connected).toBe(false);
	});
	test("of a connection that is gone throws; within onDisconnected it does not", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		let within: unknown;
		ble.onDisconnected = () => {
			try {
				client.close();
			}
			catch (error) {
				within = error;
			}
		};
		client.close();
		pass(SOON);
		expect(within).toBeUndefined();
		expect(() => client.close()).toThrow("connection not found");
	});
	test("operations on a connection that is gone do nothing", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		discover(ble, client);
		client.close();
		pass(SOON);
		ble.take();
		client.discoverAllPrimaryServices();
		ble.services[0]!.discoverAllCharacteristics();
		ble.characteristics[0]!.discoverAllDescriptors();
		ble.characteristics[0]!.enableNotifications();
		ble.characteristics[0]!.readValue();
		client.readRSSI();
		client.exchangeMTU(100);
		pass(60_000);
		expect(ble.take()).toEqual([]);
	});
	test("one that vanishes is noticed after the supervision timeout, and close does not hasten it", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		world.perform({ do: "vanish", peripheral: "Voltmeter" });
		client.close();
		pass(2_500);
		expect(ble.take()).toEqual([]);
		pass(200);
		expect(ble.take()).toEqual(["disconnected"]);
	});
	test("readRSSI answers from inside, exchangeMTU later", () => {
		load();
		const ble = openClient();
		const client = connect(ble);
		client.readRSSI();
		expect(ble.take()).toEqual(["rssi"]);
		client.exchangeMTU(185);
		expect(ble.take()).toEqual([]);
		pass(SOON);
		expect(ble.take()).toEqual(["mtu 23"]);
		expect(() => client.exchangeMTU(22)).toThrow("invalid mtu");
		expect(useCount()).toBe(1);
	});
});
