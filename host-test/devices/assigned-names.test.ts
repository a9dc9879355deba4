import { namePacker } from "../../modules/configuration/name-packer";
import { ASSIGNED_NAMES } from "../../modules/devices/assigned-names";
import { assignedName } from "../../modules/reading/assigned-name";
import { ByteText } from "../../modules/text/byte-text";
import { CHARACTERISTICS } from "./library-stage";

const maker = new ByteText(), name = (uuid: number) => assignedName(ASSIGNED_NAMES, uuid, maker);

test.each([
	[0x2a00, "Device Name"], [0x2a19, "Battery Level"], [0x2a37, "Heart Rate Measurement"],
	[0x2a6e, "Temperature"], [0x2ad2, "Indoor Bike Data"], [0x2b29, "Client Supported Features"],
])("%i is %s", (uuid, text) => {
	expect(name(uuid)).toBe(text);
});

test.each([0, 0x180f, 0x29ff, 0xfcd2, 0xffff])("%i has no name", uuid => {
	expect(name(uuid)).toBe("");
});

test("each UUID has its own name, all of printable characters", () => {
	const names = [...ASSIGNED_NAMES.uuids].map(name);
	expect(names.filter(text => !/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text))).toEqual([]);
	expect(names.length).toBeGreaterThan(450);
});

test("whatever the library has of the SIG's has a name", () => {
	expect([...CHARACTERISTICS.keys()].filter(uuid => uuid.length === 4 && name(parseInt(uuid, 16)) === "")).toEqual([]);
});

test("they take less than 8 KB", () => {
	const { names, starts, uuids, wordEnds, words } = ASSIGNED_NAMES;
	expect([names, starts, uuids, wordEnds, words].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(8_192);
});

test("what was packed comes back, words and all", () => {
	const lines = ["2a00 A", "2a01 Rate Rate Rate", "2a05 Rate x", "2a06 x Rate", "ffff last"], table = namePacker.value(lines);
	expect(lines.map(line => assignedName(table, parseInt(line, 16), maker))).toEqual(lines.map(line => line.slice(5)));
	expect(() => namePacker.value(["2a01 b", "2a01 c"])).toThrow("names: 2a01 c is not in the order of UUIDs");
});
