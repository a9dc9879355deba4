import { ReplyQueue } from "../../modules/broker/reply-queue";
import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";
import { FakeLink } from "./fake-link";

function setUp() {
	const clock = new ManualClock(), lines: string[] = [];
	const queue = new ReplyQueue(clock, new Log(clock, line => lines.push(line), "debug"));
	const connect = () => {
		const link = new FakeLink({ clientId: "c", keepAlive: 60_000, will: undefined }, undefined as never);
		queue.begin(link);
		return link;
	};
	const add = (topic: string, text: string) => {
		expect(queue.reserve()).toBe(true);
		queue.add(topic, text);
	};
	return { add, clock, connect, lines, queue };
}

describe("ReplyQueue", () => {
	test("a reply that was not acknowledged is sent again on the next connection, with DUP and its identifier", () => {
		const { add, connect, queue } = setUp();
		add("t/result", "one");
		const first = connect();
		expect(queue.pump()).toBe(true);
		queue.pump();
		queue.end();
		const second = connect();
		queue.pump();
		expect(first.readings).toEqual(["65100 one"]);
		expect(second.readings).toEqual(["65100* one"]);
		expect(second.published[0]).toMatchObject({ topic: "t/result", retain: false });
		expect(queue.acknowledge(65_100)).toBe(true);
		expect(queue.acknowledge(65_100)).toBe(false);
	});
	test("an answer in parts takes one place: each part goes out when the last has arrived, and again as it is", () => {
		const { connect, queue } = setUp(), parts = ["one", "two"];
		queue.reserve();
		queue.add("t", { get payload() { return Buffer.from(parts[0]!); }, next: () => parts.shift() !== undefined && parts.length > 0 });
		const first = connect();
		queue.pump();
		queue.pump();
		expect(first.readings).toEqual(["65100 one"]);
		expect(queue.acknowledge(65_100)).toBe(true);
		queue.pump();
		queue.end();
		const second = connect();
		queue.pump();
		expect([first.readings.at(-1), second.readings]).toEqual(["65101 two", ["65101* two"]]);
		expect([queue.acknowledge(65_100), queue.acknowledge(65_101), queue.acknowledge(65_101)]).toEqual([false, true, false]);
		expect(queue.stalled).toBe(0);
	});
	test("one for which there was no room was not sent, and is no duplicate later", () => {
		const { add, connect, queue } = setUp();
		const link = connect();
		link.room = 0;
		add("t", "one");
		expect(queue.pump()).toBe(false);
		expect(queue.acknowledge(65_100)).toBe(false);
		link.room = 1;
		queue.pump();
		expect(link.readings).toEqual(["65100 one"]);
	});
	test("one at which connection after connection ends is dropped, and told by its topic", () => {
		const { add, connect, lines, queue } = setUp();
		add("refused/result", "one");
		for (let i = 0; i < 6; i++) {
			const link = connect();
			queue.pump();
			expect(link.published).toHaveLength(1);
			queue.end();
		}
		const last = connect();
		queue.pump();
		expect(last.published).toEqual([]);
		expect(lines.join("\n")).toContain("ERROR 6 connections ended after the result was published to refused/result");
	});
	test("has room for twelve, with those that are only reserved", () => {
		const { add, queue } = setUp();
		for (let i = 0; i < 3; i++)
			add("t", "x");
		for (let i = 0; i < 9; i++)
			expect(queue.reserve()).toBe(true);
		expect(queue.reserve()).toBe(false);
		for (let i = 0; i < 9; i++)
			queue.add("t", "x");
		expect(() => queue.add("t", "x")).toThrow("no room was reserved");
	});
	test("tells for how long nothing was acknowledged", () => {
		const { add, clock, connect, queue } = setUp();
		add("t", "x");
		clock.advance(50_000);
		expect(queue.stalled).toBe(0);
		connect();
		queue.pump();
		clock.advance(7_000);
		expect(queue.stalled).toBe(7_000);
		queue.acknowledge(65_100);
		expect(queue.stalled).toBe(0);
	});
});
