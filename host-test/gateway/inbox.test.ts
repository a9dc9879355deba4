import { Inbox } from "../../modules/gateway/inbox";
import { RequestLog } from "../../modules/gateway/request-log";
import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";

function setUp() {
	const clock = new ManualClock(), lines: string[] = [], handled: string[] = [];
	const inbox = new Inbox(clock, new RequestLog(clock, new Log(clock, line => lines.push(line))), (topic, text, retained) => handled.push(`${topic} ${text} ${retained}`));
	return { clock, handled, inbox, lines };
}

describe("Inbox", () => {
	test("hands on later, in order, what may have been overwritten meanwhile", () => {
		const { clock, handled, inbox } = setUp(), payload = Buffer.from("one");
		inbox.take("a", payload, false);
		payload.fill(0);
		inbox.take("b", Buffer.from("two"), true);
		expect(handled).toEqual([]);
		clock.advance(0);
		expect(handled).toEqual(["a one false", "b two true"]);
		inbox.take("c", Buffer.alloc(0), false);
		clock.advance(0);
		expect(handled.at(-1)).toBe("c  false");
	});
	test("tells what there is no room for", () => {
		const { clock, handled, inbox, lines } = setUp();
		for (let i = 0; i < 4; i++)
			inbox.take(`t${i}`, Buffer.alloc(0), false);
		clock.advance(0);
		expect(handled).toHaveLength(3);
		expect(lines.join()).toContain('WARNING "t3": not looked at, nor answered');
	});
	test("forgets what waits when the gateway ends", () => {
		const { clock, handled, inbox } = setUp();
		inbox.take("a", Buffer.alloc(0), false);
		inbox.clear();
		clock.advance(0);
		expect(handled).toEqual([]);
	});
});
