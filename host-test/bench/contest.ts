import { median } from "../measure/processor-time";
import { garbageOf, type Run } from "./garbage-meter";

/** One of those that are compared. */
export interface Contestant {
	readonly name: string;
	/** Gets ready, which is not measured. What it returns is; a full journal, say, may be done before `count`. */
	prepare(count: number): Run;
}

/** What is compared: each does the same, the last with nothing but what the others stand on. */
export interface Contest {
	readonly name: string;
	/** What is counted: "readings". */
	readonly unit: string;
	/** How many at a time. */
	readonly count: number;
	readonly contestants: readonly Contestant[];
}

export interface Result {
	readonly contest: string;
	readonly name: string;
	readonly unit: string;
	/** Of each round, a second of processor time. */
	readonly rates: readonly number[];
	/** Their median, lowest and highest. */
	readonly rate: number;
	readonly lowest: number;
	readonly highest: number;
	/** Microseconds each, at the median rate. */
	readonly microseconds: number;
	/** Bytes each, as `GARBAGE_METHOD` says; the median of the rounds. */
	readonly garbage: number;
	/** How many times the time of the last contestant. */
	readonly ratio: number;
}

/** For people: how the rates come about. */
export const RATE_METHOD = "a second of processor time, that of Node's own threads included, for others may use the computer meanwhile";

export interface Schedule {
	readonly rounds: number;
	/** Milliseconds of processor time for which each contestant runs before, so that Node's compiler has done what it does. */
	readonly warmUp: number;
}

/** Milliseconds of processor time of one contestant's round at least: what is done sooner is done again. */
const SHORTEST = 50;

/**
 * Lets the contestants alternate: whatever else the computer does meanwhile meets all of them, and each round begins
 * with another one.
 */
export function hold({ contestants, count, name, unit }: Contest, { rounds, warmUp }: Schedule): Result[] {
	const rates: number[][] = contestants.map(() => []), garbage: number[][] = contestants.map(() => []);
	for (const contestant of contestants)
		rateOf(contestant, count, warmUp);
	for (let round = 0; round < rounds; round++) {
		for (let turn = 0; turn < contestants.length; turn++) {
			const index = (turn + round) % contestants.length, contestant = contestants[index]!;
			rates[index]!.push(rateOf(contestant, count, SHORTEST));
			garbage[index]!.push(garbageOf(most => contestant.prepare(Math.min(count, most))));
		}
	}
	const standard = median(rates.at(-1)!);
	return contestants.map((contestant, index) => {
		const rate = median(rates[index]!);
		return {
			contest: name, name: contestant.name, unit, rates: rates[index]!,
			rate, lowest: Math.min(...rates[index]!), highest: Math.max(...rates[index]!),
			microseconds: 1e6 / rate, garbage: median(garbage[index]!), ratio: standard / rate,
		};
	});
}

/** How many a second, in `shortest` milliseconds or once. */
function rateOf(contestant: Contestant, count: number, shortest: number): number {
	let done = 0, time = 0;
	do {
		const run = contestant.prepare(count), start = process.cpuUsage();
		done += run();
		const { system, user } = process.cpuUsage(start);
		time += system + user;
	} while (time < shortest * 1e3);
	// a run so short that the clock stood still is no infinite rate
	return done / Math.max(time, 1) * 1e6;
}
