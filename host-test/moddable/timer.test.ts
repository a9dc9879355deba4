import Timer from "./timer";

beforeEach(() => {
	jest.useFakeTimers();
});
afterEach(() => {
	jest.useRealTimers();
});

/** Lets `milliseconds` pass and counts the calls. */
function callsWithin(milliseconds: number, callback: jest.Mock): number {
	callback.mockClear();
	jest.advanceTimersByTime(milliseconds);
	return callback.mock.calls.length;
}

describe("timer", () => {
	test("set calls once, with the timer, and not from inside", () => {
		const callback = jest.fn();
		const timer = Timer.set(callback, 100);
		expect(callback).not.toHaveBeenCalled();
		jest.advanceTimersByTime(1_000);
		expect(callback.mock.calls).toEqual([[timer]]);
	});
	test("set with both intervals, and repeat", () => {
		const callback = jest.fn();
		Timer.set(callback, 500, 100);
		expect(callsWithin(499, callback)).toBe(0);
		expect(callsWithin(301, callback)).toBe(4);
		const other = jest.fn();
		Timer.repeat(other, 10);
		expect(callsWithin(100, other)).toBe(10);
	});
	test("clear ends it, also from inside, and takes what is gone or undefined", () => {
		const callback = jest.fn(timer => Timer.clear(timer));
		const timer = Timer.repeat(callback, 10);
		expect(callsWithin(100, callback)).toBe(1);
		Timer.clear(timer);
		Timer.clear(undefined);
		Timer.clear(null);
	});
	test("schedule gives new intervals, or rests", () => {
		const callback = jest.fn();
		const timer = Timer.repeat(callback, 10);
		Timer.schedule(timer);
		expect(callsWithin(100, callback)).toBe(0);
		Timer.schedule(timer, 50, 25);
		expect(callsWithin(100, callback)).toBe(3);
	});
	test("a one-shot timer that reschedules itself once more is gone all the same", () => {
		const callback = jest.fn(timer => Timer.schedule(timer, 10));
		Timer.set(callback, 10);
		expect(callsWithin(100, callback)).toBe(1);
	});
	test("a one-shot timer that rests when its callback returns can be scheduled again", () => {
		const callback = jest.fn(timer => Timer.schedule(timer));
		const timer = Timer.set(callback, 10);
		expect(callsWithin(100, callback)).toBe(1);
		Timer.schedule(timer, 10);
		expect(callsWithin(100, callback)).toBe(1);
	});
	test("schedule of a timer that is gone throws", () => {
		const timer = Timer.set(() => {}, 10);
		jest.advanceTimersByTime(100);
		expect(() => Timer.schedule(timer, 10)).toThrow("invalid host data");
	});
	test("what the callback throws reaches the engine", () => {
		Timer.set(() => {
			throw new Error("unhandled");
		}, 10);
		expect(() => jest.advanceTimersByTime(10)).toThrow("unhandled");
	});
});
