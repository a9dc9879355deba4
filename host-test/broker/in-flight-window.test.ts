import { InFlightWindow } from "../../modules/broker/in-flight-window";

describe("InFlightWindow", () => {
	test("takes no more than its size", () => {
		const window = new InFlightWindow(2);
		window.add(1);
		window.add(2);
		expect(window.full).toBe(true);
		expect(() => window.add(3)).toThrow(RangeError);
	});
	test("identifiers start at 1, never become 0, and leave those above 65,000 to other packets", () => {
		const window = new InFlightWindow(1);
		const ids = new Set<number>();
		for (let i = 0; i < 65_536; i++) {
			window.add(i);
			ids.add(window.id(0));
			window.remove(0);
		}
		expect(ids.has(0)).toBe(false);
		expect(ids.size).toBe(65_000);
		expect(Math.max(...ids)).toBe(65_000);
	});
	test("an identifier in flight is not given again", () => {
		const window = new InFlightWindow(2);
		window.add(1);
		for (let i = 0; i < 64_999; i++) {
			window.add(2);
			window.remove(1);
		}
		// the counter stands at 65,000: 1, which is still in flight, is skipped
		expect([window.id(0), window.nextId]).toEqual([1, 2]);
	});
	test("an acknowledged packet goes once those before it have gone", () => {
		const window = new InFlightWindow(8);
		for (const sequence of [10, 11, 12])
			window.add(sequence);
		window.acknowledge(1);
		expect([window.count, window.isAcknowledged(1), window.isAcknowledged(2)]).toEqual([3, true, false]);
		window.acknowledge(0);
		expect([window.count, window.sequence(0), window.id(0)]).toEqual([1, 12, 3]);
	});
	test("a packet that is forgotten takes acknowledged ones after it along", () => {
		const window = new InFlightWindow(8);
		for (const sequence of [10, 11, 12])
			window.add(sequence);
		window.acknowledge(1);
		window.remove(0);
		expect([window.count, window.sequence(0)]).toEqual([1, 12]);
	});
	test("packets are found by identifier and by sequence number", () => {
		const window = new InFlightWindow(8);
		window.add(2 ** 40);
		window.add(2 ** 40 + 1);
		expect([window.indexOf(2), window.indexOf(3), window.indexOfSequence(2 ** 40 + 1), window.indexOfSequence(2)]).toEqual([1, -1, 1, -1]);
	});
});
