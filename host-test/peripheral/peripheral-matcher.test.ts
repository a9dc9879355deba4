import type { PeripheralMatch } from "../../modules/configuration/configuration";
import { nameMatch, prefixMatch } from "../../modules/configuration/name-match";
import { matches } from "../../modules/peripheral/peripheral-matcher";
import { parseUUID } from "../../modules/text/uuid";
import { randomBytes, seededRandom } from "../seeded-random";

const ADDRESS = "a4:c1:38:00:00:01";
const COMPLETE = Uint8Array.of(5, 0x09, 0x56, 0x6f, 0x6c, 0x74, 3, 0x03, 0x0f, 0x18);
const SHORTENED = Uint8Array.of(5, 0x08, 0x56, 0x6f, 0x6c, 0x74);

describe("matches", () => {
	test("20,000 random advertisements neither make it throw nor match", () => {
		const random = seededRandom(7);
		const matchers: PeripheralMatch[] = [
			{ by: "address", address: ADDRESS },
			nameMatch("Volt"),
			prefixMatch("Volt"),
			{ by: "service", uuid: parseUUID("12345678-9abc-def0-1122-33445566778f")! },
		];
		const matched: Uint8Array[] = [];
		for (let round = 0; round < 20_000; round++) {
			const data = randomBytes(random, Math.floor(random() * 64));
			for (const matcher of matchers) {
				if (matches(matcher, "00:00:00:00:00:00", data))
					matched.push(data);
			}
		}
		expect(matched).toEqual([]);
	});
	test("by address, whatever is advertised", () => {
		const matcher: PeripheralMatch = { by: "address", address: ADDRESS };
		expect(matches(matcher, "a4:c1:38:00:00:02", COMPLETE)).toBe(false);
		expect(matches(matcher, ADDRESS, new Uint8Array(0))).toBe(true);
	});
	test("by the complete name", () => {
		const matcher = nameMatch("Volt");
		expect(matches(matcher, ADDRESS, SHORTENED)).toBe(false);
		expect(matches(matcher, ADDRESS, COMPLETE)).toBe(true);
		expect(matches(nameMatch("Vol"), ADDRESS, COMPLETE)).toBe(false);
	});
	test("by a name that is declared with padding", () => {
		expect(matches(nameMatch("Volt "), ADDRESS, COMPLETE)).toBe(true);
	});
	test("a shortened name matches a complete one when the scan response says it, and not before", () => {
		const matcher = nameMatch("Voltmeter");
		expect(matches(matcher, ADDRESS, SHORTENED)).toBe(false);
		expect(matches(matcher, ADDRESS, Uint8Array.of(10, 0x09, ...Buffer.from("Voltmeter")))).toBe(true);
	});
	test("by the beginning of a name, complete or shortened", () => {
		const matcher = prefixMatch("Vol");
		expect(matches(matcher, ADDRESS, COMPLETE)).toBe(true);
		expect(matches(matcher, ADDRESS, SHORTENED)).toBe(true);
		expect(matches(prefixMatch("Volts"), ADDRESS, COMPLETE)).toBe(false);
	});
	test("by a service", () => {
		expect(matches({ by: "service", uuid: parseUUID("180f")! }, ADDRESS, COMPLETE)).toBe(true);
		expect(matches({ by: "service", uuid: parseUUID("180a")! }, ADDRESS, COMPLETE)).toBe(false);
	});
});
