import { Presence } from "../../modules/peripheral/presence";
import { ManualClock } from "../manual-clock";
import { configurationOf, soundConfiguration, soundPeripheral } from "../sound-configuration";

const HOLD = 0, VISIT = 1, DEMAND = 2;

function setUp() {
	const clock = new ManualClock(), told: string[] = [];
	const { peripherals } = configurationOf(soundConfiguration({
		peripherals: [["h", "hold"], ["v", { every: 60, stay: 5 }], ["d", "onDemand"]].map(([name, link]) => soundPeripheral({ name, link, match: { name } })),
	}));
	return { clock, told, presence: new Presence(clock, peripherals, (index, changed) => told.push(`${index} ${changed}`)) };
}

describe("Presence", () => {
	test("at first only what is on demand counts as there, and nothing was heard", () => {
		const { presence } = setUp();
		expect([HOLD, VISIT, DEMAND].map(index => presence.isOnline(index))).toEqual([false, false, true]);
		expect(presence.signal(HOLD)).toBeUndefined();
	});
	test("what is held is there while it is connected, with the reason of its last loss", () => {
		const { clock, presence, told } = setUp();
		clock.advance(1_000);
		presence.heard(HOLD, -70);
		presence.serve(HOLD);
		clock.advance(5_000);
		expect([presence.isOnline(HOLD), presence.since(HOLD), presence.signal(HOLD), presence.reason(HOLD)]).toEqual([true, 1_000, -70, ""]);
		presence.lose(HOLD, "it broke".repeat(20));
		expect([presence.isOnline(HOLD), presence.since(HOLD), presence.reason(HOLD)]).toEqual([false, 6_000, "it broke".repeat(20).slice(0, 100)]);
		expect(told).toEqual(["0 true", "0 true"]);
	});
	test("what is visited is there until two visits are late, and one that fails does not change that", () => {
		const { clock, presence, told } = setUp();
		presence.serve(VISIT);
		presence.release(VISIT);
		clock.advance(60_000);
		presence.lose(VISIT, "no answer");
		clock.advance(89_999);
		presence.check();
		expect(presence.isOnline(VISIT)).toBe(true);
		clock.advance(1);
		presence.check();
		presence.check();
		expect([presence.isOnline(VISIT), presence.reason(VISIT)]).toEqual([false, "no answer"]);
		expect(told).toEqual(["1 true", "1 false", "1 false", "1 true"]);
	});
	test("what is visited and never found again says so", () => {
		const { clock, presence } = setUp();
		presence.serve(VISIT);
		clock.advance(3_600_000);
		presence.check();
		expect([presence.isOnline(VISIT), presence.reason(VISIT)]).toEqual([false, "it was not found"]);
	});
	test("what is held, was let go for another and does not come back, is away half a minute later", () => {
		for (const back of [true, false]) {
			const { clock, presence, told } = setUp();
			presence.serve(HOLD);
			clock.advance(60_000);
			presence.release(HOLD);
			clock.advance(29_999);
			presence.check();
			expect(presence.isOnline(HOLD)).toBe(true);
			if (back)
				presence.serve(HOLD);
			clock.advance(60_000);
			presence.check();
			presence.check();
			expect([presence.isOnline(HOLD), presence.reason(HOLD)]).toEqual(back ? [true, ""] : [false, "it was not found"]);
			expect(told).toEqual(["0 true", "0 false", back ? "0 false" : "0 true"]);
		}
	});
	test("what is on demand can be asked, also when it did not answer", () => {
		const { presence } = setUp();
		presence.lose(DEMAND, "no answer");
		expect([presence.isOnline(DEMAND), presence.reason(DEMAND), presence.reason(HOLD)]).toEqual([true, "no answer", ""]);
	});
});
