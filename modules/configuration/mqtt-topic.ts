import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";

/** Bytes of a topic in UTF-8. MQTT allows 65,535; packets are to stay well within one socket window. */
export const TOPIC_LENGTH = 128;

/**
 * What is wrong with a topic to publish to, for people; undefined if nothing is. No wildcards [MQTT-3.3.2-2], not
 * empty [MQTT-4.7.3-1], no NUL [MQTT-4.7.3-2], no other control character (1.5.3), and at most `TOPIC_LENGTH` bytes. Of
 * the topics that begin with `$` [MQTT-4.7.2-1] brokers let clients publish to some (`$aws/rules/…`), never to `$SYS`, and
 * `$share` stands before what is subscribed to.
 */
export function topicProblem(topic: string): string | undefined {
	if (topic === "")
		return "is empty";
	if (topic.includes("+") || topic.includes("#"))
		return "has a wildcard (+ or #) in it, which only a subscription may";
	if (isLevel(topic, "$SYS") || isLevel(topic, "$share"))
		return "begins with $SYS or $share, to which nobody but the broker may publish";
	const length = utf8Length(topic);
	if (length > TOPIC_LENGTH)
		return `has ${length} bytes; ${TOPIC_LENGTH} are allowed`;
	return textProblem(topic);
}

/** Whether the first level of `topic` is `level`. */
function isLevel(topic: string, level: string): boolean {
	return topic.startsWith(level) && (topic.length === level.length || topic[level.length] === "/");
}

/** What is wrong with a name that becomes one level of a topic; undefined if nothing is. */
export function topicLevelProblem(name: string): string | undefined {
	const length = [...name].length;
	if (length < 1 || length > 32)
		return length === 0 ? "is empty" : `has ${length} characters; 32 are allowed`;
	if (name.includes("+") || name.includes("#") || name.includes("/"))
		return "has one of + # / in it, which a topic made of it could not";
	return textProblem(name);
}
