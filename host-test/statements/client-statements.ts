import type { Watch } from "./broker-log";

/** Where it is seen that the gateway does what a statement asks. */
export type Evidence =
	/** The broker logs it when a client does it, under this identifier: its numbers are those of a draft. */
	| { readonly logged: string }
	/** The broker looks at each packet of this kind, or of all that the gateway sends ("packet"), and complains. */
	| { readonly checked: string }
	| { readonly watched: Watch }
	/** It is about what a good broker never sends, or what it can't see: title of a test, in a file of host-test/. */
	| { readonly test: string; readonly file: string }
	/** Why there is nothing to be seen. */
	| { readonly not: string };

export interface ClientStatement {
	/** Of MQTT 3.1.1, without its brackets and "MQTT-". */
	readonly id: string;
	/** What it asks of a client, in few words. */
	readonly asks: string;
	readonly evidence: Evidence;
}

const SIEVE = "broker/message-sieve.test.ts", LINK = "device/mqtt-link.test.ts", SESSION = "broker/broker-session.test.ts";
const NO_QOS_2 = "it publishes and subscribes at QoS 1 at most";
const NO_UNSUBSCRIBE = "it never unsubscribes: its subscriptions end with the connection";
const NO_WEB = "it speaks MQTT over TCP and TLS";

/** Every statement of MQTT 3.1.1 (appendix B) that binds a client. */
export const CLIENT_STATEMENTS: readonly ClientStatement[] = Object.freeze([
	row("1.5.3-1", "ends the connection at a string that is not UTF-8", { file: SIEVE, test: "a PUBLISH with %s is told" }),
	row("1.5.3-2", "no NUL in strings, and ends the connection at one", { file: SIEVE, test: "a PUBLISH with %s is told" }),
	row("1.5.3-3", "U+FEFF in a string stays", { file: SIEVE, test: "a byte order mark in a topic is part of it" }),
	row("2.2.2-1", "reserved flags are as the table has them", { checked: "packet" }),
	row("2.2.2-2", "ends the connection at other flags", { file: SIEVE, test: "%s is told, and nothing follows" }),
	row("2.3.1-1", "SUBSCRIBE and PUBLISH at QoS 1 have an identifier above 0", { logged: "MQTT-2.3.1-1" }),
	row("2.3.1-2", "a new packet has an identifier that is not in use", { watched: "new identifiers" }),
	row("2.3.1-3", "a packet that is sent again keeps its identifier", { watched: "same identifier" }),
	row("2.3.1-5", "PUBLISH at QoS 0 has none", { logged: "MQTT-2.3.1-5" }),
	row("2.3.1-6", "PUBACK has the identifier of its PUBLISH", { watched: "acknowledgements" }),
	row("3.1.0-1", "CONNECT comes first", { checked: "Connects" }),
	row("3.1.2-4", "keeps its session if CleanSession is 0", { not: "CleanSession is always 1" }),
	row("3.1.2-6", "begins a new session if it is 1", { watched: "new session" }),
	row("3.1.2-9", "a will has its topic and message", { logged: "MQTT-3.1.2-9" }),
	row("3.1.2-11", "without a will nothing of one is in CONNECT", { checked: "Connects" }),
	row("3.1.2-13", "without a will its QoS is 0", { checked: "Connects" }),
	row("3.1.2-14", "a will's QoS is not 3", { checked: "Connects" }),
	row("3.1.2-15", "without a will it is not retained", { checked: "Connects" }),
	row("3.1.2-18", "no user without its flag", { logged: "MQTT-3.1.2-18" }),
	row("3.1.2-19", "a user with it", { logged: "MQTT-3.1.2-19" }),
	row("3.1.2-20", "no password without its flag", { logged: "MQTT-3.1.2-20" }),
	row("3.1.2-21", "a password with it", { logged: "MQTT-3.1.2-21" }),
	row("3.1.2-22", "no password without a user", { checked: "Connects" }),
	row("3.1.2-23", "sends something within the keep-alive, if only PINGREQ", { watched: "keep-alive" }),
	row("3.1.3-1", "CONNECT's fields are in their order", { logged: "MQTT-3.1.3-1" }),
	row("3.1.3-2", "a session is known by its client id", { not: "CleanSession is always 1: there is no state to know again" }),
	row("3.1.3-3", "the client id is there, and first", { logged: "MQTT-3.1.3-3" }),
	row("3.1.3-4", "the client id is UTF-8", { logged: "MQTT-3.1.3-4" }),
	row("3.1.3-7", "CleanSession with an empty client id", { not: "its client id is never empty" }),
	row("3.1.3-10", "the will's topic is UTF-8", { checked: "Connects" }),
	row("3.1.3-11", "the user is UTF-8", { checked: "Connects" }),
	row("3.3.1-1", "DUP with what is sent again", { watched: "duplicate" }),
	row("3.3.1-2", "no DUP at QoS 0", { checked: "Publishes" }),
	row("3.3.1-4", "ends the connection at QoS 3", { file: LINK, test: "a PUBLISH that can't be one ends the connection, and is told once" }),
	row("3.3.2-1", "PUBLISH begins with a topic in UTF-8", { checked: "Publishes" }),
	row("3.3.2-2", "no wildcard in a topic", { checked: "Publishes" }),
	row("3.3.4-1", "PUBLISH is answered as its QoS asks", { watched: "acknowledgements" }),
	row("3.6.1-1", "PUBREL has its flags", { not: NO_QOS_2 }),
	row("3.8.1-1", "SUBSCRIBE has its flags", { checked: "Subscribes" }),
	row("3.8.3-1", "filters are UTF-8", { checked: "Subscribes" }),
	row("3.8.3-3", "SUBSCRIBE has a filter", { checked: "Subscribes" }),
	row("3-8.3-4", "no reserved bits beside a filter's QoS", { checked: "Subscribes" }),
	row("3.10.1-1", "UNSUBSCRIBE has its flags", { not: NO_UNSUBSCRIBE }),
	row("3.10.3-1", "its filters are UTF-8", { not: NO_UNSUBSCRIBE }),
	row("3.10.3-2", "it has a filter", { not: NO_UNSUBSCRIBE }),
	row("3.14.4-1", "closes the connection after DISCONNECT", { file: LINK, test: "after DISCONNECT the connection is closed, and nothing more is sent" }),
	row("3.14.4-2", "sends nothing after DISCONNECT", { watched: "last packet" }),
	row("4.1.0-1", "keeps the session's state as long as the session", { file: SESSION, test: "a reading is released by its PUBACK alone" }),
	row("4.1.0-2", "a session lasts as long as its connection", { file: SESSION, test: "progress keeps the connection, however long the queue" }),
	row("4.3.1-1", "QoS 0 goes without DUP", { checked: "Publishes" }),
	row("4.3.2-1", "QoS 1: a new identifier, no DUP, unacknowledged until PUBACK", { watched: "new identifiers" }),
	row("4.3.2-2", "QoS 1: answers with PUBACK", { watched: "acknowledgements" }),
	row("4.3.3-1", "QoS 2, sender", { not: NO_QOS_2 }),
	row("4.3.3-2", "QoS 2, receiver: PUBREC, PUBCOMP", { file: LINK, test: "QoS 2, which somebody subscribed to under our name, is acknowledged in both steps" }),
	row("4.4.0-1", "sends again what was not acknowledged, under its identifier", { watched: "same identifier" }),
	row("4.5.0-2", "acknowledges what it does not want, too", { watched: "acknowledgements" }),
	row("4.6.0-1", "sends again in the order of before", { watched: "order" }),
	row("4.6.0-2", "PUBACKs are in the order of what came", { watched: "acknowledgements" }),
	row("4.6.0-3", "PUBRECs likewise", { not: NO_QOS_2 }),
	row("4.6.0-4", "PUBRELs likewise", { not: NO_QOS_2 }),
	row("4.7.1-1", "wildcards in filters only", { checked: "Publishes" }),
	row("4.7.1-2", "# comes last", { logged: "MQTT-4.7.1-2" }),
	row("4.7.1-3", "+ is a whole level", { logged: "MQTT-4.7.1-3" }),
	row("4.7.3-1", "topics and filters have a character", { logged: "MQTT-4.7.3-1" }),
	row("4.7.3-2", "and no NUL", { logged: "MQTT-4.7.3-2" }),
	row("4.7.3-3", "and 65,535 bytes at most", { logged: "MQTT-4.7.3-3" }),
	row("4.8.0-1", "ends the connection at what is against the protocol", { file: SIEVE, test: "%s is told, and nothing follows" }),
	row("4.8.0-2", "ends it where it can't take a packet", { not: "a message that is too long for it is skipped, and acknowledged" }),
	row("6.0.0-1", "WebSocket: binary frames", { not: NO_WEB }),
	row("6.0.0-2", "WebSocket: packets cut anywhere", { not: NO_WEB }),
	row("6.0.0-3", "WebSocket: names its protocol", { not: NO_WEB }),
	row("7.0.0-2", "needs nothing beyond the standard", { checked: "Connects" }),
	row("7.1.2-1", "works over an ordered stream without loss", { checked: "Connects" }),
]);

function row(id: string, asks: string, evidence: Evidence): ClientStatement {
	return Object.freeze({ id, asks, evidence: Object.freeze(evidence) });
}

const KINDS: Readonly<Record<string, string>> = Object.freeze({
	Connects: "CONNECT", Publishes: "PUBLISH", Subscribes: "SUBSCRIBE",
});

/** For people: where it is seen. */
export function describeEvidence(evidence: Evidence): string {
	if ("logged" in evidence)
		return "the broker logs it";
	if ("checked" in evidence)
		return `the broker checks each ${KINDS[evidence.checked] ?? evidence.checked}`;
	if ("watched" in evidence)
		return "watched";
	return "test" in evidence ? `\`${evidence.file}\`` : `not: ${evidence.not}`;
}
