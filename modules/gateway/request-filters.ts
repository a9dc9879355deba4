import { MAXIMUM_FILTERS } from "../broker/message-sieve";
import type { ValueConfiguration } from "../configuration/configuration";
import type { Log } from "../text/log";
import { utf8Length } from "../text/utf8";

/** Behind a value's topic: write it, read it. */
export const SET = "/set", GET = "/get";

/**
 * What requests are published to: two filters, and for each value whose topic these do not take two more, as long
 * as there is room. Tells of those for which there is none.
 * @param room bytes of all filters
 */
export function requestFilters(prefix: string, values: readonly ValueConfiguration[], room: number, log: Log): string[] {
	const filters: string[] = [];
	let rest = room;
	const add = (more: readonly string[]) => {
		const needed = more.reduce((sum, filter) => sum + utf8Length(filter), 0);
		if (needed > rest || filters.length + more.length > MAXIMUM_FILTERS)
			return log.warning("ask", `there is no room to subscribe to ${more.join(" and ")}: a topic as ${prefix}/<peripheral>/<value> needs no room of its own`);
		rest -= needed;
		filters.push(...more);
	};
	add([`${prefix}/+/+${SET}`, `${prefix}/+/+${GET}`]);
	values.forEach(({ topic }, channel) => {
		if (values.findIndex(value => value.topic === topic) === channel && !isBelow(topic, prefix))
			add([topic + SET, topic + GET]);
	});
	return filters;
}

/** Whether it is `<prefix>/<peripheral>/<value>`. */
function isBelow(topic: string, prefix: string): boolean {
	return topic.startsWith(prefix + "/") && topic.slice(prefix.length + 1).split("/").length === 2;
}
