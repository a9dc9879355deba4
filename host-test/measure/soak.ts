import { appendFileSync, writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { freePort, Mosquitto } from "../mosquitto";
import { pause } from "../patience";
import type { Sdk } from "../xs/sdk";
import { misfortunes, type Misfortune, ROUND } from "./bad-day";
import { BrokerChains } from "./broker-chain";
import { onXS } from "../xs/on-xs";
import { Engine } from "./engine";
import { makeSetup, USERS } from "./firmware-configuration";
import { growth } from "./growth";
import { SLOT } from "./memory-rows";
import { NarrowBuild } from "./narrow-build";
import type { Sample } from "./sample";

const HOUR = 3_600_000;
const COLUMNS = ["seconds", "slots", "slot_bytes", "chunk_bytes", "keys", "peak_slots", "peak_chunk_bytes", "collections"];

interface Flags {
	readonly hours: number;
	/** Seconds. */
	readonly interval: number;
	readonly csv?: string;
}

interface Point {
	/** Seconds since the start. */
	readonly time: number;
	readonly sample: Sample;
}

function positive(text: string): number {
	const value = Number(text);
	if (!(value > 0))
		throw new InvalidArgumentError("a number above 0");
	return value;
}

/** Plays rounds of misfortunes until `end`, a time of `performance.now()`. */
async function suffer(engine: Engine, broker: Mosquitto, end: number): Promise<void> {
	const begin = performance.now();
	for (;;) {
		const start = performance.now();
		for (const { at, deed, what } of misfortunes()) {
			await until(Math.min(start + at, end));
			if (performance.now() >= end)
				return;
			console.log(`${((performance.now() - begin) / 1_000).toFixed(0).padStart(8)} s  ${what}`);
			await happen(engine, broker, deed);
		}
		await until(Math.min(start + ROUND, end));
	}
}

async function happen(engine: Engine, broker: Mosquitto, deed: Misfortune["deed"]): Promise<void> {
	if (deed === "kill broker")
		await broker.kill();
	else if (deed === "start broker")
		await broker.restart();
	else
		engine.perform(deed);
}

async function until(time: number): Promise<void> {
	await pause(Math.max(0, time - performance.now()));
}

/** A sample now and then until `end`. */
async function watch(engine: Engine, { csv, interval }: Flags, end: number): Promise<Point[]> {
	const points: Point[] = [], start = performance.now();
	for (let number = 0; ; number++) {
		const sample = await engine.sample(`soak${number}`), time = Math.round((performance.now() - start) / 1_000);
		points.push({ time, sample });
		if (csv)
			appendFileSync(csv, `${[time, sample.slots, sample.slots * SLOT, sample.chunks, sample.keys, sample.peakSlots, sample.peakChunks, sample.collections].join()}\n`);
		if (performance.now() >= end)
			return points;
		await until(Math.min(performance.now() + interval * 1_000, end));
	}
}

/** @returns whether it held */
function report(points: readonly Point[], lines: readonly string[], failure: string | undefined): boolean {
	const settled = points.slice(Math.floor(points.length / 4)), hours = (points.at(-1)?.time ?? 0) * 1_000 / HOUR;
	const slots = growth(settled.map(({ sample, time }) => [time / 3_600, sample.slots * SLOT])), chunks = growth(settled.map(({ sample, time }) => [time / 3_600, sample.chunks]));
	console.log(`\n${hours.toFixed(2)} hours, ${points.length} samples, ${lines.filter(line => /mqtt +connected/.test(line)).length} connections to the broker, ${lines.filter(line => /subscribed/.test(line)).length} subscriptions.`);
	console.log(`Live memory grows by ${slots.toFixed(0)} bytes of slots and ${chunks.toFixed(0)} bytes of chunks an hour (straight line through the last three quarters); with what only the desktop has it was ${points[0]!.sample.slots * SLOT + points[0]!.sample.chunks} bytes at first and is ${points.at(-1)!.sample.slots * SLOT + points.at(-1)!.sample.chunks}.`);
	console.log(lines.filter(line => /count +readings/.test(line)).at(-1)?.trim() ?? "No count of readings was told.");
	for (const line of new Set(lines.filter(each => /ERROR|Unhandled|XS abort/.test(each)).map(each => each.slice(10))))
		console.log(`told: ${line}`);
	if (failure)
		console.log(`The firmware ended by itself: ${failure}`);
	return failure === undefined;
}

async function main(sdk: Sdk, flags: Flags): Promise<boolean> {
	const build = new NarrowBuild(sdk, "instrumented"), measurable = await build.build();
	const port = await freePort(), chains = await BrokerChains.create("EC P-256");
	if (flags.csv)
		writeFileSync(flags.csv, `${COLUMNS.join()}\n`);
	const broker = await Mosquitto.start({ port, users: USERS, identity: await chains.identity(2) });
	const engine = new Engine(measurable);
	try {
		await engine.start({ run: "firmware", anchors: [[...chains.anchor]], ...makeSetup({ port, peripherals: 3, connections: 3, every: 500, config: { keepAlive: 20 } }) });
		await engine.said(/mqtt +connected/);
		const end = performance.now() + flags.hours * HOUR;
		console.log(`${build.bits}-bit build; three peripherals with two values a second each, for ${flags.hours} hours.`);
		const suffering = suffer(engine, broker, end);
		const points = await Promise.all([watch(engine, flags, end), suffering]).then(([watched]) => watched);
		return report(points, engine.lines, engine.failure);
	} finally {
		await engine.close();
		await broker.close();
	}
}

const program = new Command("soak")
	.description("Runs the gateway on XS in real time, through one bad day after the other, and watches its memory.")
	.option("--hours <number>", "how long", positive, 1)
	.option("--interval <seconds>", "between two samples", positive, 60)
	.option("--csv <file>", "a line for each sample")
	.parse();
onXS(sdk => main(sdk, program.opts<Flags>()));
