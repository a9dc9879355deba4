import type { LinkOptions } from "../../modules/broker/broker-link";
import { BrokerSession } from "../../modules/broker/broker-session";
import { Log } from "../../modules/text/log";
import { Outbox } from "../../modules/reading/outbox";
import { ManualClock } from "../manual-clock";
import { fakeLinks } from "./fake-link";

const WILL = { topic: "p/status", message: "offline", retain: true };

function setUp(capacity = 1_024, will: LinkOptions["will"] | null = WILL, filters?: string[]) {
	const clock = new ManualClock();
	const lines: string[] = [];
	const handshakes: boolean[] = [];
	const trusted: number[] = [];
	const messages: string[] = [];
	const log = new Log(clock, line => lines.push(line), "debug");
	const outbox = new Outbox({
		clock, log, capacity, mode: "never", policy: "drop oldest",
		topic: channel => `p/${channel}`,
		isJSON: () => false,
		expireAfter: () => 60_000,
		history: false,
		makeStore: () => { throw new Error("not asked for"); },
	});
	const { links, open } = fakeLinks();
	const session = new BrokerSession({
		clock, log, outbox, open,
		random: () => 0.5,
		link: { clientId: "gattway-123456", keepAlive: 60_000, will: will ?? undefined },
		broker: "mqtts://broker.example:8883",
		...filters && { subscriptions: { filters, onMessage: (topic: string, payload: Uint8Array) => messages.push(`${topic} ${Buffer.from(payload)}`) } },
		onTrusted: time => trusted.push(time),
		onHandshake: active => handshakes.push(active),
	});
	const take = (...texts: string[]) => {
		for (const text of texts) {
			outbox.begin().set(Buffer.from(text));
			outbox.take(0, text.length);
			session.pump();
		}
	};
	const link = () => links.at(-1)!;
	const connect = () => link().injectConnected();
	return { clock, lines, handshakes, trusted, messages, outbox, links, link, session, take, connect };
}

const texts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `r${from + i}`);

/** One message, as `said` is when it is said. */
const notice = (subtopic: string, said: string, first = true) => ({ messages: 1, first, said, topic: (_index: number, status: string) => status + subtopic, text() { return this.said; } });

describe("BrokerSession", () => {
	test("what is said once goes out at QoS 0, retained or not, and not where nobody is connected", () => {
		const { connect, link, session } = setUp();
		expect(session.say("p/x", "1", true)).toBe(false);
		session.start();
		expect(session.say("p/x", "2", true)).toBe(false);
		connect();
		expect([session.say("p/x", "3", true), session.say("p/y", "4", false)]).toEqual([true, true]);
		link().room = 0;
		expect(session.say("p/x", "5", true)).toBe(false);
		expect(link().published.slice(1)).toEqual([
			{ id: 0, topic: "p/x", payload: "3", duplicate: false, retain: true }, { id: 0, topic: "p/y", payload: "4", duplicate: false, retain: false },
		]);
	});
	test("a start while it runs opens nothing more", () => {
		const { links, session } = setUp();
		session.start();
		session.start();
		expect(links).toHaveLength(1);
	});
	test("a failure is told with its reason and the next attempt, which follows", () => {
		const { clock, lines, link, links, session } = setUp();
		session.start();
		link().injectError({ message: "broker.example:8883 is not reachable" });
		expect(lines.at(-1)).toContain("WARNING broker.example:8883 is not reachable; next attempt in 1.5 s");
		clock.advance(1_499);
		expect(links).toHaveLength(1);
		clock.advance(1);
		expect(links).toHaveLength(2);
	});
	test("what only a person can mend is told as an error, and tried again all the same", () => {
		const { clock, lines, link, links, session } = setUp();
		session.start();
		link().injectError({ message: "refused", lasting: true });
		expect(lines.at(-1)).toContain("ERROR refused");
		clock.advance(60_000);
		expect(links.length).toBeGreaterThan(1);
	});
	test("a record that is too long comes again with the subscription: the gateway goes without for an hour, and publishes", () => {
		const { clock, lines, link, links, session, take } = setUp(1_024, WILL, ["p/set"]);
		session.start();
		for (let i = 0; i < 2; i++) {
			link().injectConnected();
			expect(link().subscribed).toHaveLength(1);
			link().injectError({ failure: "TLS", reason: "record size", message: "a record of 9000 bytes is too long" });
			clock.advance(10_000);
		}
		expect(lines.filter(line => /ERROR a record of 9000 bytes is too long, 2 times in a row.*retained.* subscribes to nothing for 60 min; next/.test(line))).toHaveLength(1);
		link().injectConnected();
		take("r1");
		expect(link().readings).toEqual(["1 r1"]);
		link().injectAcknowledged(1);
		clock.advance(3_600_000 - 20_000);
		take("r2");
		link().injectAcknowledged(2);
		expect(link().subscribed).toEqual([]);
		clock.advance(30_000);
		take("r3");
		expect(link().subscribed).toEqual([["p/set"]]);
		expect(links).toHaveLength(3);
	});
	test("records that are too long now and then pause nothing", () => {
		const { clock, link, session } = setUp(1_024, WILL, ["p/set"]);
		session.start();
		for (let i = 0; i < 4; i++) {
			link().injectConnected();
			expect(link().subscribed).toHaveLength(1);
			clock.advance(i % 2 ? 20_000 : 40_000);
			link().injectError({ failure: "TLS", reason: "record size", message: "a record of 9000 bytes is too long" });
			clock.advance(60_000);
		}
	});
	test("delays grow to a minute", () => {
		const { clock, link, links, session } = setUp();
		session.start();
		for (let i = 0; i < 10; i++) {
			link().injectError();
			clock.advance(60_000);
		}
		const before = links.length;
		link().injectError();
		clock.advance(30_000);
		expect(links).toHaveLength(before);
		clock.advance(30_000);
		expect(links).toHaveLength(before + 1);
	});
	test("a connection that held for 30 seconds makes the next delay short again", () => {
		const { clock, link, links, session, connect } = setUp();
		session.start();
		for (let i = 0; i < 8; i++) {
			link().injectError();
			clock.advance(60_000);
		}
		connect();
		clock.advance(30_000);
		const before = links.length;
		link().injectError();
		clock.advance(1_500);
		expect(links).toHaveLength(before + 1);
	});
	test("a connection that breaks at once keeps the delays growing", () => {
		const { clock, link, links, session, connect } = setUp();
		session.start();
		for (let i = 0; i < 8; i++) {
			connect();
			clock.advance(29_999);
			link().injectError();
			clock.advance(60_000);
		}
		const before = links.length;
		connect();
		link().injectError();
		clock.advance(10_000);
		expect(links).toHaveLength(before);
	});
	test("says online, retained, before anything else on each connection", () => {
		const { clock, link, session, take, connect } = setUp();
		take("r1");
		session.start();
		connect();
		expect(link().published[0]).toEqual({ id: 0, topic: "p/status", payload: "online", duplicate: false, retain: true });
		link().injectError();
		clock.advance(60_000);
		connect();
		expect(link().published.map(({ payload }) => payload)).toEqual(["online", "{\"connection lost\":1}", "r1"]);
	});
	test("no reading goes out before online has room", () => {
		const { link, session, take, connect } = setUp();
		take("r1");
		session.start();
		link().room = 0;
		connect();
		link().injectWritable(1);
		expect(link().published.map(({ payload }) => payload)).toEqual(["online"]);
		link().injectWritable();
		expect(link().readings).toEqual(["1 r1"]);
	});
	test("at most eight readings are in flight", () => {
		const { link, session, take, connect } = setUp();
		session.start();
		connect();
		take(...texts(1, 12));
		expect(link().readings).toHaveLength(8);
		link().injectAcknowledged(1);
		expect(link().readings.at(-1)).toBe("9 r9");
	});
	test("a reading is released by its PUBACK alone", () => {
		const { link, outbox, session, take, connect } = setUp();
		session.start();
		connect();
		take("r1", "r2");
		expect(outbox.waiting).toBe(2);
		link().injectAcknowledged(1);
		expect([outbox.waiting, outbox.acknowledged]).toEqual([1, 1]);
	});
	test("PUBACKs out of order, twice and for unknown identifiers release nothing wrong", () => {
		const { link, outbox, session, take, connect } = setUp();
		session.start();
		connect();
		take("r1", "r2", "r3");
		link().injectAcknowledged(2, 2, 77);
		expect([outbox.waiting, outbox.acknowledged, session.unknown]).toEqual([2, 1, 2]);
		link().injectAcknowledged(1);
		expect(outbox.waiting).toBe(1);
		link().injectAcknowledged(3);
		expect([outbox.waiting, outbox.acknowledged]).toEqual([0, 3]);
	});
	test("a PUBACK for what was not yet sent again on this connection releases nothing", () => {
		const { clock, link, outbox, session, take, connect } = setUp();
		session.start();
		connect();
		take("r1", "r2");
		link().injectError();
		clock.advance(60_000);
		link().room = 2;		// for what is said first
		connect();
		link().injectAcknowledged(1);
		expect([outbox.waiting, outbox.acknowledged, session.unknown]).toEqual([2, 0, 1]);
		link().injectWritable();
		expect(link().readings).toEqual(["1* r1", "2* r2"]);
	});
	test("a reading that was acknowledged before an older one is not counted as dropped", () => {
		const { link, outbox, session, take, connect } = setUp(28);		// two readings
		session.start();
		connect();
		take("r1", "r2");
		link().injectAcknowledged(2);
		take("r3");
		expect([outbox.queueFull, outbox.acknowledged]).toEqual([1, 1]);
		take("r4");
		expect([outbox.queueFull, outbox.acknowledged, outbox.waiting]).toEqual([1, 1, 2]);
	});
	test("the time is kept as good once the broker has proved itself at it", () => {
		const { clock, link, session, trusted } = setUp();
		session.start();
		link().injectSecure();
		clock.time = 5_000;
		link().injectSecure();
		expect(trusted).toEqual([5_000]);
	});
	test("what was in flight is sent again in order, with DUP and its own identifier, before anything new", () => {
		const { clock, link, session, take, connect } = setUp();
		session.start();
		connect();
		take(...texts(1, 10));
		link().injectAcknowledged(1, 3);
		link().injectError();
		clock.advance(60_000);
		connect();
		expect(link().readings).toEqual(["2* r2", "4* r4", "5* r5", "6* r6", "7* r7", "8* r8", "9* r9"]);
		expect(session.duplicates).toBe(7);
		link().injectAcknowledged(2);
		expect(link().readings.slice(-1)).toEqual(["10 r10"]);
	});
	test("a link without room is filled when it is writable again, and nothing is sent twice", () => {
		const { link, session, take, connect } = setUp();
		session.start();
		connect();
		link().room = 1;
		take("r1", "r2", "r3");
		expect(link().readings).toEqual(["1 r1"]);
		link().injectWritable(1);
		link().injectWritable();
		expect(link().readings).toEqual(["1 r1", "2 r2", "3 r3"]);
	});
	test("readings taken while the broker is away go out in order when it is back", () => {
		const { link, session, take, connect } = setUp();
		take(...texts(1, 5));
		session.start();
		connect();
		expect(link().readings).toEqual(["1 r1", "2 r2", "3 r3", "4 r4", "5 r5"]);
	});
	test("readings dropped for want of room, in flight or not, leave the others in order", () => {
		const { clock, link, outbox, session, take, connect } = setUp(140);		// ten readings of two characters
		session.start();
		connect();
		take(...texts(1, 9));
		expect(link().readings).toHaveLength(8);
		take("s1", "s2", "s3");		// r1 and r2, in flight, go
		expect(outbox.queueFull).toBe(2);
		link().injectAcknowledged(1, 2, 3);
		expect(outbox.acknowledged).toBe(1);
		expect(link().readings.slice(8)).toEqual(["9 r9", "10 s1", "11 s2"]);
		link().injectError();
		take(...texts(1, 9));		// all of those in flight go, too
		clock.advance(60_000);
		connect();
		expect(link().readings).toEqual(["12 s3", "13 r1", "14 r2", "15 r3", "16 r4", "17 r5", "18 r6", "19 r7"]);
		expect(outbox.waiting).toBe(10);
	});
	test("a broker that answers pings but acknowledges nothing gets a new connection after 30 seconds", () => {
		const { clock, lines, link, links, session, take, connect } = setUp();
		session.start();
		connect();
		clock.advance(3_600_000);
		expect(links).toHaveLength(1);
		take("r1");
		clock.advance(60_000);
		expect(lines.find(line => line.includes("acknowledged nothing for"))).toBeDefined();
		expect(links[0]!.closed).toBe("abruptly");
		connect();
		expect(link().readings).toEqual(["1* r1"]);
	});
	test("a reading sent long after the connection has all of its 30 seconds, and no more", () => {
		const { clock, link, session, take, connect } = setUp();
		session.start();
		connect();
		clock.advance(29_000);
		take("r1");
		clock.advance(29_999);
		expect(link().closed).toBe("no");
		clock.advance(1);
		expect(link().closed).toBe("abruptly");
	});
	test("what is sent again has 30 seconds on the new connection, however long it waited for it", () => {
		const { clock, lines, link, session, take, connect } = setUp();
		session.start();
		connect();
		take("r1");
		link().injectError();
		clock.advance(600_000);
		connect();
		clock.advance(30_000);
		expect(lines.at(-1)).toContain("the broker has acknowledged nothing for 30 s");
	});
	test("progress keeps the connection, however long the queue", () => {
		const { clock, link, links, session, take, connect } = setUp();
		session.start();
		connect();
		take(...texts(1, 9));
		for (let id = 1; id <= 9; id++) {
			clock.advance(25_000);
			link().injectAcknowledged(id);
		}
		expect(links).toHaveLength(1);
	});
	test("the radio is held while a handshake runs, and let go however it ends", () => {
		const { clock, handshakes, link, session } = setUp();
		session.start();
		link().injectSecuring();
		link().injectSecure();
		expect(handshakes).toEqual([true, false]);
		link().injectError();
		clock.advance(60_000);
		link().injectSecuring();
		link().injectError();
		clock.advance(60_000);
		link().injectSecuring();
		session.stop();
		expect(handshakes).toEqual([true, false, true, false, true, false]);
	});
	test("tells what TLS settled and how long the certificate is good for", () => {
		const { clock, lines, link, session } = setUp();
		clock.time = 86_400_000;
		session.start();
		link().injectSecure();
		expect(lines.at(-1)).toMatch(/tls {4}TLS 1\.2, ECDHE_RSA_WITH_AES_128_GCM_SHA256; the broker's certificate is for broker\.example, 89 days left, verified by CN=Test CA/);
	});
	test("without network it neither connects nor keeps a connection, and starts at once when it is back", () => {
		const { clock, link, links, session } = setUp();
		session.start();
		link().injectError();
		session.stop();
		clock.advance(3_600_000);
		expect(links).toHaveLength(1);
		session.start();
		expect(links).toHaveLength(2);
		session.stop();
		expect(link().closed).toBe("abruptly");
	});
	test("an orderly stop says offline, retained, and disconnects", () => {
		const { link, session, connect } = setUp();
		session.start();
		connect();
		session.stop(true);
		expect(link().published.at(-1)).toEqual({ id: 0, topic: "p/status", payload: "offline", duplicate: false, retain: true });
		expect(link().closed).toBe("orderly");
	});
	test("an orderly stop whose offline has no room breaks the connection, so that the will says it", () => {
		const { link, session, connect } = setUp();
		session.start();
		connect();
		link().room = 0;
		session.stop(true);
		expect(link().published.map(({ payload }) => payload)).toEqual(["online"]);
		expect(link().closed).toBe("abruptly");
	});
	test("what is announced again before there was room for it is said once, as it is then", () => {
		const { link, session, connect } = setUp();
		session.start();
		connect();
		link().room = 0;
		const readings = notice("/readings", "1");
		session.announce(readings);
		session.announce(notice("/version", "3"));
		session.announce(readings);
		readings.said = "2";
		link().injectWritable();
		expect(link().published.slice(1).map(({ payload, topic }) => `${topic} ${payload}`)).toEqual(["p/status/readings 2", "p/status/version 3"]);
	});
	test("what is not said first comes soon after the readings that waited", () => {
		const { clock, link, session, take, connect } = setUp();
		session.announce(notice("/late", "1", false));
		session.announce(notice("/early", "2"));
		take("r1");
		session.start();
		connect();
		expect(link().published.map(({ payload }) => payload)).toEqual(["online", "2", "r1"]);
		clock.advance(0);
		expect(link().published.map(({ payload }) => payload)).toEqual(["online", "2", "r1", "1"]);
	});
	test("of a notice with several messages only the one that has changed is said again", () => {
		const { clock, link, session, connect } = setUp();
		const several = { messages: 3, first: false, topic: (index: number, status: string) => `${status}/${index}`, text: (index: number) => index === 1 ? "" : String(index) };
		session.announce(several);
		session.start();
		connect();
		clock.advance(0);
		session.announce(several, 2);
		expect(link().published.slice(1).map(({ topic }) => topic)).toEqual(["p/status/0", "p/status/2", "p/status/2"]);
	});
	test("with a will that is not retained nothing is", () => {
		const { link, session, connect } = setUp(1_024, { ...WILL, retain: false });
		session.start();
		connect();
		session.stop(true);
		expect(link().published.map(({ payload, retain }) => [payload, retain])).toEqual([["online", false], ["offline", false]]);
	});
	test("without a will says nothing about itself, publishes readings, and disconnects in the end", () => {
		const { clock, link, session, take, connect } = setUp(1_024, null);
		session.start();
		link().injectError();
		clock.advance(60_000);
		connect();
		session.announce(notice("/readings", "1"));
		take("r1");
		session.stop(true);
		expect(link().published.map(({ payload }) => payload)).toEqual(["r1"]);
		expect(link().closed).toBe("orderly");
	});
	test("leaves no alarm behind when it is stopped", () => {
		const { clock, session, connect } = setUp();
		session.start();
		connect();
		session.stop();
		expect(clock.pending).toBe(0);
	});
});

describe("BrokerSession, listening", () => {
	test("subscribes on each connection, before readings go out, and waits for room", () => {
		const { clock, link, session, take, connect } = setUp(1_024, WILL, ["p/+/set", "p/+/get"]);
		take("r1");
		session.start();
		link().room = 1;		// for online
		connect();
		expect([link().subscribed, link().readings]).toEqual([[], []]);
		link().injectWritable();
		expect([link().subscribed, link().readings]).toEqual([[["p/+/set", "p/+/get"]], ["1 r1"]]);
		link().injectError();
		clock.advance(60_000);
		connect();
		expect(link().subscribed).toHaveLength(1);
	});
	test("hands out what was subscribed to", () => {
		const { link, messages, session, connect } = setUp(1_024, WILL, ["p/+/set"]);
		session.start();
		connect();
		link().injectMessage("p/lamp/set", "on");
		link().injectMessage("p/lamp/set", "");
		expect(messages).toEqual(["p/lamp/set on", "p/lamp/set "]);
	});
	test("a refused subscription is told by its topic", () => {
		const { lines, link, session, connect } = setUp(1_024, WILL, ["p/+/set", "p/+/get"]);
		session.start();
		connect();
		link().injectSubscribed(1, 128);
		expect(lines.filter(line => line.includes("refuses the subscription"))).toEqual([expect.stringMatching(/ERROR the broker refuses the subscription to p\/\+\/get/)]);
	});
	test("what nobody subscribed to is told once on each connection", () => {
		const { clock, lines, link, session, connect } = setUp();
		session.start();
		for (let connection = 1; connection <= 2; connection++) {
			connect();
			link().injectMessage("other/topic", "x");
			link().injectMessage("another/topic", "x");
			expect(lines.filter(line => line.includes("did not subscribe"))).toHaveLength(connection);
			link().injectError();
			clock.advance(60_000);
		}
	});
	test("what nobody subscribed to is told, and nothing can be done about it", () => {
		const { clock, lines, link, links, session, connect } = setUp();
		session.start();
		connect();
		link().injectMessage("other/topic", "x");
		clock.advance(60_000);
		expect(lines.at(-1)).toMatch(/WARNING the broker sends other\/topic, .*: ignored/);
		expect(links).toHaveLength(1);
	});
	test("a session that ends meanwhile is not given up later", () => {
		const { clock, link, links, session } = setUp();
		session.start();
		link().injectConnected();
		link().injectMessage("other/topic", "x");
		session.stop();
		clock.advance(60_000);
		expect(links).toHaveLength(1);
		expect(clock.pending).toBe(0);
	});
	test("messages that are too long are told, once a minute, with their number", () => {
		const { clock, lines, link, session, connect } = setUp();
		session.start();
		connect();
		for (let i = 0; i < 5; i++)
			link().injectSkipped(2_000);
		clock.advance(60_000);
		link().injectSkipped(3_000);
		expect(lines.filter(line => line.includes("too long")).map(line => line.replace(/.*WARNING /, ""))).toEqual([
			"a message of 2000 bytes is too long and was skipped (1 since start)", "a message of 3000 bytes is too long and was skipped (6 since start)",
		]);
	});
});

describe("BrokerSession, guessing", () => {
	test("connections that end soon, with nothing in flight, three times in a row: another client with the same id", () => {
		const { clock, lines, link, session, connect } = setUp();
		session.start();
		for (let i = 0; i < 3; i++) {
			connect();
			clock.advance(5_000);
			link().injectError();
			clock.advance(60_000);
		}
		expect(lines.filter(line => /WARNING .*3 times in a row: another client may be using the client id "gattway-123456"/.test(line))).toHaveLength(1);
	});
	test("connections that held for a while give no reason to guess", () => {
		const { clock, lines, link, session, connect } = setUp();
		session.start();
		for (let i = 0; i < 5; i++) {
			connect();
			clock.advance(31_000);
			link().injectError();
			clock.advance(60_000);
		}
		expect(lines.find(line => line.includes("another client"))).toBeUndefined();
	});
});

describe("BrokerSession's counters", () => {
	test("what failed is told to the broker after the next connection, by what it was about", () => {
		const { clock, link, session, connect } = setUp();
		session.start();
		link().injectError({ failure: "TLS", reason: "name mismatch" });
		clock.advance(60_000);
		link().injectError({ failure: "TLS", reason: "name mismatch" });
		clock.advance(60_000);
		link().injectError({ failure: "connection lost", reason: "" });
		clock.advance(60_000);
		connect();
		expect(link().published.slice(0, 2)).toEqual([
			{ id: 0, topic: "p/status", payload: "online", duplicate: false, retain: true },
			{ id: 0, topic: "p/status/failures", payload: '{"name mismatch":2,"connection lost":1}', duplicate: false, retain: true },
		]);
	});
	test("beyond 20 kinds of failures the rest is counted as one, those known as before", () => {
		const { clock, link, session, connect } = setUp();
		session.start();
		for (const kind of [...Array(30).keys(), 0, 19, 20]) {
			link().injectError({ reason: `kind ${kind}` });
			clock.advance(60_000);
		}
		connect();
		const told = JSON.parse(link().published[1]!.payload) as Record<string, number>;
		expect(Object.keys(told)).toHaveLength(21);
		expect(told).toMatchObject({ "kind 0": 2, "kind 1": 1, "kind 19": 2, other: 11 });
	});
	test("nothing is told where nothing failed", () => {
		const { link, session, connect } = setUp();
		session.start();
		connect();
		expect(link().published).toHaveLength(1);
	});
	test("what expires soon is told", () => {
		const { clock, lines, link, session } = setUp();
		clock.time = 100 * 86_400_000;
		session.start();
		link().injectSecure({ notBefore: 20 * 86_400_000, notAfter: 110 * 86_400_000, subject: "CN=Broker" });
		expect(lines.at(-1)).toMatch(/WARNING CN=Broker expires in 10 days/);
	});
});
