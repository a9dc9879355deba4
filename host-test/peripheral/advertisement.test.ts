import { advertisedName, advertisesService, hasCompleteName, hasNamePrefix } from "../../modules/peripheral/advertisement";
import { encodeUTF8 } from "../../modules/text/utf8";
import { formatUUID, parseUUID } from "../../modules/text/uuid";
import { randomBytes, seededRandom } from "../seeded-random";

const FLAGS = [2, 0x01, 0x06];

function structure(type: number, ...content: (number | string)[]): number[] {
	const bytes = content.flatMap(part => typeof part === "string" ? [...encodeUTF8(part)] : [part]);
	return [bytes.length + 1, type, ...bytes];
}

function data(...structures: number[][]): Uint8Array {
	return Uint8Array.from(structures.flat());
}

describe("malformed advertising data", () => {
	test("a length beyond the data is the end", () => {
		const cut = data(FLAGS, structure(0x09, "Voltmeter")).slice(0, -1);
		expect(advertisedName(cut)).toBeUndefined();
		expect(hasCompleteName(cut, encodeUTF8("Voltmete"))).toBe(false);
		expect(hasNamePrefix(cut, encodeUTF8("V"))).toBe(false);
	});
	test("a length of zero is the end", () => {
		expect(advertisedName(data(FLAGS, [0], structure(0x09, "Voltmeter")))).toBeUndefined();
	});
	test("a length without a type is the end", () => {
		expect(advertisedName(Uint8Array.of(1))).toBeUndefined();
		expect(advertisesService(Uint8Array.of(...FLAGS, 3), parseUUID("0000")!)).toBe(false);
	});
	test("half a UUID at the end of a list is none", () => {
		const list = data(structure(0x03, 0x0a, 0x18, 0x0f), structure(0x18, 0));
		expect(advertisesService(list, parseUUID("180a")!)).toBe(true);
		expect(advertisesService(list, parseUUID("020f")!)).toBe(false);
	});
	test("service data without a whole UUID has none", () => {
		expect(advertisesService(data(structure(0x16, 0x0f), [0x18, 0]), parseUUID("180f")!)).toBe(false);
	});
	test("20,000 random ones, as they are and cut from sound ones, neither throw nor match what is not in them", () => {
		const random = seededRandom(31);
		const sound = data(FLAGS, structure(0x09, "Voltmeter"), structure(0x03, 0x0f, 0x18), structure(0x07, ...parseUUID("180a")!));
		const absent = encodeUTF8("absent");
		const service = parseUUID("00000000-1111-2222-3333-444444444444")!;
		const matched: Uint8Array[] = [];
		for (let round = 0; round < 20_000; round++) {
			let bytes = randomBytes(random, Math.floor(random() * 32));
			if (round % 2) {
				bytes = sound.slice(0, Math.floor(random() * (sound.length + 1)));
				if (bytes.length > 0)
					bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
			}
			const name = advertisedName(bytes);
			if (name === "absent" || hasCompleteName(bytes, absent) || hasNamePrefix(bytes, absent) || advertisesService(bytes, service))
				matched.push(bytes);
		}
		expect(matched).toEqual([]);
	});
});

describe("local name", () => {
	test.each([["NULs", "\0\0"], ["blanks", "  "], ["both", " \0 \0"]])("padding with %s does not count", (_what, padding) => {
		const padded = data(FLAGS, structure(0x09, `Voltmeter${padding}`));
		expect(hasCompleteName(padded, encodeUTF8("Voltmeter"))).toBe(true);
		expect(hasCompleteName(padded, encodeUTF8("Voltmete"))).toBe(false);
		expect(advertisedName(padded)).toBe("Voltmeter");
	});
	test("what is padding in the middle counts", () => {
		expect(hasCompleteName(data(structure(0x09, "Volt meter")), encodeUTF8("Volt"))).toBe(false);
	});
	test("the complete one comes before the shortened one, wherever it is", () => {
		expect(advertisedName(data(structure(0x08, "Volt"), structure(0x09, "Voltmeter")))).toBe("Voltmeter");
		expect(advertisedName(data(FLAGS, structure(0x08, "Volt")))).toBe("Volt");
		expect(advertisedName(data(FLAGS))).toBeUndefined();
	});
	test("control characters in it never reach the console", () => {
		expect(advertisedName(data(structure(0x09, "a\u001b[2Jb\r\n")))).toBe("a [2Jb  ");
	});
	test("is exact: neither longer nor shorter, nor shortened", () => {
		const name = encodeUTF8("Voltmeter");
		expect(hasCompleteName(data(FLAGS, structure(0x09, "Voltmeter")), name)).toBe(true);
		expect(hasCompleteName(data(structure(0x09, "Voltmeter2")), name)).toBe(false);
		expect(hasCompleteName(data(structure(0x09, "Voltmete")), name)).toBe(false);
		expect(hasCompleteName(data(structure(0x08, "Voltmeter")), name)).toBe(false);
	});
	test("has a prefix in either form", () => {
		const prefix = encodeUTF8("Vält");
		expect(hasNamePrefix(data(structure(0x09, "Vältmeter")), prefix)).toBe(true);
		expect(hasNamePrefix(data(structure(0x08, "Vält")), prefix)).toBe(true);
		expect(hasNamePrefix(data(structure(0x09, "Väl"), structure(0x0a, "t")), prefix)).toBe(false);
		expect(hasNamePrefix(data(structure(0x09, "Vol"), structure(0x03, 0x0f, 0x18)), encodeUTF8("Vol\u0003"))).toBe(false);
		expect(hasNamePrefix(data(structure(0xff, "Vältmeter")), prefix)).toBe(false);
	});
});

describe("services", () => {
	const short = [0x0f, 0x18];
	const middle = [0x78, 0x56, 0x34, 0x12];
	const long = [...parseUUID("12345678-9abc-def0-1122-33445566778f")!];

	test.each([
		["incomplete list of 16 bits", 0x02, short], ["complete list of 16 bits", 0x03, short],
		["incomplete list of 32 bits", 0x04, middle], ["complete list of 32 bits", 0x05, middle],
		["incomplete list of 128 bits", 0x06, long], ["complete list of 128 bits", 0x07, long],
	])("second in a %s", (_, type, uuid) => {
		const text = uuid === short ? "180f" : uuid === middle ? "12345678" : formatUUID(Uint8Array.from(long));
		const other = new Array<number>(uuid.length).fill(0x55);
		expect(advertisesService(data(FLAGS, structure(type, ...other, ...uuid)), parseUUID(text)!)).toBe(true);
		expect(advertisesService(data(FLAGS, structure(type, ...other, ...uuid)), parseUUID("180d")!)).toBe(false);
	});
	test.each([["16", 0x16, short, "180f"], ["32", 0x20, middle, "12345678"], ["128", 0x21, long, formatUUID(Uint8Array.from(long))]])("service data of %s bits", (_, type, uuid, text) => {
		expect(advertisesService(data(FLAGS, structure(type, ...uuid, 100)), parseUUID(text)!)).toBe(true);
		expect(advertisesService(data(FLAGS, structure(type, 0, ...uuid)), parseUUID(text)!)).toBe(false);
	});
});
