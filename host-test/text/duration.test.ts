import { describeDuration } from "../../modules/text/duration";

test.each([
	[0, "0 ms"], [350, "350 ms"], [999.4, "999 ms"], [1_000, "1 s"], [2_449, "2.4 s"], [15_000, "15 s"], [119_000, "119 s"],
	[2_700_000, "45 min"], [30 * 3_600_000, "30 h"], [89.9 * 86_400_000, "89 days"], [-5_000, "-5 s"],
])("%d ms is %s", (milliseconds, text) => {
	expect(describeDuration(milliseconds)).toBe(text);
});
