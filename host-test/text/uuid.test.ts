import { expandUUID, formatUUID, parseUUID, sameUUID } from "../../modules/text/uuid";

const LONG = "12345678-9abc-def0-1122-33445566778f";
const LONG_BYTES = [0x8f, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12];

describe("parseUUID", () => {
	test.each([
		"", "18", "180", "180ff", "180g", "0x", "0x180", "0x0x180f", " 180f", "180f ", "-80f",
		"0000180f-0000-1000-8000-00805f9b34f", "0000180f00001000800000805f9b34fb", "0000180f-0000-1000-8000-00805f9b34fb0",
		"0000180f:0000:1000:8000:00805f9b34fb", "0000180-f0000-1000-8000-00805f9b34fb", "0x12345678-9abc-def0-1122-33445566778f",
		"------------------------------------", "１８０ｆ",
	])("refuses %j", text => {
		expect(parseUUID(text)).toBeUndefined();
	});
	test("spreads a short UUID over the Bluetooth base UUID, little-endian", () => {
		const bytes = [0xfb, 0x34, 0x9b, 0x5f, 0x80, 0, 0, 0x80, 0, 0x10, 0, 0, 0x0f, 0x18, 0, 0];
		for (const text of ["180f", "180F", "0x180f", "0X180F", "0000180f", "0x0000180f", "0000180F-0000-1000-8000-00805F9B34FB"])
			expect([...parseUUID(text)!]).toEqual(bytes);
	});
	test("reads 128 bits in either case", () => {
		expect([...parseUUID(LONG)!]).toEqual(LONG_BYTES);
		expect([...parseUUID(LONG.toUpperCase())!]).toEqual(LONG_BYTES);
	});
});

describe("formatUUID", () => {
	test("throws for anything but 16 bytes", () => {
		expect(() => formatUUID(new Uint8Array(2))).toThrow(RangeError);
	});
	test.each([
		["0000180F-0000-1000-8000-00805F9B34FB", "180f"],
		["12340000", "12340000"],
		["0001180f", "0001180f"],
		["0000", "0000"],
		[LONG, LONG],
		["0000180f-0000-1000-8000-00805f9b34fc", "0000180f-0000-1000-8000-00805f9b34fc"],
	])("%s is %s", (text, shortest) => {
		expect(formatUUID(parseUUID(text)!)).toBe(shortest);
	});
});

describe("sameUUID", () => {
	const battery = parseUUID("180f")!;

	test("refuses lengths that no UUID has", () => {
		for (const length of [-2, 0, 1, 3, 5, 15, 17])
			expect(sameUUID(battery, Uint8Array.of(0x0f, 0x18, 0, 0, ...new Array<number>(20).fill(0)), 0, length)).toBe(false);
	});
	test("refuses a UUID that ends beyond the bytes", () => {
		expect(sameUUID(battery, Uint8Array.of(0x0f, 0x18), 0, 4)).toBe(false);
		expect(sameUUID(battery, Uint8Array.of(0x0f, 0x18), 1, 2)).toBe(false);
		expect(sameUUID(parseUUID("0000")!, new Uint8Array(0), 0, 2)).toBe(false);
	});
	test("tells 16, 32 and 128 bits of the same UUID", () => {
		expect(sameUUID(battery, Uint8Array.of(9, 0x0f, 0x18), 1, 2)).toBe(true);
		expect(sameUUID(battery, Uint8Array.of(9, 0x0f, 0x18, 0, 0), 1, 4)).toBe(true);
		expect(sameUUID(battery, Uint8Array.of(9, ...battery), 1, 16)).toBe(true);
	});
	test("tells others apart", () => {
		expect(sameUUID(battery, Uint8Array.of(0x0e, 0x18), 0, 2)).toBe(false);
		expect(sameUUID(battery, Uint8Array.of(0x0f, 0x18, 1, 0), 0, 4)).toBe(false);
		expect(sameUUID(parseUUID("0001180f")!, Uint8Array.of(0x0f, 0x18), 0, 2)).toBe(false);
		expect(sameUUID(parseUUID("0000180f-0000-1000-8000-00805f9b34fc")!, Uint8Array.of(0x0f, 0x18), 0, 2)).toBe(false);
		expect(sameUUID(parseUUID(LONG)!, battery, 0, 16)).toBe(false);
	});
});

test.each(["180f", "12345678", "566bf9d7-c55a-45f8-91a6-e55e9b9b1325"])("%s goes through its bytes on the air and back", text => {
	const uuid = parseUUID(text)!, size = text.length === 36 ? 16 : text.length / 2;
	expect(expandUUID(uuid.subarray(size === 16 ? 0 : 12, size === 16 ? 16 : 12 + size))).toEqual(uuid);
});
