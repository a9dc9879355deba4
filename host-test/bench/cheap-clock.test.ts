import { CheapClock } from "./cheap-clock";

test("an alarm that was cleared does not ring", () => {
	const clock = new CheapClock(0), ring = jest.fn();
	clock.clear(clock.set(ring, 1));
	clock.clear(undefined);
	clock.advance(2);
	expect(ring).not.toHaveBeenCalled();
});
test("alarms ring once, when their time has come, also those that an alarm sets", () => {
	const clock = new CheapClock(1_000), rung: string[] = [];
	clock.set(() => {
		rung.push(`first at ${clock.ticks}, ${clock.time}`);
		clock.set(() => rung.push(`second at ${clock.ticks}`), 10);
	}, 10);
	for (let step = 0; step < 6; step++)
		clock.advance(5);
	expect(rung).toEqual(["first at 10, 1010", "second at 20"]);
});
