import { chainContests } from "./chain-contests";
import type { Contest } from "./contest";
import { journalContests } from "./journal-contests";
import { PacketGeneration } from "./packet-generation";
import { Pipeline } from "./pipeline";

/** A verdict about a chain takes as long as so many readings. */
const CHAIN = 400;
/** Different contents of packets. */
const CONTENTS = 1_000;

/** All that is compared. `count` is that of readings to a round of the pipeline. */
export async function allContests(count: number): Promise<Contest[]> {
	return [
		pipelineContest("text", count),
		pipelineContest("json", count),
		...journalContests(),
		...await chainContests(Math.ceil(count / CHAIN)),
	];
}

function pipelineContest(payload: "text" | "json", count: number): Contest {
	const outage = new Pipeline({ name: "gateway, journal \"outage\"", payload, journal: "outage", log: "info" });
	return {
		name: `pipeline, ${payload === "json" ? "JSON" : "text"}`, unit: "readings", count,
		contestants: [
			outage,
			new Pipeline({ name: "gateway, journal \"always\"", payload, journal: "always", log: "info" }),
			new Pipeline({ name: "gateway, \"outage\" and console", payload, journal: "outage", log: "value" }),
			new PacketGeneration(outage.packets(Math.min(count, CONTENTS))),
		],
	};
}
