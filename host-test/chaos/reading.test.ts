import { readReading } from "./reading";

test.each(["", "online", "-", "172 mv", "{}", '{"value":"nan"}', "null"])("%j is no reading of a counter", payload => {
	expect(readReading(payload)).toBeUndefined();
});
test("text is a counter alone", () => {
	expect(readReading("1000017")).toEqual({ counter: 1_000_017, sequence: undefined, captured: undefined });
});
test("JSON says sequence number and moment too", () => {
	expect(readReading('{"value":17,"unit":"","time":"1970-01-01T00:00:01.500Z","sequence":16777216}')).toEqual({ counter: 17, sequence: 2 ** 24, captured: 1_500 });
});
test("a moment that nobody knows is not a number", () => {
	expect(readReading('{"value":17,"unit":"","time":null,"sequence":null}')).toEqual({ counter: 17, sequence: undefined, captured: NaN });
});
