import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DIFFERENCES, applicableCases, judge, type LimboCase } from "./limbo";

const { cases } = JSON.parse(readFileSync(join(__dirname, "limbo-cases.json"), "utf8")) as { cases: LimboCase[] };
const whole = process.env["LIMBO"];

function differs(each: LimboCase): boolean {
	return (judge(each) === "accepted") !== each.accepted;
}

describe(`of ${cases.length} cases of C2SP/x509-limbo`, () => {
	test.each(cases.filter(({ id }) => !(id in DIFFERENCES)).map(each => [each.id, each.accepted ? "accepted" : "refused", each] as const))(
		"%s is %s", (_id, expected, each) => {
			const verdict = judge(each);
			expect(verdict === "accepted" ? verdict : "refused").toBe(expected);
			expect(verdict).toMatch(/^(accepted|[^\x00-\x1f]{20,}\.)$/);
		});
	test.each(cases.filter(({ id }) => id in DIFFERENCES).map(each => [each.id, DIFFERENCES[each.id]!, each] as const))(
		"%s is judged otherwise: %s", (_id, _why, each) => expect(differs(each)).toBe(true));
	test("each difference is one of them", () =>
		expect(Object.keys(DIFFERENCES).filter(id => !cases.some(each => each.id === id))).toEqual([]));
});

if (whole === undefined)
	test.skip("the whole limbo.json: skipped, because LIMBO does not name it", () => undefined);
else
	test(`the whole of ${whole}`, () => {
		const all = applicableCases(readFileSync(whole, "utf8")), differing = all.filter(differs).map(({ id }) => id);
		console.log([`${all.length - differing.length} of ${all.length} agree`, ...differing.map(id => `${id}: ${DIFFERENCES[id] ?? "NOT EXPLAINED"}`)].join("\n"));
		expect(differing.filter(id => !(id in DIFFERENCES))).toEqual([]);
	});
