import type { Account } from "../../modules/gateway/account";
import { Bench, type BenchOptions } from "./bench";
import type { Fault } from "./faults";
import type { Balance } from "./ledger";

/** What came of one fault. */
export interface Outcome {
	readonly fault: string;
	readonly balance: Balance;
	/** How often the gateway was connected. */
	readonly connections: number;
	/** Requests that were answered meanwhile, and how often they were made again. */
	readonly answered: number;
	readonly repeated: number;
	/** As the gateway told it last. */
	readonly account: Account | undefined;
	/** What is wrong, in words; empty if nothing is. */
	readonly complaints: readonly string[];
	readonly seconds: number;
}

/** What must be 0, and what it is called. */
const MUST_NOT = Object.freeze<[keyof Balance, string][]>([
	["lost", "lost"],
	["excess", "duplicates beyond one window a reconnect"],
	["misordered", "out of order"],
	["unknown", "received that were never taken"],
	["gaps", "skipped before they were taken"],
	["sequences", "wrong sequence numbers"],
	["misdated", "with another moment than that of their capture"],
]);

/** Readings that are named. */
const SHOWN = 5;

function list(readings: readonly string[]): string {
	return readings.slice(0, SHOWN).join(", ") + (readings.length > SHOWN ? " …" : "");
}

/** Breaks one thing and counts. Rejects only where nothing could be tried. */
export async function tryFault(fault: Fault, options: BenchOptions): Promise<Outcome> {
	const bench = new Bench(options), start = performance.now();
	try {
		await fault.run(bench);
		await bench.settle();
	}
	catch (error) {
		bench.complaints.push(error instanceof Error ? error.message : String(error));
	}
	finally {
		await bench.close();
	}
	const { account, connections, ledger: { balance, missing, strange }, requester: { answered, repeated } } = bench;
	const complaints = [...bench.complaints, ...bench.requester.complaints];
	if (balance.taken === 0)
		complaints.push("nothing was taken");
	if (answered === 0)
		complaints.push("no request was answered");
	for (const [count, name] of MUST_NOT) {
		if (balance[count])
			complaints.push(`${balance[count]} ${name}`);
	}
	if (balance.lost)
		complaints.push(`missing: ${list(missing)}`);
	if (balance.unknown)
		complaints.push(`never taken: ${list(strange)}`);
	return { fault: fault.name, balance, connections, answered, repeated, account, complaints, seconds: (performance.now() - start) / 1_000 };
}
