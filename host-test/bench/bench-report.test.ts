import { drawRounds, formatJSON, formatReport } from "./bench-report";
import type { Result } from "./contest";

const result = (changes: Partial<Result> = {}): Result => ({
	contest: "pipeline, text", name: "gateway", unit: "readings", rates: [900_000, 1_000_000], rate: 1_000_000, lowest: 900_000, highest: 1_000_000,
	microseconds: 1, garbage: 272.6, ratio: 1.25, ...changes,
});

test("what could not be measured is unknown in the table and null in the JSON", () => {
	const results = [result({ garbage: NaN })];
	expect(formatReport(results, 2, false)).toMatch(/^gateway +1,000,000 .* unknown +1.25$/m);
	expect(JSON.parse(formatJSON(results, 2))).toMatchObject({ rounds: 2, results: [{ name: "gateway", garbage: null }] });
});
test("a table for each contest, and how it was measured", () => {
	const text = formatReport([result(), result({ name: "mqtt-packet alone", ratio: 1 }), result({ contest: "chain", unit: "chains", name: "verdict" })], 2, false);
	expect(text).toMatch(/^pipeline, text \(readings\) +a second +lowest +highest +us each +bytes of garbage +times the last\n-.*\ngateway +1,000,000 +900,000 +1,000,000 +1 +273 +1.25\nmqtt-packet alone .* 1\n\nchain \(chains\)/);
	expect(text).toContain("Medians of 2 rounds");
	expect(text).toContain("no collection falls among them");
});
test("the plot has a line for each contestant of the pipeline, and none of others", () => {
	const svg = drawRounds([result(), result({ name: "mqtt-packet alone" }), result({ contest: "chain", name: "verdict" })]);
	expect(svg.match(/<polyline/g)).toHaveLength(2);
	expect(svg).toContain(">mqtt-packet alone<");
	expect(svg).not.toContain("verdict");
});
