import { HeldReadings } from "../../modules/broker/held-readings";
import { RefusedTopics } from "../../modules/broker/refused-topics";

test("of a topic that is only suspected the oldest eight are remembered, and of another topic that there is one", () => {
	const held = new HeldReadings(), topic = new RefusedTopics().add("t", false, 0), other = new RefusedTopics().add("u", false, 0);
	for (let sequence = 0; sequence < 20; sequence++) {
		held.hand();
		held.hold(sequence, sequence < 19 ? topic : other);
	}
	const remembered: number[] = [];
	for (; held.oldest; held.shift())
		remembered.push(held.oldest.sequence);
	expect(remembered).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	expect([held.includes(topic), held.includes(other)]).toEqual([false, true]);
});
