import assert from "node:assert/strict";
import { BrokerChains, LONGEST_CHAIN } from "../measure/broker-chain";
import { readCreation } from "../measure/creation";
import { type MemoryRow, SLOT, totalBytes } from "../measure/memory-rows";
import { MemoryScenarios } from "../measure/memory-scenarios";
import { NarrowBuild } from "../measure/narrow-build";
import { freePort } from "../mosquitto";
import type { Cases, Context } from "./cases";

/** Bytes that XS has on the ESP32, as the manifest divides them. */
const { chunks, slots, stack } = readCreation(), ALL = (slots + stack) * SLOT + chunks;
/** Of what is live, garbage apart, when one peripheral is held and the broker's chain is one of RSA 2048. */
const USUAL = 45_056;

const told = (row: MemoryRow) => `${row.own} slots (${row.slots} with the simulator's), ${row.chunks} bytes of chunks, ${row.stack} slots of stack, ${totalBytes(row)} bytes in all`;

async function scenarios({ sdk, remark }: Context): Promise<MemoryScenarios | undefined> {
	const build = new NarrowBuild(sdk, "instrumented");
	if (build.bits === 32)
		return new MemoryScenarios(await build.build(), await freePort());
	remark("not measured: the C compiler makes no 32-bit programs");
	return undefined;
}

/** Live peaks, with garbage collected at each allocation: what is left of the manifest's heaps. */
export const memoryCases: Cases = {
	async "memory: eight peripherals, three held, three visited and two on demand, leave a seventh of the slots"(context) {
		const [, , peak] = await (await scenarios(context))?.links(await BrokerChains.create("RSA 2048")) ?? [];
		if (!peak)
			return;
		context.remark(told(peak));
		assert.ok(peak.own <= slots * 6 / 7 && peak.chunks <= chunks * 6 / 7, told(peak));
	},
	async "memory: eight peripherals of sixteen values, with the broker back with RSA 4096, leave a fifth of all"(context) {
		const peak = (await (await scenarios(context))?.full(await BrokerChains.create("RSA 4096"), "outage", 16, 4))?.at(-1);
		if (!peak)
			return;
		context.remark(told(peak));
		assert.ok(totalBytes(peak) <= ALL * 4 / 5, told(peak));
	},
	async "memory: one peripheral that is held, and the longest handshake with RSA 2048, stay below 44 KB"(context) {
		const peak = await (await scenarios(context))?.handshake(await BrokerChains.create("RSA 2048"), LONGEST_CHAIN);
		if (!peak)
			return;
		context.remark(told(peak));
		assert.ok(totalBytes(peak) <= USUAL, told(peak));
	},
};
