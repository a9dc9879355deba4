import { bluetoothAddressBytes, formatBluetoothAddress, parseBluetoothAddress } from "../../modules/text/bluetooth-address";

describe("parseBluetoothAddress", () => {
	test.each([
		"", "a4:c1:38:00:00", "a4:c1:38:00:00:01:02", "a4:c1:38:00:00:0g", "a4:c1:38-00:00:01", "a4c138:000001", "a4c13800000",
		"a4c1380000011", "a4 c1 38 00 00 01", "a4.c1.38.00.00.01", " a4c13800000", "a4:c1:38:00:00:1 ",
	])("refuses %j", text => {
		expect(parseBluetoothAddress(text)).toBeUndefined();
	});
	test.each(["A4:C1:38:00:00:01", "a4-c1-38-00-00-01", "A4C138000001", "a4:c1:38:00:00:01"])("normalises %s", text => {
		expect(parseBluetoothAddress(text)).toBe("a4:c1:38:00:00:01");
	});
});

describe("bytes of an address", () => {
	test("other than six are a programmer's mistake", () => {
		expect(() => formatBluetoothAddress(new Uint8Array(5))).toThrow(RangeError);
	});
	test("a text that is not normalised is one too", () => {
		expect(() => bluetoothAddressBytes("A4:C1:38:00:00:01")).toThrow(RangeError);
	});
	test("are little-endian", () => {
		expect(formatBluetoothAddress(Uint8Array.of(0x01, 0x00, 0xf9, 0x38, 0xc1, 0xa4))).toBe("a4:c1:38:f9:00:01");
		expect([...bluetoothAddressBytes("a4:c1:38:f9:00:01")]).toEqual([0x01, 0x00, 0xf9, 0x38, 0xc1, 0xa4]);
	});
});
