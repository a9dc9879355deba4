import { plot, ticks } from "./plot";

const options = { title: "Title", x: "minutes", y: "bytes" };

test("nothing to plot is a mistake of the caller's", () => {
	expect(() => plot({ ...options, series: [{ name: "none", points: [] }] })).toThrow(RangeError);
});

test("names are told as they are, whatever is in them", () => {
	expect(plot({ ...options, title: "a < b & c", series: [{ name: "<x>", points: [[0, 1]] }] })).toMatch(/>a &lt; b &amp; c<[^]*>&lt;x&gt;</);
});

test("a higher value is drawn higher, and a later one further right", () => {
	const [, points] = /polyline [^>]*points="([^"]+)"/.exec(plot({ ...options, series: [{ name: "one", points: [[0, 10], [5, 20]] }] }))!;
	const [first, second] = points!.split(" ").map(point => point.split(",").map(Number));
	expect(second![0]).toBeGreaterThan(first![0]!);
	expect(second![1]).toBeLessThan(first![1]!);
});

test("each series has a line of its own", () => {
	const series = ["one", "two", "three"].map((name, index) => ({ name, points: [[0, index], [1, index]] as const }));
	expect(plot({ ...options, series }).match(/<polyline/g)).toHaveLength(3);
});

test("the same value all along is drawn", () => {
	expect(plot({ ...options, series: [{ name: "flat", points: [[3, 0], [3, 0]] }] })).not.toMatch(/NaN|Infinity/);
});

test.each([[0, 10], [0, 32_768], [3, 7], [-5, 5], [0.001, 0.009]])("ticks cover %p to %p with round numbers", (minimum, maximum) => {
	const values = ticks(minimum, maximum), step = values[1]! - values[0]!;
	expect(values[0]).toBeLessThanOrEqual(minimum);
	expect(values.at(-1)).toBeGreaterThanOrEqual(maximum);
	expect(values.length).toBeLessThan(14);
	expect(Number((step / 10 ** Math.floor(Math.log10(step))).toFixed(6))).toBeLessThanOrEqual(5);
});
