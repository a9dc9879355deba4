import FFI from "../../modules/simulator/ffi";
import { world } from "../../modules/simulator/world";
import { RecordingClient } from "./recording-client";
import { bytesOf, canConstruct, connect, load, openClient, pass, SOON, THERMOMETER, useCount, VOLTMETER } from "./stage";

/** Begins a connect that will not complete. */
function connectInVain(ble: RecordingClient): void {
	world.perform({ do: "refuse-connections", peripheral: "Voltmeter" });
	ble.connect({ address: bytesOf(VOLTMETER), addressType: 0 });
	pass(SOON);
}

describe("the life of a BLEClient (modBLEClient.c, modBLECommon.c)", () => {
	test("is ready later, not from inside the constructor", () => {
		load();
		const ble = new RecordingClient();
		expect(ble.take()).toEqual([]);
		pass(SOON);
		expect(ble.take()).toEqual(["ready"]);
		expect(useCount()).toBe(1);
	});
	test("there is one at a time", () => {
		load();
		openClient();
		expect(() => new RecordingClient()).toThrow("BLE already initialized");
	});
	test("an idle one is gone at once after close, and another can be made", () => {
		load();
		openClient().close();
		expect(canConstruct()).toBe(true);
		pass(SOON);
		openClient();
	});
	test("one that scans is gone too", () => {
		load();
		const ble = openClient();
		ble.startScanning();
		ble.close();
		expect(canConstruct()).toBe(true);
	});
	test("close while a connect is pending never completes", () => {
		load();
		const ble = openClient();
		connectInVain(ble);
		ble.close();
		pass(600_000);
		expect(canConstruct()).toBe(false);
		expect(() => new RecordingClient()).toThrow("BLE already initialized");
	});
	test("unless the connect was begun during a scan, which releases a use", () => {
		load();
		const ble = openClient();
		ble.startScanning();
		connectInVain(ble);
		ble.close();
		expect(canConstruct()).toBe(true);
		pass(SOON);
		openClient();
	});
	test("or NimBLE still has an event for it: here a notification on another connection", () => {
		load();
		const ble = openClient();
		const client = connect(ble, THERMOMETER);
		client.discoverAllPrimaryServices();
		pass(SOON);
		ble.services[0]!.discoverAllCharacteristics();
		pass(SOON);
		ble.characteristics[0]!.enableNotifications();
		pass(SOON);
		connectInVain(ble);
		ble.close();
		expect(canConstruct()).toBe(false);
		pass(200);
		expect(canConstruct()).toBe(true);
	});
	test("a connect that is cancelled leaves a use behind unless it began during a scan, and close never completes", () => {
		load();
		const ble = openClient();
		connectInVain(ble);
		new FFI().ble_gap_conn_cancel();
		pass(SOON);
		expect(useCount()).toBe(2);
		ble.close();
		pass(600_000);
		expect(canConstruct()).toBe(false);
	});
	test("a connect that succeeded leaves none", () => {
		load();
		connect(openClient());
		expect(useCount()).toBe(1);
	});
	test("stopScanning after a connect during the scan destroys the client without a word", () => {
		load();
		const ble = openClient();
		ble.startScanning();
		ble.connect({ address: bytesOf(VOLTMETER), addressType: 0 });
		pass(SOON);
		ble.take();
		ble.stopScanning();
		pass(SOON);
		expect(canConstruct()).toBe(true);
		expect(ble.take()).toEqual([]);
		expect(world.peripheral("Voltmeter").connected).toBe(false);
	});
	test("startScanning, which then throws, before it balances the count", () => {
		load();
		const ble = openClient();
		ble.startScanning();
		ble.connect({ address: bytesOf(VOLTMETER), addressType: 0 });
		pass(SOON);
		expect(() => ble.startScanning()).toThrow("already scanning");
		ble.stopScanning();
		expect(useCount()).toBe(1);
		expect(world.peripheral("Voltmeter").connected).toBe(true);
	});
	test("\"already scanning\" leaves a use behind", () => {
		load();
		const ble = openClient();
		ble.startScanning();
		expect(() => ble.startScanning()).toThrow("already scanning");
		ble.stopScanning();
		expect(useCount()).toBe(2);
	});
	test("closing ends the connections without onDisconnected", () => {
		load();
		const ble = openClient();
		connect(ble);
		ble.close();
		pass(SOON);
		expect(ble.take()).toEqual([]);
		expect(world.peripheral("Voltmeter").connected).toBe(false);
	});
	test("one made in the same turn as the close before it is taken away and never ready", () => {
		load();
		openClient().close();
		const second = new RecordingClient();
		pass(SOON);
		expect(second.take()).toEqual([]);
		expect(() => second.startScanning()).toThrow("simulator: startScanning on a closed client");
		openClient();
	});
	test("closing twice is the same as once", () => {
		load();
		const ble = openClient();
		ble.close();
		ble.close();
		pass(SOON);
		ble.close();
		expect(canConstruct()).toBe(true);
	});
	test("after close, stopScanning throws, connect does nothing, and startScanning would panic", () => {
		load();
		const ble = openClient();
		connectInVain(ble);
		ble.close();
		expect(() => ble.stopScanning()).toThrow("instance closed");
		expect(() => ble.startScanning()).toThrow("the chip panics");
		expect(() => ble.connect({ address: bytesOf(VOLTMETER), addressType: 0 })).not.toThrow();
		world.end();
		load();
		const other = openClient();
		other.close();
		expect(() => other.stopScanning()).toThrow("unknown instance");
	});
	test("an event for a client that a reset has closed may close it once more, which is fatal", () => {
		load();
		openClient();
		world.gap.reset();
		const voltmeter = world.peripheral("Voltmeter");
		world.gap.onAdvertisement(voltmeter, voltmeter.data.advertisement);
		expect(() => pass(SOON)).toThrow("closed twice");
	});
	test("a stop with a connect pending takes 4 s, and none otherwise", () => {
		let blocked = 0;
		world.block = time => blocked += time;
		load();
		const ble = openClient();
		ble.startScanning();
		ble.close();
		pass(SOON);
		expect(blocked).toBe(0);
		const other = openClient();
		connectInVain(other);
		world.gap.state.nimble.stop();
		expect(blocked).toBe(4_000);
	});
	test("a controller that is silent blocks a command for 2 s; by then NimBLE has reset itself and the client is closing", () => {
		let blocked = 0;
		world.block = time => blocked += time;
		load();
		const ble = openClient();
		connect(ble);
		ble.startScanning();
		world.perform({ do: "bluetooth-silent" });
		ble.stopScanning();
		expect(blocked).toBe(2_000);
		expect(() => ble.startScanning()).toThrow("the chip panics");
		expect(() => ble.localPrivacy = false).toThrow("instance closed");
		pass(SOON);
		expect(ble.take()).toEqual([]);
		const other = new RecordingClient();
		pass(5_000);
		expect(other.take()).toEqual([]);
		world.perform({ do: "bluetooth-back" });
		pass(SOON);
		expect(other.take()).toEqual(["ready"]);
	});
	test("a reset of the controller closes the client in silence", () => {
		load();
		const ble = openClient();
		connect(ble);
		world.perform({ do: "bluetooth-reset" });
		pass(SOON);
		expect(ble.take()).toEqual([]);
		expect(() => ble.stopScanning()).toThrow("unknown instance");
		openClient();
	});
});
