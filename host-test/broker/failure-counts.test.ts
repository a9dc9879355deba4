import { FailureCounts } from "../../modules/broker/failure-counts";
import { RefusedTopics } from "../../modules/broker/refused-topics";
import { MAXIMUM_PAYLOAD } from "../../modules/reading/outgoing-reading";

test.each([["letters", "p"], ["letters of three bytes", "電"], ["what JSON escapes", "\""]])("with all kinds and refused topics of %s the message fits", (_what, letter) => {
	const refused = new RefusedTopics(), counts = new FailureCounts(refused), size = Buffer.byteLength(letter);
	for (let i = 0; i < 16; i++)
		refused.add(`${String(i).padStart(2, "0")}${letter.repeat(254 / size)}`, true, 0).dropped = 123_456;
	// the longest is "too many certificates"
	for (let i = 0; i < 25; i++) {
		for (let times = 0; times < 1_000; times++)
			counts.count(`too many certificates${i}`.slice(-21));
	}
	expect(Buffer.byteLength(counts.text())).toBeLessThanOrEqual(MAXIMUM_PAYLOAD);
});
test("refused topics are named, oldest first, and what there is no room for is counted together", () => {
	const refused = new RefusedTopics();
	for (const topic of ["first", "x".repeat(256), "y".repeat(256), "z".repeat(256)])
		refused.add(topic, true, 0).dropped = 2;
	expect(JSON.parse(new FailureCounts(refused).text())).toEqual({ refused: { first: 2, ["x".repeat(256)]: 2, "…": 4 } });
});
