import { hasCompleteName, hasNamePrefix } from "../../modules/peripheral/advertisement";
import { encodeUTF8 } from "../../modules/text/utf8";
import { world } from "../../modules/simulator/world";
import { RecordingClient } from "./recording-client";
import { bytesOf, connect, load, openClient, pass, peripheral, SOON, THERMOMETER, VOLTMETER } from "./stage";

const LONG = "c2a0f1f0-6a0e-4b6c-9d6e-1d2c3b4a5968";

describe("scanning", () => {
	test("an advertisement has the address as NimBLE gives it, the signal and the data", () => {
		load();
		const ble = openClient();
		ble.startScanning();
		pass(SOON);
		const found = ble.found.find(device => device.address.equals(bytesOf(VOLTMETER)))!;
		expect([...new Uint8Array(found.address)]).toEqual([0x01, 0x00, 0x00, 0x38, 0xc1, 0xa4]);
		expect(found.address.toString()).toBe("A4:C1:38:00:00:01");
		expect(found.addressType).toBe(0);
		expect(Math.abs(found.rssi + 60)).toBeLessThanOrEqual(2);
		const data = new Uint8Array(found.scanResponse.buffer);
		expect([...data.subarray(0, 7)]).toEqual([2, 1, 6, 3, 3, 0x1a, 0x18]);
		expect(hasCompleteName(data, encodeUTF8("Voltmeter"))).toBe(true);
	});
	test("without duplicates each report comes once a scan", () => {
		load();
		const ble = openClient();
		ble.startScanning({ duplicates: false });
		pass(SOON);
		expect(ble.take()).toEqual(["discovered", "discovered"]);
		ble.stopScanning();
		ble.startScanning({ duplicates: false });
		pass(SOON);
		expect(ble.take()).toEqual(["discovered", "discovered"]);
	});
	test("what does not fit into the advertisement comes in a report of its own, to an active scan only", () => {
		load({ peripherals: [peripheral("A voltmeter with a name", VOLTMETER, [], { advertise: { interval: 20, services: [LONG] } })] });
		const ble = openClient();
		ble.startScanning({ duplicates: false });
		pass(SOON);
		expect(ble.found.map(device => hasNamePrefix(new Uint8Array(device.scanResponse.buffer), encodeUTF8("A volt")))).toEqual([false, true]);
		ble.stopScanning();
		ble.startScanning({ duplicates: false, active: false });
		pass(SOON);
		expect(ble.found).toHaveLength(3);
	});
	test("is deaf outside of its window", () => {
		load();
		const ble = openClient();
		ble.startScanning({ interval: 0x4000, window: 4 });
		pass(10_000);
		expect(ble.take().length).toBeLessThan(3);
	});
	test("a window beyond the interval is refused in silence (ble_gap_disc_validate)", () => {
		load();
		const ble = openClient();
		ble.startScanning({ interval: 16, window: 32 });
		pass(10_000);
		expect(ble.take()).toEqual([]);
	});
	test("before onReady nothing is heard, though the flag is set", () => {
		load();
		const ble = new RecordingClient();
		ble.startScanning();
		pass(10_000);
		expect(ble.take()).toEqual(["ready"]);
		expect(() => ble.startScanning()).toThrow("already scanning");
	});
	test("stopScanning drops what is under way", () => {
		load();
		const ble = openClient();
		ble.startScanning();
		ble.onDiscovered = () => {
			ble.calls.push("discovered");
			ble.stopScanning();
		};
		pass(SOON);
		expect(ble.take()).toEqual(["discovered"]);
	});
	test("during a pending connect is refused in silence (BLE_HS_EBUSY)", () => {
		load({ peripherals: [peripheral("Voltmeter", VOLTMETER, [], { present: false }), peripheral("Thermometer", THERMOMETER)] });
		const ble = openClient();
		ble.connect({ address: bytesOf(VOLTMETER), addressType: 0 });
		ble.startScanning();
		pass(SOON);
		expect(ble.take()).toEqual([]);
	});
	test("a peripheral that is connected, or gone, does not advertise", () => {
		load();
		const ble = openClient();
		connect(ble);
		world.perform({ do: "vanish", peripheral: "Thermometer" });
		ble.startScanning();
		pass(SOON);
		expect(ble.take()).toEqual([]);
		world.perform({ do: "appear", peripheral: "Thermometer" });
		world.perform({ do: "disconnect", peripheral: "Voltmeter" });
		pass(SOON);
		expect(new Set(ble.found.map(({ address }) => String(address))).size).toBe(2);
	});
});
