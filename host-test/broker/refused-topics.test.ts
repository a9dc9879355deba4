import { RefusedTopics } from "../../modules/broker/refused-topics";

const MINUTE = 60_000;

test("a topic that is proven is tried again after 5 minutes, and twice as long each time, to an hour", () => {
	const refused = new RefusedTopics(), topic = refused.add("t", true, 1_000), delays = [topic.delay / MINUTE];
	expect(refused.nextDue).toBe(1_000 + 5 * MINUTE);
	for (let time = 0; time < 5; time++) {
		refused.postpone(topic, true, 0, 7_000);
		delays.push(topic.delay / MINUTE);
		expect(refused.nextDue).toBe(7_000 + topic.delay);
	}
	expect(delays).toEqual([5, 10, 20, 40, 60, 60]);
});
test("one that is not is tried soon, and seldom where too little else was taken", () => {
	const refused = new RefusedTopics(), topic = refused.add("t", false, 0), delays = [topic.delay / 1_000];
	for (let time = 0; time < 9; time++) {
		refused.postpone(topic, true, 1, 0);
		delays.push(topic.delay / 1_000);
	}
	expect(delays).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
	expect(topic).toMatchObject({ proven: false, proofs: 0 });
});
test("it is proven by four tries, after two, three, four and five others were taken", () => {
	const refused = new RefusedTopics(), topic = refused.add("t", false, 0), story: unknown[] = [];
	for (const taken of [1, 2, 2, 3, 4, 4, 5]) {
		refused.postpone(topic, true, taken, 0);
		story.push([topic.proofs, topic.proven, topic.delay / 1_000]);
	}
	expect(story).toEqual([[0, false, 4], [1, false, 2], [1, false, 4], [2, false, 2], [3, false, 2], [3, false, 4], [4, true, 300]]);
});
test("a try of which nobody knows changes nothing but the time", () => {
	const refused = new RefusedTopics(), topic = refused.add("t", true, 0);
	refused.postpone(topic, false, 9, 50);
	expect(topic).toMatchObject({ delay: 5 * MINUTE, due: 50 + 5 * MINUTE, proven: true, proofs: 0 });
});
test("that which has waited longest comes first, once it is due; there are sixteen", () => {
	const refused = new RefusedTopics();
	for (let number = 0; number < 17; number++)
		refused.add(`t/${number}`, true, 100 - number);
	expect(refused.find("t/0")).toBeUndefined();
	expect(refused.find("t/1")).toBeDefined();
	expect(refused.size).toBe(16);
	expect(refused.due(84 + 5 * MINUTE - 1)).toBeUndefined();
	expect(refused.due(84 + 5 * MINUTE)?.topic).toBe("t/16");
});
