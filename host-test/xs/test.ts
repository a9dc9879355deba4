import { attackCases } from "./attack-cases";
import { Bench } from "./bench";
import { broadcastCases } from "./broadcast-cases";
import { buildCases, type Cases, type Context } from "./cases";
import { commandCases } from "./command-cases";
import { flashCases } from "./flash-cases";
import { formatUse, mostOf } from "./memory-use";
import { homeCases } from "./home-cases";
import { journalCases } from "./journal-cases";
import { layoutCases } from "./layout-cases";
import { gatewayCases } from "./gateway-cases";
import { listeningCases } from "./listening-cases";
import { memoryCases } from "./memory-cases";
import { mosquittoCases } from "./mosquitto-cases";
import { serverCases } from "./server-cases";
import { wycheproofCases } from "./wycheproof-cases";
import { onXS } from "./on-xs";
import type { Sdk } from "./sdk";

const suites: Cases[] = [buildCases, broadcastCases, flashCases, gatewayCases, commandCases, homeCases, journalCases, layoutCases, attackCases, listeningCases, memoryCases, mosquittoCases, serverCases, wycheproofCases];

/** Runs the cases whose names contain one of `words`, or all. Returns how many failed. */
async function runCases(sdk: Sdk, words: string[]): Promise<number> {
	let opened: Promise<Bench> | undefined, remarks: string[] = [], passed = 0, failed = 0;
	const context: Context = { sdk, bench: () => opened ??= openBench(sdk), remark: text => remarks.push(text) };
	try {
		for (const [name, run] of suites.flatMap(cases => Object.entries(cases))) {
			if (words.length > 0 && !words.some(word => name.includes(word)))
				continue;
			const start = Date.now();
			remarks = [];
			try {
				await run(context);
				const use = mostOf((await opened)?.memory.splice(0) ?? []);
				if (use)
					remarks.push(formatUse(use));
				passed++;
				console.log(`pass ${name} (${[...remarks, `${((Date.now() - start) / 1000).toFixed(1)} s`].join(", ")})`);
			} catch (error) {
				failed++;
				(await opened?.catch(() => undefined))?.memory.splice(0);
				console.log(`FAIL ${name}\n${String((error as Error).message ?? error).replace(/^/gm, "     ")}`);
			}
		}
	} finally {
		await (await opened?.catch(() => undefined))?.close();
	}
	console.log(`${passed} passed, ${failed} failed`);
	return failed;
}

async function openBench(sdk: Sdk): Promise<Bench> {
	const bench = await Bench.open(sdk);
	if (bench.unlimited)
		console.log(`Note: ${bench.unlimited}.`);
	return bench;
}

onXS(async sdk => await runCases(sdk, process.argv.slice(2)) === 0);
