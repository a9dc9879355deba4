import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { freePort } from "../mosquitto";
import type { Sdk } from "../xs/sdk";
import { BrokerChains, CHAIN_KEYS } from "./broker-chain";
import { onXS } from "../xs/on-xs";
import { NarrowBuild } from "./narrow-build";
import { median } from "./processor-time";
import { Publishing, type PublishingFigures } from "./publishing";
import { formatTable, type Cell } from "../table";

/** Readings in the journal that is drained. */
const BACKLOG = 10_000;

interface Flags {
	readonly rounds: string;
	readonly count: string;
}

async function main(sdk: Sdk, flags: Flags): Promise<boolean> {
	const build = new NarrowBuild(sdk, "release");
	const publishing = new Publishing(await build.build(), await freePort());
	const chains = await Promise.all(CHAIN_KEYS.map(key => BrokerChains.create(key))), [fast] = chains as [BrokerChains];
	console.log(`${build.bits}-bit release build; mosquitto with TLS on loopback, QoS 1, 8 in flight; medians of ${flags.rounds} rounds of ${flags.count} messages.`);
	const gateway: PublishingFigures[] = [], bare: PublishingFigures[] = [];
	for (let round = 0; round < Number(flags.rounds); round++) {
		gateway.push(await publishing.measure(fast, "flood", Number(flags.count)));
		bare.push(await publishing.measure(fast, "bare", Number(flags.count)));
		console.error(`round ${round + 1}: gateway ${gateway.at(-1)!.rate.toFixed(0)}/s, ${gateway.at(-1)!.processor.toFixed(0)} us; client ${bare.at(-1)!.rate.toFixed(0)}/s, ${bare.at(-1)!.processor.toFixed(0)} us`);
	}
	const rows: Cell[][] = [];
	const compare = (name: string, ours: number, theirs: number) => rows.push([name, ours, theirs, ours / theirs]);
	compare("messages a second", median(gateway.map(({ rate }) => rate)), median(bare.map(({ rate }) => rate)));
	compare("processor time a message, us", median(gateway.map(({ processor }) => processor)), median(bare.map(({ processor }) => processor)));
	if (spawnSync("valgrind", ["--version"]).status === 0) {
		try {
			const [ours, theirs] = [await publishing.instructions(fast, "flood", 500, 2_500), await publishing.instructions(fast, "bare", 500, 2_500)];
			compare("instructions a message", ours, theirs);
		} catch (error) {
			console.log(`Instructions could not be counted: ${(error as Error).message.split("\n")[0]}`);
		}
	} else
		console.log("Instructions were not counted: valgrind is not installed.");
	console.log(`\n${formatTable(["", "gateway", "client alone", "ratio"], rows).join("\n")}`);
	const drain = await publishing.drain(fast, BACKLOG);
	console.log(`\nA journal of ${BACKLOG} readings: recovered in ${drain.recovery} ms, drained at ${drain.rate.toFixed(0)} a second, ${drain.processor.toFixed(0)} us of processor time each.`);
	const starts: Cell[][] = [];
	for (const each of chains) {
		const figures = [await publishing.start(each), await publishing.start(each), await publishing.start(each)];
		starts.push([`${each.key}, 1 certificate`, median(figures.map(({ first }) => first)), median(figures.map(({ handshake }) => handshake)), median(figures.map(({ handshakeProcessor }) => handshakeProcessor))]);
	}
	console.log(`\n${formatTable(["milliseconds", "start to first acknowledged reading", "TCP and TLS handshake", "processor time in it"], starts).join("\n")}`);
	return true;
}

const program = new Command("bench:xs")
	.description("Measures on XS what a reading costs the gateway, beside what it costs the MQTT client alone.")
	.option("--rounds <number>", "gateway and client alternate so often", "5")
	.option("--count <number>", "messages in each", "10000")
	.parse();
onXS(sdk => main(sdk, program.opts<Flags>()));
