import type { ValueConfiguration } from "../../modules/configuration/configuration";
import { OutgoingReading } from "../../modules/reading/outgoing-reading";
import { writeReading } from "../../modules/reading/reading-text";
import { ValueDecoder } from "../../modules/reading/value-decoder";
import { encodeUTF8 } from "../../modules/text/utf8";
import { seededRandom } from "../seeded-random";
import { configurationOf, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";

function declare(value: Record<string, unknown>): ValueConfiguration {
	return configurationOf(soundConfiguration({ peripherals: [soundPeripheral({ values: [soundValue(value)] })] })).peripherals[0]!.values[0]!;
}

function payload(value: Record<string, unknown>, bytes: Uint8Array): OutgoingReading {
	const declared = declare(value), reading = new OutgoingReading();
	reading.length = writeReading(declared, new ValueDecoder().decode(declared, bytes)!, reading.payload);
	reading.open = declared.json;
	return reading;
}

function completed(value: Record<string, unknown>, bytes: Uint8Array, time: number | undefined, sequence: number | undefined): unknown {
	const reading = payload({ ...value, payload: "json" }, bytes);
	reading.complete(time, sequence, false);
	return JSON.parse(Buffer.from(reading.bytes).toString());
}

describe("a text payload", () => {
	test("is the value and its unit", () => {
		expect(Buffer.from(payload({ unit: "°C" }, Uint8Array.of(21)).bytes).toString()).toBe("21 °C");
		expect(Buffer.from(payload({}, Uint8Array.of(21)).bytes).toString()).toBe("21");
	});
	test("that does not fit is refused, wherever it ends", () => {
		const value = declare({ unit: "mv" });
		expect([0, 2, 3, 5, 6].map(size => writeReading(value, "255", new Uint8Array(size)))).toEqual([-1, -1, -1, -1, 6]);
	});
});

describe("a JSON payload", () => {
	test("has value, unit, time and sequence number", () => {
		expect(completed({ unit: "mv", scale: 0.1 }, Uint8Array.of(171), Date.parse("2026-11-22T21:38:33.007Z"), 2 ** 48 - 1))
			.toEqual({ value: 17.1, unit: "mv", time: "2026-11-22T21:38:33.007Z", sequence: 2 ** 48 - 1 });
	});
	test("has null for what is unknown", () => {
		expect(completed({}, Uint8Array.of(1), undefined, undefined)).toEqual({ value: 1, unit: "", time: null, sequence: null });
	});
	test("has a string for what is no number, whatever is in it", () => {
		const text = 'a "quoted" \\ ° 😀';
		expect(completed({ format: "utf8", unit: "\"" }, encodeUTF8(text), 0, 0)).toEqual({ value: text, unit: '"', time: "1970-01-01T00:00:00.000Z", sequence: 0 });
	});
	test("of a late reading says so, unless there is no room for that", () => {
		const reading = new OutgoingReading();
		reading.complete(undefined, 5, true);
		expect(Buffer.from(reading.bytes).toString()).toBe(',"time":null,"sequence":5,"late":true}');
		reading.length = 1_024 - 30;
		reading.complete(undefined, 5, true);
		expect(reading.length).toBe(1_024 - 30 + ',"time":null,"sequence":5}'.length);
	});
	test("has the time that Date would write, for 2,000 times near each other and far apart", () => {
		const random = seededRandom(3);
		const reading = new OutgoingReading();
		let time = Date.parse("2026-11-22T21:38:33Z");
		for (let i = 0; i < 2_000; i++) {
			time = random() < 0.9 ? time + Math.floor(random() * 400) - 50 : Math.floor(random() * 4e12);
			reading.length = 0;
			reading.complete(time, i, false);
			expect(Buffer.from(reading.bytes).toString()).toBe(`,"time":"${new Date(time).toISOString()}","sequence":${i}}`);
		}
	});
});
