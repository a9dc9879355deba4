import { OutgoingReading, openJSON } from "../../modules/gateway/outgoing-reading";
import { encodeUTF8 } from "../../modules/gateway/utf8";

function completed(open: string, time: number | undefined, sequence: number | undefined): unknown {
	const reading = new OutgoingReading();
	const bytes = encodeUTF8(open);
	reading.payload.set(bytes);
	reading.length = bytes.length;
	reading.open = true;
	reading.complete(time, sequence);
	return JSON.parse(Buffer.from(reading.bytes).toString());
}

describe("a JSON payload", () => {
	test("has value, unit, time and sequence number", () => {
		expect(completed(openJSON("171.9", true, "mv"), Date.parse("2026-11-22T21:38:33.007Z"), 2 ** 48 - 1))
			.toEqual({ value: 171.9, unit: "mv", time: "2026-11-22T21:38:33.007Z", sequence: 2 ** 48 - 1 });
	});
	test("has null for what is unknown", () => {
		expect(completed(openJSON("1", true, ""), undefined, undefined)).toEqual({ value: 1, unit: "", time: null, sequence: null });
	});
	test("has a string for what is no number, whatever is in it", () => {
		const text = 'a "quoted" \\ ° 😀';
		expect(completed(openJSON(text, false, '"'), 0, 0)).toEqual({ value: text, unit: '"', time: "1970-01-01T00:00:00.000Z", sequence: 0 });
	});
});
