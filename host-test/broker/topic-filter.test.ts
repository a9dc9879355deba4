import { matchesFilter } from "../../modules/broker/topic-filter";

test.each([
	["a/b", "a/b"], ["a/+", "a/b"], ["+/b", "a/b"], ["+", "a"], ["a/+/c", "a//c"], ["#", "a/b/c"], ["a/#", "a"], ["a/#", "a/b/c"],
	["a/+/#", "a/b"], ["/+", "/a"], ["+/+", "/a"], ["$SYS/#", "$SYS/x"],
])("%s takes %s", (filter, topic) => {
	expect(matchesFilter(filter, topic)).toBe(true);
});
test.each([
	["a/b", "a/c"], ["a/b", "a"], ["a", "a/b"], ["a/+", "a/b/c"], ["a/+", "a"], ["+", "/a"], ["a/#", "ab"], ["#", "$SYS/x"], ["+/x", "$SYS/x"], ["a/b/#", "a"], ["a/", "a"],
])("%s does not take %s", (filter, topic) => {
	expect(matchesFilter(filter, topic)).toBe(false);
});
