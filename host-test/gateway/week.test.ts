import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { imbalance } from "../gateway-run";
import { GatewayStage } from "./gateway-stage";

const HOUR = 3_600, DAY = 24 * HOUR;
/** Seconds between two readings. */
const EVERY = 10;

/** Whether the broker is there, a second of the week given: gone two hours each night, all of Sunday morning, and some minutes a day. */
function isReachable(second: number): boolean {
	const day = Math.floor(second / DAY), hour = Math.floor(second % DAY / HOUR), minute = Math.floor(second % HOUR / 60);
	if (hour === 2 || hour === 3 || (day === 6 && hour < 12))
		return false;
	return !(hour % 5 === 0 && minute < 3);
}

function heapUsed(): number {
	setFlagsFromString("--expose-gc");
	(runInNewContext("gc") as () => void)();
	return process.memoryUsage().heapUsed;
}

test("a simulated week with outages each day: nothing is lost, memory does not grow, erases are as computed", () => {
	const stage = new GatewayStage({ format: "uint32", payload: "json", topic: "esp32/gateway/voltmeter/week" }, { log: "error", queue: 2_048 });
	const { broker, clock, flash, gateway } = stage;
	let next = 0, duplicates = 0, longest = 0, lastSequence = 0, journalled = 0;
	const gaps: number[] = [];
	broker.onArrival = ({ payload, status, topic }) => {
		if (status || !topic.endsWith("week"))
			return;
		const { sequence, time, value } = JSON.parse(payload) as { sequence: number; time: string; value: number };
		if (value < next) {
			duplicates++;
			return;
		}
		if (value > next || (lastSequence > 0 && sequence !== lastSequence + 1))
			gaps.push(next);
		next = value + 1;
		lastSequence = sequence;
		longest = Math.max(longest, clock.time! - Date.parse(time));
	};
	const erased = () => flash.erases.reduce((sum, count) => sum + count, 0);
	const erasedBefore = erased();
	const heap: number[] = [];
	let taken = 0;
	for (let second = 0; second < 7 * DAY; second += EVERY) {
		if (broker.reachable !== isReachable(second))
			broker.reachable = isReachable(second);
		stage.notify(taken & 0xff, taken >> 8 & 0xff, taken >> 16 & 0xff, 0);
		taken++;
		clock.advance(EVERY * 1_000);
		if (imbalance(gateway.account) !== 0)
			throw new Error(`at second ${second}: ${JSON.stringify(gateway.account)}`);
		if (second % DAY === 0)
			heap.push(heapUsed());
	}
	broker.reachable = true;
	clock.advance(120_000);

	const { account } = gateway;
	expect([next, gaps, account.waiting]).toEqual([taken, [], 0]);
	expect(account).toMatchObject({ taken, acknowledged: taken, queueFull: 0, journalFull: 0, corrupt: 0 });
	expect(duplicates).toBe(account.duplicates);
	// twelve hours on Sunday, and what the backoff adds
	expect(longest).toBeGreaterThan(12 * HOUR * 1_000);
	expect(longest).toBeLessThan(12 * HOUR * 1_000 + 120_000);
	// kept to what waited: 2 h on six nights, 12 h on Sunday and the minutes of each day
	journalled = account.stored;
	expect(journalled).toBeGreaterThan(24 * HOUR / EVERY);
	expect(journalled).toBeLessThan(27 * HOUR / EVERY);
	// 16 bytes and the open payload ({"value":…,"unit":"") up to a multiple of 4 for each; 3,984 bytes a block less its topic
	const perReading = (value: number) => 16 + Math.ceil((`{"value":${value},"unit":""`).length / 4) * 4;
	const blocks = journalled / Math.floor((4_096 - 112 - 44) / perReading(10_000));
	expect(Math.abs(erased() - erasedBefore - blocks)).toBeLessThanOrEqual(2);
	expect(Math.max(...flash.erases) - Math.min(...flash.erases)).toBeLessThanOrEqual(1);
	// after two days all code has been compiled; with ten bytes for each reading it would be 345,600
	expect(heap.at(-1)! - heap[2]!).toBeLessThan(300_000);
}, 60_000);
