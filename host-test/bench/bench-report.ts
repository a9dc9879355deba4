import pc from "picocolors";
import { plot } from "../measure/plot";
import { formatTable, type Cell } from "../measure/table";
import { RATE_METHOD, type Result } from "./contest";
import { GARBAGE_METHOD } from "./garbage-meter";

const HEAD = ["", "a second", "lowest", "highest", "us each", "bytes of garbage", "times the last"];

/** The console's account: a table for each contest. */
export function formatReport(results: readonly Result[], rounds: number, colored: boolean): string {
	const colors = pc.createColors(colored), lines: string[] = [];
	for (const contest of new Set(results.map(result => result.contest))) {
		const own = results.filter(result => result.contest === contest);
		const [head, rule, ...rows] = formatTable([`${contest} (${own[0]!.unit})`, ...HEAD.slice(1)], own.map(cells)) as [string, string, ...string[]];
		lines.push(colors.bold(head), rule, ...rows, "");
	}
	lines.push(
		`Medians of ${rounds} rounds, in which all of a table alternate; ${RATE_METHOD}.`,
		`Bytes of garbage: ${GARBAGE_METHOD}.`,
		"The gateway's link gets identifier, topic and payload and does nothing; mqtt-packet makes the packet's bytes of the same topics and payloads.",
		"With the journal \"always\" the emulated flash is part of the figure.",
		"These are Node's figures: they compare, and say nothing about the ESP32's speed.",
	);
	return lines.join("\n") + "\n";
}

function cells({ garbage, highest, lowest, microseconds, name, rate, ratio }: Result): Cell[] {
	return [name, rate, lowest, highest, microseconds, Number.isNaN(garbage) ? "unknown" : Math.round(garbage), ratio];
}

/** The whole result, for machines. What could not be measured is null. */
export function formatJSON(results: readonly Result[], rounds: number): string {
	return JSON.stringify({ node: process.version, rounds, method: { rate: RATE_METHOD, garbage: GARBAGE_METHOD }, results }, undefined, "\t") + "\n";
}

/** The rounds of the pipeline, as SVG. */
export function drawRounds(results: readonly Result[]): string {
	return plot({
		title: "From notification to packet, on Node", x: "round", y: "readings a second",
		series: results.filter(({ contest }) => contest === "pipeline, text").map(({ name, rates }) => ({ name, points: rates.map((rate, round) => [round + 1, rate] as const) })),
	});
}
