import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";

describe("Log", () => {
	test("a line tells the seconds since start, the area and the text", () => {
		const lines: string[] = [];
		const clock = new ManualClock();
		const log = new Log(clock, line => lines.push(line));
		clock.advance(3_214);
		log.info("radio", "found voltmeter");
		expect(lines).toEqual(["    3.214 radio  found voltmeter"]);
	});
	test("levels above the chosen one stay silent", () => {
		const lines: string[] = [];
		const log = new Log(new ManualClock(), line => lines.push(line), "warning");
		log.info("wifi", "joined");
		log.warning("wifi", "lost");
		log.error("wifi", "gone");
		expect(lines.map(line => line.slice(17))).toEqual(["WARNING lost", "ERROR gone"]);
		expect(log.shows("value")).toBe(false);
	});
});
