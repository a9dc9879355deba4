import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { freePort } from "../mosquitto";
import type { Sdk } from "../xs/sdk";
import { BrokerChains, CHAIN_KEYS } from "./broker-chain";
import { onXS } from "../xs/on-xs";
import { NarrowBuild } from "./narrow-build";
import { median } from "./processor-time";
import { type Publisher, Publishing, type PublishingFigures } from "./publishing";
import { formatTable, type Cell } from "../table";

/** Readings in the journal that is drained. */
const BACKLOG = 10_000;

/** The gateway, the SDK's client over the gateway's socket, and over the SDK's. */
const PUBLISHERS: readonly (readonly [Publisher, string])[] = [["flood", "gateway"], ["bare", "client alone"], ["stock", "stock"]];

interface Flags {
	readonly rounds: string;
	readonly count: string;
}

async function main(sdk: Sdk, flags: Flags): Promise<boolean> {
	const build = new NarrowBuild(sdk, "release");
	const publishing = new Publishing({ ours: await build.build(), stock: await build.buildStock() }, await freePort());
	const chains = await Promise.all(CHAIN_KEYS.map(key => BrokerChains.create(key))), [fast] = chains as [BrokerChains];
	console.log(`${build.bits}-bit release build; mosquitto with TLS on loopback, QoS 1, 8 in flight; medians of ${flags.rounds} rounds of ${flags.count} messages.`);
	const figures = new Map<Publisher, PublishingFigures[]>(PUBLISHERS.map(([publisher]) => [publisher, []]));
	for (let round = 1; round <= Number(flags.rounds); round++) {
		for (const [publisher, name] of PUBLISHERS) {
			const figure = await publishing.measure(fast, publisher, Number(flags.count));
			figures.get(publisher)!.push(figure);
			console.error(`round ${round}: ${name} ${figure.rate.toFixed(0)}/s, ${figure.processor.toFixed(0)} us`);
		}
	}
	const rows: Cell[][] = [];
	const compare = (name: string, [gateway, bare, stock]: readonly number[]) => rows.push([name, gateway!, bare!, stock!, gateway! / bare!, gateway! / stock!]);
	const medians = (of: (figure: PublishingFigures) => number) => [...figures.values()].map(all => median(all.map(of)));
	compare("messages a second", medians(({ rate }) => rate));
	compare("processor time a message, us", medians(({ processor }) => processor));
	if (spawnSync("valgrind", ["--version"]).status === 0) {
		try {
			const counts: number[] = [];
			for (const [publisher] of PUBLISHERS)
				counts.push(await publishing.instructions(fast, publisher, 500, 2_500));
			compare("instructions a message", counts);
		} catch (error) {
			console.log(`Instructions could not be counted: ${(error as Error).message.split("\n")[0]}`);
		}
	} else
		console.log("Instructions were not counted: valgrind is not installed.");
	console.log(`\n${formatTable(["", ...PUBLISHERS.map(([, name]) => name), "to the client", "to stock"], rows).join("\n")}`);
	const drain = await publishing.drain(fast, BACKLOG);
	console.log(`\nA journal of ${BACKLOG} readings: recovered in ${drain.recovery} ms, drained at ${drain.rate.toFixed(0)} a second, ${drain.processor.toFixed(0)} us of processor time each.`);
	const starts: Cell[][] = [];
	for (const each of chains) {
		const begun = [await publishing.start(each), await publishing.start(each), await publishing.start(each)];
		starts.push([`${each.key}, 2 certificates`, median(begun.map(({ first }) => first)), median(begun.map(({ handshake }) => handshake)), median(begun.map(({ handshakeProcessor }) => handshakeProcessor))]);
	}
	console.log(`\n${formatTable(["milliseconds", "start to first acknowledged reading", "TCP and TLS handshake", "processor time in it"], starts).join("\n")}`);
	return true;
}

const program = new Command("bench:xs")
	.description("Measures on XS what a reading costs the gateway, beside what it costs the SDK's MQTT client alone, and over the SDK's own TLS.")
	.option("--rounds <number>", "they take turns so often", "5")
	.option("--count <number>", "messages in each", "10000")
	.parse();
onXS(sdk => main(sdk, program.opts<Flags>()));
