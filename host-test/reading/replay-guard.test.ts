import { Freshness, ReplayGuard } from "../../modules/reading/replay-guard";

const CLOCK = { ticks: 0 };

/** What becomes of counters, one after the other. */
function take(guard: ReplayGuard, ...counters: number[]): (keyof typeof Freshness)[] {
	return counters.map(counter => (Object.keys(Freshness) as (keyof typeof Freshness)[])[guard.take(0, counter)]!);
}

test("a lower counter is replayed, the same repeated", () => {
	expect(take(new ReplayGuard(1, CLOCK), 100, 101, 101, 100, 5, 102)).toEqual(["NEW", "NEW", "REPEATED", "REPLAYED", "REPLAYED", "NEW"]);
});

test("three that rise are a restart", () => {
	const guard = new ReplayGuard(1, CLOCK);
	expect(take(guard, 5_000, 1, 2, 7, 8)).toEqual(["NEW", "REPLAYED", "REPLAYED", "RESTARTED", "NEW"]);
	expect(guard.highest(0)).toBe(8);
});

test("the same three are no restart again for five minutes, and then at once where the run has gone on", () => {
	const clock = { ticks: 0 }, guard = new ReplayGuard(1, clock);
	expect(take(guard, 5_000, 1, 2, 3, 5_001, 1, 2, 3, 4)).toEqual(["NEW", "REPLAYED", "REPLAYED", "RESTARTED", "NEW", "REPLAYED", "REPLAYED", "REPLAYED", "REPLAYED"]);
	clock.ticks = 299_999;
	expect(take(guard, 5)).toEqual(["REPLAYED"]);
	clock.ticks = 300_000;
	expect(take(guard, 6)).toEqual(["RESTARTED"]);
});

test("one packet sent again and again is no restart, nor are falling ones", () => {
	expect(take(new ReplayGuard(1, CLOCK), 5_000, 1, 1, 1, 1)).not.toContain("RESTARTED");
	expect(take(new ReplayGuard(1, CLOCK), 5_000, 9, 8, 7, 6, 5)).not.toContain("RESTARTED");
	expect(take(new ReplayGuard(1, CLOCK), 5_000, 1, 2, 1, 2, 1, 2)).not.toContain("RESTARTED");
});

test("a sender that goes on where it was ends the suspicion", () => {
	expect(take(new ReplayGuard(1, CLOCK), 5_000, 1, 2, 5_001, 3, 4, 5)).toEqual(["NEW", "REPLAYED", "REPLAYED", "NEW", "REPLAYED", "REPLAYED", "RESTARTED"]);
});

test("the counter 0 of a sender of which nothing is known is new", () => {
	expect(take(new ReplayGuard(1, CLOCK), 0, 0, 0xffffffff)).toEqual(["NEW", "REPEATED", "NEW"]);
});

test("senders do not touch each other", () => {
	const guard = new ReplayGuard(2, CLOCK);
	guard.take(0, 100);
	expect(guard.take(1, 5)).toBe(Freshness.NEW);
	expect(guard.isRepeated(0, 5)).toBe(false);
});

test("the mark outlives a start, and is stored seldom", () => {
	const guard = new ReplayGuard(1, CLOCK);
	expect(guard.isWorthStoring(0)).toBe(false);
	guard.take(0, 10);
	expect(guard.isWorthStoring(0)).toBe(true);
	expect(guard.markStored(0)).toBe(10);
	guard.take(0, 10 + 4_095);
	expect(guard.isWorthStoring(0)).toBe(false);
	guard.take(0, 10 + 4_096);
	expect(guard.isWorthStoring(0)).toBe(true);
	const next = new ReplayGuard(1, CLOCK);
	next.restore(0, guard.markStored(0));
	expect(take(next, 4_000, 4_106, 4_107)).toEqual(["REPLAYED", "REPEATED", "NEW"]);
});

test("a restart is stored, although the mark is lower", () => {
	const guard = new ReplayGuard(1, CLOCK);
	guard.restore(0, 100_000);
	take(guard, 1, 2, 3);
	expect(guard.isWorthStoring(0)).toBe(true);
});
