import { InFlightWindow } from "../../modules/gateway/in-flight-window";

describe("InFlightWindow", () => {
	test("takes no more than its size", () => {
		const window = new InFlightWindow(2);
		window.add();
		window.add();
		expect(window.full).toBe(true);
		expect(() => window.add()).toThrow(RangeError);
	});
	test("identifiers start at 1 and never become 0", () => {
		const window = new InFlightWindow(1);
		const ids = new Set<number>();
		for (let i = 0; i < 65_536; i++) {
			window.add();
			ids.add(window.id(0));
			window.shift();
		}
		expect(ids.has(0)).toBe(false);
		expect(ids.size).toBe(65_535);
		expect(Math.max(...[...ids].slice(-2))).toBeLessThanOrEqual(65_535);
	});
	test("an identifier in flight is not given again", () => {
		const window = new InFlightWindow(1);
		for (let i = 0; i < 65_535; i++) {
			window.add();
			window.shift();
		}
		// the counter stands at 65,535: 1 is next, and once it is in flight it is skipped
		window.add();
		expect(window.id(0)).toBe(1);
		const wider = new InFlightWindow(2);
		wider.add();
		expect(wider.nextId).toBe(2);
	});
	test("a packet is acknowledged once", () => {
		const window = new InFlightWindow(8);
		window.add();
		const id = window.id(0);
		expect(window.acknowledge(id)).toBe(true);
		expect(window.acknowledge(id)).toBe(false);
		expect(window.acknowledge(id + 1)).toBe(false);
	});
	test("shift moves what follows, with its acknowledgement", () => {
		const window = new InFlightWindow(8);
		for (let i = 0; i < 3; i++)
			window.add();
		window.acknowledge(window.id(1));
		window.shift();
		expect([window.count, window.id(0), window.isAcknowledged(0), window.isAcknowledged(1)]).toEqual([2, 2, true, false]);
	});
});
