import { WallClock } from "../../modules/reading/wall-clock";
import { ManualClock } from "../manual-clock";

function setUp(ticks: number, time?: number) {
	const clock = new ManualClock();
	clock.ticks = ticks;
	clock.time = time;
	return { clock, wall: new WallClock(clock) };
}

describe("WallClock", () => {
	test("knows no time as long as nobody has set the clock", () => {
		expect(setUp(500).wall.at(500)).toBeUndefined();
	});
	test("tells the time of a moment before the clock was set", () => {
		const { clock, wall } = setUp(200);
		wall.at(200);
		clock.advance(800);
		clock.time = 10_000;
		expect(wall.at(200)).toBe(9_200);
	});
	test.each([60, -60, 86_400_000])("a clock set anew by %d ms is adopted for what is asked later", step => {
		const { clock, wall } = setUp(0, 100_000_000);
		wall.at(0);
		clock.advance(1_000);
		clock.time! += step;
		expect(wall.at(1_000)).toBe(100_001_000 + step);
	});
	test.each([40, -40])("what is off by %d ms is the time that passes between two questions", offset => {
		const { clock, wall } = setUp(0, 100_000_000);
		wall.at(0);
		clock.time! += offset;
		expect(wall.at(0)).toBe(100_000_000);
	});
	test("steps of a drift add up until they are adopted", () => {
		const { clock, wall } = setUp(0, 100_000_000);
		for (let i = 0; i < 100; i++) {
			clock.time!++;
			expect(Math.abs(wall.at(0)! - clock.time!)).toBeLessThanOrEqual(50);
		}
	});
	test("gives whole milliseconds where ticks and time have fractions", () => {
		const { wall } = setUp(10.75, 1_000.5);
		expect([wall.at(10.75), wall.at(12), wall.at(0.125)]).toEqual([1_000, 1_001, 989]);
	});
});
