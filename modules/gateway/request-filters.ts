import { MAXIMUM_FILTERS } from "../broker/message-sieve";
import type { ValueConfiguration } from "../configuration/configuration";
import { utf8Length } from "../text/utf8";

/** Behind a value's topic: write it, read it. */
export const SET = "/set", GET = "/get";

/**
 * Adds what requests are published to: two filters, and for each value whose topic these do not take two more, as long as
 * there is room.
 * @param room bytes of all filters, with those that are there already
 * @returns the topics of those for which there is none
 */
export function requestFilters(prefix: string, values: readonly ValueConfiguration[], room: number, filters: string[]): string[] {
	const left: string[] = [];
	filters.push(`${prefix}/+/+${SET}`, `${prefix}/+/+${GET}`);
	let rest = filters.reduce((rest, filter) => rest - utf8Length(filter), room);
	values.forEach(({ topic }, channel) => {
		if (values.findIndex(value => value.topic === topic) !== channel || isBelow(topic, prefix))
			return;
		const needed = utf8Length(topic + SET) + utf8Length(topic + GET);
		if (needed > rest || filters.length + 2 > MAXIMUM_FILTERS)
			left.push(topic);
		else {
			rest -= needed;
			filters.push(topic + SET, topic + GET);
		}
	});
	return left;
}

/** Whether it is `<prefix>/<peripheral>/<value>`. */
function isBelow(topic: string, prefix: string): boolean {
	return topic.startsWith(prefix + "/") && topic.slice(prefix.length + 1).split("/").length === 2;
}
