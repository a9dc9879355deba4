import { LinkTime } from "../text/link-time";
import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";

/** Bytes of a topic in UTF-8. MQTT allows 65,535; packets are to stay well within one socket window. */
export const TOPIC_LENGTH = 128;

/** Below the prefix, what is the gateway's own: its status, and what it is told itself. */
const OWN_LEVELS = Object.freeze(["command", "status"]);
/** Behind a peripheral's name: whether it is there, and more about that. */
const PRESENCE = Object.freeze(["/status", "/link"]);
/** Behind the topic of a value: where it is asked for, and where the answer goes. */
const REQUESTS = Object.freeze(["/get", "/set", "/result"]);

/**
 * What is wrong with a topic to publish to, for people; undefined if nothing is. No wildcards [MQTT-3.3.2-2], not
 * empty [MQTT-4.7.3-1], no NUL [MQTT-4.7.3-2], no other control character (1.5.3), and at most `TOPIC_LENGTH` bytes. Of
 * the topics that begin with `$` [MQTT-4.7.2-1] brokers let clients publish to some (`$aws/rules/…`), never to `$SYS`, and
 * `$share` stands before what is subscribed to.
 */
const topicProblem = (topic: string): string | undefined => {
	if (topic === "")
		return "is empty";
	if (topic.includes("+") || topic.includes("#"))
		return "has a wildcard (+ or #) in it, which only a subscription may";
	if (isLevelOf(topic, "$SYS") || isLevelOf(topic, "$share"))
		return "begins with $SYS or $share, to which nobody but the broker may publish";
	const length = utf8Length(topic);
	if (length > TOPIC_LENGTH)
		return `has ${length} bytes; ${TOPIC_LENGTH} are allowed`;
	return textProblem(topic);
};

/** Whether the first levels of `topic` are `levels`. */
const isLevelOf = (topic: string, levels: string): boolean => {
	return topic.startsWith(levels) && (topic.length === levels.length || topic[levels.length] === "/");
};

/** Whether it is `<prefix>/<peripheral>/<value>`. */
function isTwoLevelsBelow(topic: string, prefix: string): boolean {
	return topic.startsWith(prefix + "/") && topic.slice(prefix.length + 1).split("/").length === 2;
}

/** What is wrong with a name that becomes one level of a topic; undefined if nothing is. */
const topicLevelProblem = (name: string): string | undefined => {
	const length = [...name].length;
	if (length < 1 || length > 32)
		return length === 0 ? "is empty" : `has ${length} characters; 32 are allowed`;
	if (name.includes("+") || name.includes("#") || name.includes("/"))
		return "has one of + # / in it, which a topic made of it could not";
	return textProblem(name);
};

/** The same of a peripheral's name, which stands behind the prefix. */
const peripheralNameProblem = (name: string): string | undefined => {
	return topicLevelProblem(name) ?? (OWN_LEVELS.includes(name) ? `would have its topics among the gateway's own, at <prefix>/${name}/…` : undefined);
};

/**
 * What is wrong with a value's topic beside others: at the gateway's own it would be taken for its status or a command, and
 * at those of requests each reading would come back as a request. Undefined if nothing is.
 * @param topics of all values
 */
const takenTopicProblem = (topic: string, prefix: string, topics: readonly string[]): string | undefined => {
	const own = OWN_LEVELS.find(level => isLevelOf(topic, `${prefix}/${level}`));
	if (own)
		return `which is the gateway's own: <prefix>/${own}`;
	if (PRESENCE.some(ending => topic.endsWith(ending)) && isTwoLevelsBelow(topic, prefix))
		return "where the gateway tells whether that peripheral is there";
	const ending = REQUESTS.find(ending => topic.endsWith(ending)), base = ending && topic.slice(0, -ending.length);
	if (base === undefined || !topics.includes(base) && !isTwoLevelsBelow(base, prefix))
		return undefined;
	return `where the gateway ${ending === "/result" ? "answers" : "listens to"} requests for ${base}`;
};

/** For when the firmware is linked; they can't be had otherwise, so that they do not stay in flash. */
export const topicChecks = Object.freeze(new LinkTime(Object.freeze({ peripheralNameProblem, takenTopicProblem, topicLevelProblem, topicProblem })));
