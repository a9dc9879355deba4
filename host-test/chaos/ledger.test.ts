import { RUN } from "./capture-order";
import { type Balance, Ledger, type Receipt, WINDOW } from "./ledger";

const SOUND: Partial<Balance> = { lost: 0, excused: 0, duplicates: 0, excess: 0, misordered: 0, unknown: 0, gaps: 0, sequences: 0, misdated: 0 };

let ledger: Ledger;

beforeEach(() => {
	ledger = new Ledger();
});

/** Takes the counters from `from` to before `to`, one a millisecond. */
function take(from: number, to: number, source = "a"): void {
	for (let counter = from; counter < to; counter++)
		ledger.take(source, counter, counter);
}
/** @param sequence the counter 0 would have */
function receive(counters: readonly number[], { sequence, ...over }: Partial<Receipt> = {}): void {
	for (const counter of counters)
		ledger.receive({ source: "a", counter, time: 100 + counter, connection: 1, kept: true, captured: undefined, ...over, sequence: sequence === undefined ? undefined : sequence + counter });
}

describe("what arrived is not what was taken", () => {
	beforeEach(() => take(0, 10));

	test("a reading that never came is lost", () => {
		receive([0, 1, 2, 3, 5, 6, 7, 8, 9]);
		expect(ledger.balance).toMatchObject({ ...SOUND, taken: 10, received: 9, lost: 1 });
	});
	test("so is one that a broker saw and did not acknowledge", () => {
		receive([0, 1, 2, 3, 4, 5, 6, 7, 8]);
		receive([9], { kept: false });
		expect(ledger.balance).toMatchObject({ ...SOUND, received: 9, lost: 1 });
	});
	test("one that overtook another is out of order", () => {
		receive([0, 1, 2, 4, 3, 5, 6, 7, 8, 9]);
		expect(ledger.balance).toMatchObject({ ...SOUND, received: 10, misordered: 1 });
	});
	test("one of another peripheral that overtook is out of order too", () => {
		ledger.take("b", 0, 10);
		receive([0], { source: "b" });
		receive([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(ledger.balance).toMatchObject({ ...SOUND, misordered: 10 });
	});
	test("what nobody took is unknown", () => {
		receive([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
		expect(ledger.balance).toMatchObject({ ...SOUND, unknown: 1 });
	});
	test("a counter that was skipped before it was taken is a gap", () => {
		ledger.take("a", 11, 11);
		receive([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]);
		expect(ledger.balance).toMatchObject({ ...SOUND, gaps: 1 });
	});
});

describe("duplicates", () => {
	beforeEach(() => take(0, 20));

	test("on the first connection are beyond what may be", () => {
		receive([0, 1, 2, 2]);
		expect(ledger.balance).toMatchObject({ duplicates: 1, excess: 1 });
	});
	test("one window on a later connection is what may be, and does not count as order", () => {
		receive([0, 1, 2, 3, 4, 5, 6, 7]);
		receive([0, 1, 2, 3, 4, 5, 6, 7, 8], { connection: 2 });
		expect(ledger.balance).toMatchObject({ duplicates: WINDOW, excess: 0, misordered: 0 });
	});
	test("one more than a window is beyond it, however few the other connections had", () => {
		receive([0, 1, 2, 3, 4, 5, 6, 7, 8]);
		receive([0, 1, 2, 3, 4, 5, 6, 7, 8], { connection: 2 });
		receive([9, 10], { connection: 3 });
		expect(ledger.balance).toMatchObject({ duplicates: 9, excess: 1 });
	});
	test("an acknowledgement that comes later is none, and ends the delay", () => {
		receive([0], { kept: false });
		ledger.keep({ source: "a", counter: 0 }, 5_000);
		expect(ledger.balance).toMatchObject({ received: 1, duplicates: 0, longestDelay: 5_000 });
	});
});

describe("a gateway that was killed", () => {
	test("may lose what was too young to be in flash, and nothing older", () => {
		take(0, 10);
		receive([0, 1, 2, 3]);
		ledger.excuse(5, 9);
		expect(ledger.balance).toMatchObject({ ...SOUND, received: 4, lost: 1, excused: 5 });
	});
	test("may have stored one reading of which nobody heard, and no second", () => {
		take(0, 3);
		ledger.cut(3);
		take(RUN, RUN + 2);
		receive([0, 1, 2, 3, RUN, RUN + 1]);
		expect(ledger.balance).toMatchObject({ ...SOUND, taken: 6, received: 6 });
		receive([4]);
		expect(ledger.balance).toMatchObject({ ...SOUND, taken: 6, unknown: 1 });
		expect(ledger.strange).toEqual(["a 4"]);
	});
	test("may not have stored one that does not follow the last that was taken", () => {
		take(0, 3);
		ledger.cut(3);
		receive([0, 1, 2, 5]);
		expect(ledger.balance).toMatchObject({ ...SOUND, taken: 3, unknown: 1 });
	});
	test("and the one of which nobody heard must come in its order", () => {
		take(0, 3);
		ledger.cut(3);
		take(RUN, RUN + 2);
		receive([0, 1, 2, RUN, 3, RUN + 1]);
		expect(ledger.balance).toMatchObject({ ...SOUND, misordered: 1 });
	});
	test("begins its counters anew at the next run", () => {
		take(0, 3);
		take(RUN, RUN + 3);
		receive([0, 1, 2, RUN, RUN + 1, RUN + 2]);
		expect(ledger.balance).toMatchObject({ ...SOUND, received: 6 });
	});
});

describe("sequence numbers", () => {
	test("rise by one within a run, and by anything between two", () => {
		take(0, 3);
		take(RUN, RUN + 3);
		receive([0, 1, 2], { sequence: 1 });
		receive([RUN, RUN + 1], { sequence: 2 ** 24 - RUN });
		expect(ledger.balance.sequences).toBe(0);
	});
	test.each([
		["that skip one", [[0, 1], [1, 3]]],
		["that fall", [[0, 2], [1, 1]]],
		["that repeat", [[0, 1], [1, 1]]],
		["that change with a duplicate", [[0, 1], [0, 2]]],
	])("%s are mistakes", (_name, pairs) => {
		take(0, 3);
		for (const [counter, sequence] of pairs)
			receive([counter!], { sequence: sequence! - counter! });
		expect(ledger.balance.sequences).toBeGreaterThan(0);
	});
	test("that some lack are mistakes", () => {
		take(0, 3);
		receive([0, 1], { sequence: 1 });
		receive([2]);
		expect(ledger.balance.sequences).toBe(1);
	});
	test("that begin again after a restart are mistakes", () => {
		take(0, 3);
		take(RUN, RUN + 3);
		receive([0, 1, 2], { sequence: 1 });
		receive([RUN], { sequence: 1 - RUN });
		expect(ledger.balance.sequences).toBeGreaterThan(0);
	});
});
test("moments of capture that are not those of the taking, or not known, are mistakes", () => {
	take(0, 4);
	receive([0], { captured: 10 });
	receive([1], { captured: 5_000 });
	receive([2], { captured: NaN });
	expect(ledger.balance).toMatchObject({ ...SOUND, lost: 1, misdated: 2 });
});
test("what is all right is all right, and tells the longest delay", () => {
	take(0, 10);
	receive([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
	expect(ledger.balance).toEqual({ ...SOUND, taken: 10, received: 10, longestDelay: 100 });
});
