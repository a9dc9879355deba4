import { MAXIMUM_FILTERS } from "../../modules/broker/message-sieve";
import type { ValueConfiguration } from "../../modules/configuration/configuration";
import { requestFilters } from "../../modules/gateway/request-filters";

function filtersOf(room: number, ...topics: string[]): { filters: string[]; left: string[] } {
	const values = topics.map(topic => ({ topic }) as ValueConfiguration);
	const filters: string[] = [], left = requestFilters("p", values, room, filters);
	return { filters, left };
}

test("topics below the prefix need no filters of their own, others need two, once", () => {
	expect(filtersOf(1_024, "p/a/b", "other", "other", "p/x").filters).toEqual(["p/+/+/set", "p/+/+/get", "other/set", "other/get", "p/x/set", "p/x/get"]);
});
test("what there is no room for is told", () => {
	const { filters, left } = filtersOf(40, "other", "another");
	expect(filters).toEqual(["p/+/+/set", "p/+/+/get", "other/set", "other/get"]);
	expect(left).toEqual(["another"]);
});
test("what is there already takes its part of the room", () => {
	const filters = ["p/command/status"];
	expect(requestFilters("p", [{ topic: "other" } as ValueConfiguration], 40, filters)).toEqual(["other"]);
	expect(filters).toEqual(["p/command/status", "p/+/+/set", "p/+/+/get"]);
});
test("there are never more than SUBSCRIBE has room for, and SUBACK may answer", () => {
	const { filters, left } = filtersOf(1_024, ...Array.from({ length: 100 }, (_, i) => String(i)));
	expect(filters).toHaveLength(MAXIMUM_FILTERS);
	expect(left).toHaveLength(100 - (MAXIMUM_FILTERS - 2) / 2);
});
