import { MAXIMUM_FILTERS } from "../../modules/broker/message-sieve";
import type { ValueConfiguration } from "../../modules/configuration/configuration";
import { requestFilters } from "../../modules/gateway/request-filters";
import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";

function filtersOf(room: number, ...topics: string[]): { filters: string[]; lines: string[] } {
	const lines: string[] = [];
	const values = topics.map(topic => ({ topic }) as ValueConfiguration);
	return { filters: requestFilters("p", values, room, new Log(new ManualClock(), line => lines.push(line), "info")), lines };
}

test("topics below the prefix need no filters of their own, others need two, once", () => {
	expect(filtersOf(1_024, "p/a/b", "other", "other", "p/x").filters).toEqual(["p/+/+/set", "p/+/+/get", "other/set", "other/get", "p/x/set", "p/x/get"]);
});
test("what there is no room for is told", () => {
	const { filters, lines } = filtersOf(40, "other", "another");
	expect(filters).toEqual(["p/+/+/set", "p/+/+/get", "other/set", "other/get"]);
	expect(lines).toEqual([expect.stringContaining("no room to subscribe to another/set and another/get")]);
});
test("there are never more than SUBSCRIBE has room for, and SUBACK may answer", () => {
	const { filters, lines } = filtersOf(1_024, ...Array.from({ length: 100 }, (_, i) => String(i)));
	expect(filters).toHaveLength(MAXIMUM_FILTERS);
	expect(lines).toHaveLength(100 - (MAXIMUM_FILTERS - 2) / 2);
});
