import FFI from "../../modules/simulator/ffi";
import { world } from "../../modules/simulator/world";
import type { RecordingClient } from "./recording-client";
import { connect, counter, discover, load, openClient, pass, peripheral, SOON, VOLTMETER } from "./stage";

/** A client that is connected to a peripheral with that characteristic, and has discovered it. */
function prepare(changes: object, ofPeripheral: object = {}): RecordingClient {
	load({ peripherals: [peripheral("Voltmeter", VOLTMETER, [counter(changes)], ofPeripheral)] });
	const ble = openClient();
	discover(ble, connect(ble));
	return ble;
}

function discoverDescriptors(ble: RecordingClient): void {
	ble.characteristics[0]!.discoverAllDescriptors();
	pass(SOON);
	ble.take();
}

const INDICATIONS = Uint8Array.of(2, 0).buffer;

describe("enableNotifications (xs_gatt_characteristic_enable_notifications)", () => {
	test("brings the values, from the first one on", () => {
		const ble = prepare({});
		ble.characteristics[0]!.enableNotifications();
		pass(200);
		expect(ble.take()).toEqual(["enabled", "notification", "notification"]);
		expect(ble.values).toEqual([[172, 0], [173, 0]]);
	});
	test("disableNotifications ends them", () => {
		const ble = prepare({});
		ble.characteristics[0]!.enableNotifications();
		pass(SOON);
		ble.characteristics[0]!.disableNotifications();
		pass(SOON);
		ble.take();
		pass(SOON);
		expect(ble.take()).toEqual([]);
	});
	test("writes to the handle after the value: a description there refuses, and nothing is told", () => {
		const ble = prepare({ descriptors: [{ uuid: "2901", text: "volts" }] });
		ble.characteristics[0]!.enableNotifications();
		pass(60_000);
		expect(ble.take()).toEqual([]);
	});
	test("a descriptor there that can be written takes it, and it is told as if it had worked", () => {
		const ble = prepare({ descriptors: [{ uuid: "a0a0", hex: "0000", writable: true }] });
		ble.characteristics[0]!.enableNotifications();
		pass(SOON);
		expect(ble.take()).toEqual(["enabled"]);
	});
	test.each(["refuses", "missing"])("a configuration descriptor that %s: nothing is told", subscription => {
		const ble = prepare({ subscription });
		ble.characteristics[0]!.enableNotifications();
		pass(60_000);
		expect(ble.take()).toEqual([]);
	});
	test("of a characteristic that indicates only is told as if it had worked, and brings nothing", () => {
		const ble = prepare({ properties: ["indicate"] });
		ble.characteristics[0]!.enableNotifications();
		pass(SOON);
		expect(ble.take()).toEqual(["enabled"]);
	});
	test("that stalls: nothing is told, and the connection ends after 30 s", () => {
		const ble = prepare({});
		world.perform({ do: "stall-subscribe", peripheral: "Voltmeter" });
		ble.characteristics[0]!.enableNotifications();
		pass(29_000);
		expect(ble.take()).toEqual([]);
		pass(2_000);
		expect(ble.take()).toEqual(["disconnected"]);
	});
	test("is forgotten with the connection", () => {
		const ble = prepare({});
		ble.characteristics[0]!.enableNotifications();
		pass(SOON);
		world.perform({ do: "disconnect", peripheral: "Voltmeter" });
		pass(SOON);
		ble.take();
		connect(ble);
		pass(SOON);
		expect(ble.take()).toEqual([]);
	});
});

describe("descriptor.writeValue (xs_gatt_descriptor_write_value)", () => {
	test("turns indications on; nobody answers, and a read tells", () => {
		const ble = prepare({ properties: ["indicate"] });
		discoverDescriptors(ble);
		ble.descriptors[0]!.writeValue(INDICATIONS);
		ble.descriptors[0]!.readValue();
		pass(70);
		expect(ble.take()).toEqual(["notification", "descriptor value"]);
		expect(ble.values).toEqual([[172, 0], [2, 0]]);
	});
	test.each(["requests", "refuses"])("of a peripheral that %s changes nothing, and a read tells", subscription => {
		const ble = prepare({ properties: ["indicate"], subscription });
		discoverDescriptors(ble);
		ble.descriptors[0]!.writeValue(INDICATIONS);
		ble.descriptors[0]!.readValue();
		pass(SOON);
		expect(ble.take()).toEqual(["descriptor value"]);
		expect(ble.values).toEqual([[0, 0]]);
	});
	test("of one that stalls: the read is not answered either", () => {
		const ble = prepare({ properties: ["indicate"] });
		discoverDescriptors(ble);
		world.perform({ do: "stall-subscribe", peripheral: "Voltmeter" });
		ble.descriptors[0]!.writeValue(INDICATIONS);
		ble.descriptors[0]!.readValue();
		pass(20_000);
		expect(ble.take()).toEqual([]);
	});
});

describe("values", () => {
	test("longer than the MTU allows are cut", () => {
		const ble = prepare({ value: { text: "a text that is longer than that" } });
		ble.characteristics[0]!.readValue();
		pass(SOON);
		ble.characteristics[0]!.enableNotifications();
		pass(100);
		expect(ble.values.map(value => value.length)).toEqual([22, 20]);
	});
	test("grow with the MTU that both agree to", () => {
		const ble = prepare({ value: { text: "a text that is longer than that" } }, { mtu: 100 });
		ble.clients[0]!.exchangeMTU(30);
		pass(SOON);
		ble.characteristics[0]!.enableNotifications();
		pass(100);
		expect(ble.values.map(value => value.length)).toEqual([27]);
	});
	test("that may not be read: nothing is told", () => {
		const ble = prepare({ properties: ["notify"] });
		ble.characteristics[0]!.readValue();
		pass(60_000);
		expect(ble.take()).toEqual([]);
	});
	test("a malformed one and a burst come when they are due", () => {
		const ble = prepare({ every: 60_000 });
		ble.characteristics[0]!.enableNotifications();
		pass(SOON);
		const characteristic = Uint8Array.of(0x6e, 0x2a);
		world.perform({ do: "malformed", peripheral: "Voltmeter", characteristic, bytes: Uint8Array.of(0xac) });
		world.perform({ do: "burst", peripheral: "Voltmeter", characteristic, count: 3 });
		pass(SOON);
		expect(ble.values).toEqual([[172, 0], [0xac], [173, 0], [174, 0], [175, 0]]);
	});
});

describe("a write request by FFI (ble_gattc_write_flat)", () => {
	test.each([["normal", [2, 0]], ["requests", [2, 0]], ["refuses", [0, 0]]])("to one that is %s: a read tells", (subscription, value) => {
		const ble = prepare({ properties: ["indicate"], subscription, every: undefined });
		discoverDescriptors(ble);
		const ffi = new FFI();
		expect(ffi.ble_gattc_write_flat(0, ble.descriptors[0]!.handle, INDICATIONS, 2, 0, 0)).toBe(0);
		expect(ffi.ble_gattc_any_jobs()).toBe(1);
		pass(SOON);
		expect(ffi.ble_gattc_any_jobs()).toBe(0);
		ble.descriptors[0]!.readValue();
		pass(SOON);
		expect(ble.values).toEqual([value]);
	});
	test("before it is answered nothing else may be asked", () => {
		const ble = prepare({ properties: ["indicate"] });
		discoverDescriptors(ble);
		new FFI().ble_gattc_write_flat(0, ble.descriptors[0]!.handle, INDICATIONS, 2, 0, 0);
		expect(() => ble.descriptors[0]!.readValue()).toThrow("simulator: an ATT request while another one is out");
	});
	test("on a connection that is gone: BLE_HS_ENOTCONN", () => {
		load();
		openClient();
		expect(new FFI().ble_gattc_write_flat(0, 3, INDICATIONS, 2, 0, 0)).toBe(7);
	});
});
