import { AcknowledgementWindow, WINDOW } from "../../modules/journal/acknowledgement-window";

function filled(count: number): AcknowledgementWindow {
	const window = new AcknowledgementWindow();
	for (let i = 0; i < count; i++)
		window.push(100 + i, 1 + Math.floor(i / 10), i % 10);
	return window;
}

describe("AcknowledgementWindow", () => {
	test("an unknown sequence number changes nothing", () => {
		const window = filled(3);
		expect(window.acknowledge(99)).toBe(false);
		expect(window.acknowledge(103)).toBe(false);
		expect(window.waiting).toBe(3);
	});
	test("a reading is acknowledged once", () => {
		const window = filled(3);
		expect([window.acknowledge(101), window.acknowledge(101)]).toEqual([true, false]);
		expect(window.waiting).toBe(2);
	});
	test("readings are released when none before them waits", () => {
		const window = filled(12);
		for (let sequence = 111; sequence > 100; sequence--)
			window.acknowledge(sequence);
		expect(window.released).toBe(0);
		window.acknowledge(100);
		expect([window.released, window.releasedBlock, window.releasedIndex]).toEqual([12, 2, 1]);
	});
	test("it is full with 64 readings, and goes round", () => {
		const window = filled(WINDOW);
		expect(window.full).toBe(true);
		for (let i = 0; i < 1000; i++) {
			window.acknowledge(100 + i);
			expect(window.full).toBe(false);
			window.push(100 + WINDOW + i, 9, 0);
		}
		expect([window.count, window.waiting]).toEqual([WINDOW, WINDOW]);
	});
	test("a rewind has those handed out again that are not acknowledged", () => {
		const window = filled(4);
		window.acknowledge(101);
		expect(window.rewind(0)).toBe(1);
		expect([window.isDue(100), window.isDue(102)]).toEqual([true, false]);
		window.hand();
		expect([window.isDue(101), window.isDue(102)]).toEqual([false, true]);
	});
	test("a reading that is not found again is given up", () => {
		const window = filled(4);
		window.rewind(0);
		expect(window.giveUp(102)).toBe(2);
		expect([window.waiting, window.released, window.isDue(102)]).toEqual([2, 2, true]);
	});
	test("readings of a block that goes are counted if they wait", () => {
		const window = filled(25);
		window.acknowledge(105);
		expect(window.drop(3)).toBe(19);
		expect([window.count, window.oldestBlock]).toEqual([5, 3]);
	});
});
