import { ExpiryWatch } from "../../modules/broker/expiry-watch";
import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";

const DAY = 86_400_000, NOW = 20_000 * DAY;

function setUp() {
	const clock = new ManualClock();
	clock.time = NOW;
	const lines: string[] = [];
	const watch = new ExpiryWatch(clock, new Log(clock, line => lines.push(line.replace(/^ *[\d.]+ \w+ +/, ""))));
	const days = (count: number) => {
		for (let i = 0; i < count; i++)
			clock.advance(DAY);
	};
	return { clock, days, lines, watch };
}

describe("ExpiryWatch", () => {
	test("says nothing as long as there is more than a month, and then warns every day", () => {
		const { days, lines, watch } = setUp();
		watch.expiry = { notAfter: NOW + 32.5 * DAY, subject: "CN=Broker" };
		days(2);
		expect(lines).toEqual([]);
		days(3);
		expect(lines).toHaveLength(3);
		expect(lines[0]).toMatch(/^WARNING CN=Broker expires in 29 days, on .*Z; after that the broker is not trusted: renew it/);
	});
	test("the last week is told as an error", () => {
		const { lines, watch } = setUp();
		watch.expiry = { notAfter: NOW + 6.5 * DAY, subject: "CN=Broker" };
		expect(lines[0]).toMatch(/^ERROR CN=Broker expires in 6 days/);
	});
	test("what has expired while the connection stood is told", () => {
		const { days, lines, watch } = setUp();
		watch.expiry = { notAfter: NOW + 0.5 * DAY, subject: "CN=CA" };
		days(1);
		expect(lines.at(-1)).toMatch(/^ERROR CN=CA expired on .* at the next connection the broker will not be trusted/);
	});
	test("a reconnection does not make it say more often", () => {
		const { clock, lines, watch } = setUp();
		for (let i = 0; i < 20; i++) {
			watch.expiry = { notAfter: NOW + 20 * DAY, subject: "CN=Broker" };
			clock.advance(60_000);
		}
		expect(lines).toHaveLength(1);
		expect(clock.pending).toBe(1);
	});
	test("a renewed certificate ends the warnings", () => {
		const { days, lines, watch } = setUp();
		watch.expiry = { notAfter: NOW + 2 * DAY, subject: "CN=Broker" };
		watch.expiry = { notAfter: NOW + 90 * DAY, subject: "CN=Broker" };
		days(10);
		expect(lines).toHaveLength(1);
	});
	test("close leaves no alarm", () => {
		const { clock, watch } = setUp();
		watch.expiry = { notAfter: NOW + 90 * DAY, subject: "CN=Broker" };
		watch.close();
		expect(clock.pending).toBe(0);
	});
});
