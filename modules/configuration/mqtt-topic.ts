import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";

/** Bytes of a topic in UTF-8. MQTT allows 65,535; packets are to stay well within one socket window. */
export const TOPIC_LENGTH = 128;

/**
 * What is wrong with a topic to publish to, for people; undefined if nothing is. No wildcards [MQTT-3.3.2-2], not
 * empty [MQTT-4.7.3-1], no NUL [MQTT-4.7.3-2], no other control character (1.5.3), no `$` first, which belongs to the
 * broker [MQTT-4.7.2-1], and at most `TOPIC_LENGTH` bytes.
 */
export function topicProblem(topic: string): string | undefined {
	if (topic === "")
		return "is empty";
	if (topic.includes("+") || topic.includes("#"))
		return "has a wildcard (+ or #) in it, which only a subscription may";
	if (topic.startsWith("$"))
		return "begins with $, which belongs to the broker";
	const length = utf8Length(topic);
	if (length > TOPIC_LENGTH)
		return `has ${length} bytes; ${TOPIC_LENGTH} are allowed`;
	return textProblem(topic);
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
