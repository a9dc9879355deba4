import { LIBRARY } from "../../modules/devices/library";
import { writeFields } from "../../modules/reading/field-object";
import { LayoutReader } from "../../modules/reading/layout-reader";
import { MAXIMUM_OPEN_PAYLOAD } from "../../modules/reading/outgoing-reading";
import { fieldMeaning } from "../../modules/configuration/layout-texts";
import { ByteText } from "../../modules/text/byte-text";
import { CHARACTERISTICS, bytesOf, decode, encode, valuesOf } from "./library-stage";
import { SIG_VECTORS } from "./sig-vectors";

/** Imperial units without any measure: nothing but the flag itself says so. */
const WITHOUT_MEASURE = "03009600e80706140a1e00";

describe("vectors of the SIG's characteristics", () => {
	test.each(SIG_VECTORS)("%s %s is %j", (characteristic, bytes, values) => {
		expect(valuesOf(decode(CHARACTERISTICS.get(characteristic)!, bytesOf(bytes)))).toEqual(values);
	});
	test.each(SIG_VECTORS.filter(([, bytes]) => bytes !== WITHOUT_MEASURE))("%s %s comes back from its values", (characteristic, bytes) => {
		const layout = CHARACTERISTICS.get(characteristic)!;
		expect(encode(layout, decode(layout, bytesOf(bytes)))).toBe(bytes);
	});
});

describe("heart rate", () => {
	const layout = CHARACTERISTICS.get("2a37")!;

	test("has in all combinations of flags what they say, and nothing else", () => {
		for (let flags = 0; flags < 32; flags++) {
			const [wide, contact, supported, energy, intervals] = [0, 1, 2, 3, 4].map(bit => (flags >> bit & 1) === 1);
			const bytes = [flags, 72, ...wide ? [1] : [], ...energy ? [0x10, 0x27] : [], ...intervals ? [0, 4, 0x33, 3] : []];
			const expected = {
				...supported && { contact }, heartRate: wide ? 328 : 72, ...energy && { energy: 10_000 }, ...intervals && { interval: [1, 0.8] },
			};
			expect([flags, valuesOf(decode(layout, Uint8Array.from(bytes)))]).toEqual([flags, expected]);
			expect(decode(layout, Uint8Array.from(bytes.slice(0, -1)))).toEqual(expect.any(String));
		}
	});
	test("says which byte of which field is missing", () => {
		expect(decode(layout, bytesOf("01 48"))).toBe("heartRate needs bytes 1 to 2, there are 2");
		expect(decode(layout, bytesOf("08 48 10"))).toBe("energy needs bytes 2 to 3, there are 3");
		expect(decode(layout, bytesOf("10 48 00 04 00"))).toBe("interval needs bytes 4 to 5, there are 5");
		expect(decode(layout, bytesOf(""))).toBe("flags needs byte 0, there are 0");
	});
	test("takes no interval from behind a flag that is not set", () => {
		expect(valuesOf(decode(layout, bytesOf("00 48 00 04 00 04")))).toEqual({ heartRate: 72 });
	});
});

describe("blood pressure in kPa", () => {
	const layout = CHARACTERISTICS.get("2a35")!, pressures = "6ef0 50f0 5af0";

	test("without time", () => {
		expect(valuesOf(decode(layout, bytesOf(`01 ${pressures}`)))).toEqual({ systolic: 11, diastolic: 8, meanArterialPressure: 9 });
	});
	test("with time", () => {
		expect(valuesOf(decode(layout, bytesOf(`03 ${pressures} ea07 0b 19 10 00 01`)))).toMatchObject({ systolic: 11, time: "2026-11-25T16:00:01" });
	});
	test("with a time that the device does not know", () => {
		expect(valuesOf(decode(layout, bytesOf(`03 ${pressures} 0000 00 00 10 00 01`)))).toEqual({ systolic: 11, diastolic: 8, meanArterialPressure: 9 });
	});
	test("keeps how fine the measurement is", () => {
		expect((decode(layout, bytesOf(`01 ${pressures}`)) as { text: string }[])[0]!.text).toBe("11.0");
	});
});

test.each([...CHARACTERISTICS])("all fields of %s fit into one object, each with its unit, of as many bytes as arrive", (uuid, layout) => {
	const reader = new LayoutReader(LIBRARY), into = new Uint8Array(4 * MAXIMUM_OPEN_PAYLOAD);
	let longest = 0;
	for (const fill of [0x01, 0x7e, 0x7f, 0x81, 0x99, 0xfe, 0xff]) {
		for (const flags of [0x01, 0x10, 0x12, 0x7f, 0xfd, 0xfe, 0xff]) {
			// a control point answers with a few
			const bytes = new Uint8Array(uuid === "2a52" || uuid === "2ad9" ? 20 : 244).fill(fill);
			bytes.fill(flags, 0, 2);
			if (reader.begin(layout, bytes, 0, bytes.length))
				longest = Math.max(longest, writeFields(reader, undefined, into));
		}
	}
	expect(longest).toBeLessThanOrEqual(MAXIMUM_OPEN_PAYLOAD);
});

describe("what Home Assistant needs to know", () => {
	function meaningOf(uuid: string, hex: string, name: string): string[] {
		const maker = new ByteText(), decoded = decode(CHARACTERISTICS.get(uuid)!, bytesOf(hex));
		const { field } = (decoded as { name: string; field: number }[]).find(one => one.name === name)!;
		return (["unit", "deviceClass", "stateClass"] as const).map(part => fieldMeaning(LIBRARY, field, part, maker));
	}
	test.each([
		["2a6e", "c409", "temperature", ["°C", "temperature", "measurement"]], ["2a19", "64", "battery", ["%", "battery", "measurement"]],
		["2a37", "0048", "heartRate", ["bpm", "", "measurement"]], ["2a37", "0648", "contact", ["", "", ""]], ["2a35", "006ef050f05af0", "systolic", ["mmHg", "pressure", "measurement"]],
		["2a35", "016ef050f05af0", "systolic", ["kPa", "pressure", "measurement"]], ["2a5b", "0140e201000028", "wheelRevolutions", ["", "", "total_increasing"]],
	])("%s %s: %s is %j", (uuid, hex, name, meaning) => {
		expect(meaningOf(uuid, hex, name)).toEqual(meaning);
	});
});
