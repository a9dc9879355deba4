import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { freePort } from "../mosquitto";
import { byRoom, measureImage, MODULES_BUDGET } from "../xs/image";
import { ROOT } from "../xs/project";
import type { Sdk } from "../xs/sdk";
import { BrokerChains, CHAIN_KEYS, LONGEST_CHAIN } from "./broker-chain";
import { onXS } from "../xs/on-xs";
import { type MemoryRow, SLOT, totalBytes } from "./memory-rows";
import { MemoryScenarios } from "./memory-scenarios";
import { NarrowBuild } from "./narrow-build";
import type { ClassCount } from "./sample";
import { formatTable } from "../table";

/** Beyond what was seen. */
const MARGIN = 1.15;

interface Flags {
	readonly outages: string;
}

const toRow = (row: MemoryRow) => [row.name, row.slots, row.own, row.own * SLOT, row.chunks, row.stack * SLOT, totalBytes(row)];
const print = (title: string, lines: readonly string[]) => console.log(`\n${title}\n\n${lines.join("\n")}`);

/** Slots by module: the file in which the class of an instance is declared. */
function byModule(classes: readonly ClassCount[]): [string, number, number][] {
	const files = new Map<string, string>();
	for (const room of readdirSync(join(ROOT, "modules"))) {
		for (const file of readdirSync(join(ROOT, "modules", room)).filter(name => name.endsWith(".ts"))) {
			for (const [, name] of readFileSync(join(ROOT, "modules", room, file), "utf8").matchAll(/^(?:export )?(?:default )?(?:abstract )?class (\w+)/gm))
				files.set(name!, `modules/${room}/${file.slice(0, -3)}`);
		}
	}
	const sums = new Map<string, [number, number]>();
	for (const { chunks, name, slots } of classes) {
		const place = files.get(name) ?? (/^(function|prototype of) /.test(name) ? `(${name.split(" ")[0]}s)` : `(${name})`);
		if (place.startsWith("modules/simulator/"))
			continue;
		const [slotSum, chunkSum] = sums.get(place) ?? [0, 0];
		sums.set(place, [slotSum + slots, chunkSum + chunks]);
	}
	return [...sums].map(([name, [slots, chunks]]): [string, number, number] => [name, slots, chunks]).sort((a, b) => b[1] - a[1]);
}

/** The classes and functions that own most; of a function what it has captured, too. */
const ownersOf = (classes: readonly ClassCount[]) => classes.slice(0, 40).map(({ chunks, instances, name, slots }) => [name, instances, slots, slots * SLOT, chunks]);

async function main(sdk: Sdk, flags: Flags): Promise<boolean> {
	const build = new NarrowBuild(sdk, "instrumented");
	console.log(build.bits === 32 ?
		"32-bit build: a slot is 16 bytes, as on the ESP32." :
		"The C compiler makes no 32-bit programs (gcc-multilib is missing): slots are counted in a 64-bit build and taken as 16 bytes each; chunks are somewhat too large, as each has a head of 16 bytes there instead of 8.");
	console.log("Peaks are of live memory: garbage is collected at every allocation. The desktop's share (simulator, emulated flash, configuration, what the ESP32 preloads) as it was at first is subtracted; what the simulator's objects take later, for connections and answers on their way, is left out of the slots \"on the chip\".");
	const scenarios = new MemoryScenarios(await build.build(), await freePort());
	const chains = await Promise.all(CHAIN_KEYS.map(key => BrokerChains.create(key)));
	const usual = chains.find(({ key }) => key === "RSA 2048")!;
	const rows: MemoryRow[] = [];
	const keep = (row: MemoryRow) => {
		rows.push(row);
		console.error(`${row.name}: ${row.slots} slots, ${row.chunks} bytes of chunks, ${row.stack} slots of stack`);
	};
	const rest = await scenarios.rest(usual);
	rest.rows.forEach(keep);
	for (const each of chains) {
		for (let length = 1; length <= LONGEST_CHAIN; length++)
			keep(await scenarios.handshake(each, length));
	}
	for (const journal of ["never", "outage"] as const)
		(await scenarios.full(usual, journal)).forEach(keep);
	for (const characteristics of [1, 4])
		(await scenarios.full(chains.find(({ key }) => key === "RSA 4096")!, "outage", 16, characteristics)).forEach(keep);
	(await scenarios.links(usual)).forEach(keep);
	(await scenarios.scan(usual)).forEach(keep);
	(await scenarios.discovery(usual)).forEach(keep);
	(await scenarios.outages(usual, Number(flags.outages))).forEach(keep);
	print("Memory in use", formatTable(["", "slots", "on the chip", "bytes of these", "bytes of chunks", "bytes of stack", "total"], rows.map(toRow)));

	const most = (field: "own" | "chunks" | "stack") => Math.max(...rows.map(row => row[field]));
	const up = (value: number, step: number) => Math.ceil(value * MARGIN / step) * step;
	const creation = { chunk: { initial: up(most("chunks"), 512), incremental: 0 }, heap: { initial: up(most("own"), 32), incremental: 0 }, stack: up(most("stack"), 16) };
	console.log(`\n${Math.round((MARGIN - 1) * 100)} % above the highest figure of each: "creation": ${JSON.stringify(creation)}, ${(creation.heap.initial + creation.stack) * SLOT + creation.chunk.initial} bytes.`);
	console.log(`Outside of the heaps: ${rest.aliases * 4} bytes for aliases of ${rest.aliases} preloaded objects, and 4 bytes for each key (${rest.keys} of them on the desktop).`);

	const { bytecode, object, slots } = await measureImage(sdk);
	print("Bytecode in the chip's flash (esp32, release)", formatTable(["module", "bytes"], [...bytecode]));
	print("By room", formatTable(["room", "bytes"], [...byRoom(bytecode), ["all", [...bytecode.values()].reduce((sum, bytes) => sum + bytes, 0)] as [string, number]]));
	console.log(`\nThe modules' share of the image, the SDK's and ours: ${object ?? "?"} bytes (object of mc.xs.c, 32 bits), of at most ${MODULES_BUDGET}; ${slots} slots of what is preloaded, ${slots * SLOT} bytes, among them.`);
	const modules = byModule(rest.classes);
	print("At rest, by owner (the simulator's objects for the connection among them)", formatTable(["class", "instances", "slots", "bytes of slots", "bytes of chunks"], ownersOf(rest.classes)));
	print("At rest, by the module of the owner's class", formatTable(["module", "slots", "bytes of slots", "bytes of chunks"], modules.map(([name, slots, chunks]) => [name, slots, slots * SLOT, chunks])));
	return true;
}

const program = new Command("memory")
	.description("Measures on XS what the firmware takes of the ESP32's memory.")
	.option("--outages <count>", "of the broker, for the run that looks for what is not given back", "10")
	.parse();
onXS(sdk => main(sdk, program.opts<Flags>()));
