import Time, { forgetTime, startTicksAt, timeWasSet } from "./time";

beforeEach(() => {
	jest.useFakeTimers();
});
afterEach(() => {
	forgetTime();
	jest.useRealTimers();
});

describe("time", () => {
	test("ticks are milliseconds", () => {
		const start = Time.ticks;
		jest.advanceTimersByTime(1_234);
		expect(Time.delta(start)).toBe(1_234);
		expect(Time.delta(start, Time.ticks)).toBe(1_234);
	});
	test("ticks wrap at 32 bits, and delta does not mind", () => {
		startTicksAt(0x7fff_fff0);
		const start = Time.ticks;
		jest.advanceTimersByTime(100);
		expect(Time.ticks).toBeLessThan(0);
		expect(Time.delta(start)).toBe(100);
	});
	test("set records the seconds, and leaves the host's clock alone", () => {
		const before = Date.now();
		Time.set(1_718_000_000);
		expect(timeWasSet()).toBe(1_718_000_000);
		expect(Date.now()).toBe(before);
	});
});
