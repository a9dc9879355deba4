import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitWith } from "../exit-with";
import { parseArguments } from "./bench-arguments";
import { drawRounds, formatJSON, formatReport } from "./bench-report";
import { loadBundle } from "./bundle";
import { hold, type Result } from "./contest";
import type * as Contests from "./contests";

/*
 * `npm run bench`: compares what the firmware's pure parts cost with what they stand on, on Node. Ends with 0 when all
 * was measured, whatever the figures are, and with 2 when the command line is wrong.
 */

async function run(parameters: readonly string[]): Promise<void> {
	const { count, json, plot, rounds, warmUp } = parseArguments(parameters);
	const { allContests } = loadBundle<typeof Contests>(join(__dirname, "contests.ts"));
	const results: Result[] = [];
	for (const contest of await allContests(count)) {
		process.stderr.write(`${contest.name} …\n`);
		results.push(...hold(contest, { rounds, warmUp }));
	}
	if (json !== "-")
		process.stdout.write(`\n${formatReport(results, rounds, process.stdout.isTTY === true && !process.env.NO_COLOR)}`);
	else
		process.stdout.write(formatJSON(results, rounds));
	if (json !== undefined && json !== "-")
		writeFileSync(json, formatJSON(results, rounds));
	if (plot !== undefined)
		writeFileSync(plot, drawRounds(results));
}

// whoever reads the output has gone
process.stdout.on("error", () => process.exit(1));
run(process.argv.slice(2)).then(() => process.stdout.write("", () => process.exit(0)), exitWith);
