import { topicChecks } from "../../modules/configuration/mqtt-topic";

const { topicLevelProblem, topicProblem } = topicChecks.value;

describe("topicProblem", () => {
	test.each([
		["", "empty"], ["a/+/b", "wildcard"], ["a/#", "wildcard"], ["$SYS/a", "begins with $SYS"], ["$share", "$share"], ["a\u0000b", "U+0000"], ["a\nb", "U+000A"],
		["a\u0085b", "U+0085"], ["a\ud800", "surrogate"], ["a".repeat(129), "129 bytes"], ["°".repeat(65), "130 bytes"],
	])("%j: %s", (topic, part) => {
		expect(topicProblem(topic)).toContain(part);
	});
	test.each(["esp32/gateway", "/a", "a/$b", "$aws/rules/volts", "$SYSTEM", "a/$SYS", "küche/°C/🔋", "°".repeat(64)])("%j is sound", topic => {
		expect(topicProblem(topic)).toBeUndefined();
	});
});

describe("topicLevelProblem", () => {
	test.each([["", "empty"], ["a/b", "+ # /"], ["a+", "+ # /"], ["#", "+ # /"], ["a\u0000", "U+0000"], ["a".repeat(33), "33 characters"]])("%j: %s", (name, part) => {
		expect(topicLevelProblem(name)).toContain(part);
	});
	test.each(["voltmeter", "Gerät 1", "🔋".repeat(32)])("%j is sound", name => {
		expect(topicLevelProblem(name)).toBeUndefined();
	});
});
