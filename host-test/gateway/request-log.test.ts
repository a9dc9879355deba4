import { RequestLog } from "../../modules/gateway/request-log";
import { Log, type LogLevel } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";

function setUp(level: LogLevel = "info") {
	const clock = new ManualClock(), lines: string[] = [];
	const log = new RequestLog(clock, new Log(clock, line => lines.push(line.slice(10)), level));
	return { clock, lines, log };
}

describe("RequestLog", () => {
	test("a flood makes ten lines in ten seconds, and the next line tells how many there would have been", () => {
		const { clock, lines, log } = setUp();
		for (let i = 0; i < 1_000; i++)
			(i % 2 ? log.info.bind(log) : log.warning.bind(log))(`message ${i}`);
		expect(lines).toHaveLength(10);
		clock.advance(10_000);
		log.info("later");
		log.info("last");
		expect(lines.slice(10)).toEqual(["ask    later (990 more were not told)", "ask    last"]);
	});
	test("what the console's level hides is not counted", () => {
		const { lines, log } = setUp("warning");
		for (let i = 0; i < 100; i++)
			log.info("hidden");
		log.debug("hidden, too");
		log.warning("shown");
		expect(lines).toEqual(["ask    WARNING shown"]);
	});
});
