import { ExpiryWatch } from "../../modules/broker/expiry-watch";
import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";

const DAY = 86_400_000, NOW = 20_000 * DAY;

/** A certificate that was issued for so many days, and has so many left. */
function certificate(life: number, left: number, subject = "CN=Broker") {
	return { notBefore: NOW + (left - life) * DAY, notAfter: NOW + left * DAY, subject };
}

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
	test.each([
		[6, 2], [6, 1.3], [45, 15], [45, 9.1], [90, 30], [90, 18.1], [365, 31], [3_650, 31],
	])("of a certificate for %p days with %p left nothing is said: who renews by themselves do it then", (life, left) => {
		const { lines, watch } = setUp();
		watch.expiry = certificate(life, left);
		expect(lines).toEqual([]);
	});
	test.each([
		[6, 1.1, /^WARNING CN=Broker expires in 26 h, on .*Z; after that the broker is not trusted: renew it/], [6, 0.5, /^ERROR .* in 12 h/],
		[45, 8.9, /^WARNING .* in 8 days/], [45, 4.4, /^ERROR/], [90, 17.9, /^WARNING/], [90, 6.9, /^ERROR/],
		[365, 29.9, /^WARNING/], [365, 7.1, /^WARNING/], [3_650, 6.9, /^ERROR .* in 6 days/],
	])("of a certificate for %p days with %p left it says so", (life, left, message) => {
		const { lines, watch } = setUp();
		watch.expiry = certificate(life, left);
		expect(lines).toEqual([expect.stringMatching(message)]);
	});
	test("says nothing before, and then warns every day", () => {
		const { days, lines, watch } = setUp();
		watch.expiry = certificate(365, 32.5);
		days(2);
		expect(lines).toEqual([]);
		days(3);
		expect(lines).toHaveLength(3);
	});
	test("a certificate for six days is looked at often enough for a warning and an error", () => {
		const { clock, lines, watch } = setUp();
		watch.expiry = certificate(6, 6);
		for (let hour = 0; hour < 6 * 24; hour++)
			clock.advance(DAY / 24);
		expect(lines.filter(line => line.startsWith("WARNING")).length).toBeGreaterThanOrEqual(2);
		expect(lines.filter(line => /^ERROR .* expires/.test(line)).length).toBeGreaterThanOrEqual(1);
		expect(lines.length).toBeLessThan(8);
	});
	test("what has expired while the connection stood is told", () => {
		const { days, lines, watch } = setUp();
		watch.expiry = certificate(365, 0.5, "CN=CA");
		days(1);
		expect(lines.at(-1)).toMatch(/^ERROR CN=CA expired on .* at the next connection the broker will not be trusted/);
	});
	test("a reconnection does not make it say more often", () => {
		const { clock, lines, watch } = setUp();
		for (let i = 0; i < 20; i++) {
			watch.expiry = certificate(365, 20);
			clock.advance(60_000);
		}
		expect(lines).toHaveLength(1);
		expect(clock.pending).toBe(1);
	});
	test("a renewed certificate ends the warnings", () => {
		const { days, lines, watch } = setUp();
		watch.expiry = certificate(90, 2);
		watch.expiry = certificate(90, 90);
		days(10);
		expect(lines).toHaveLength(1);
	});
	test("close leaves no alarm", () => {
		const { clock, watch } = setUp();
		watch.expiry = certificate(90, 90);
		watch.close();
		expect(clock.pending).toBe(0);
	});
});
