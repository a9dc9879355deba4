import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Attack } from "../attack/attack";
import { AttackServer, type Encounter } from "../attack/attack-server";
import { attacks, honestServers } from "../attack/attacks";
import { damagedServer, type DamagedServer } from "../attack/damaged-server";
import { makeIdentities } from "../attack/identities";
import { resumptionAttacks } from "../attack/resumption-attacks";
import { until } from "../patience";
import { seededRandom } from "../seeded-random";
import type { Cases } from "./cases";
import { CACHE } from "./project";

const FLIGHTS = 2_000;
/** But what the gateway makes of topics, when an honest server hangs up time after time. */
const PROBLEM = /(?:WARNING|ERROR) (?!the broker (?:ends|refuses) |the connection ended when )/;

/** What the console said of each attempt to connect. */
function attempts(lines: readonly string[]): string[][] {
	const found: string[][] = [];
	for (const line of lines) {
		if (/mqtt +connecting to/.test(line))
			found.push([]);
		found.at(-1)?.push(line);
	}
	return found;
}

/** What is wrong with an attempt, in words. */
function faults({ attack, interruption, wire }: Encounter, lines: readonly string[]): string[] {
	const problems = lines.filter(line => PROBLEM.test(line)), found: string[] = [];
	if (problems.length !== 1)
		found.push(`${problems.length} reasons: ${problems.join(" | ")}`);
	else if (!attack.reason.test(problems[0]!))
		found.push(`the reason is "${problems[0]!.trim()}"`);
	if (!attack.genuine && wire.leak)
		found.push(`the attacker got ${wire.leak}`);
	if (interruption)
		found.push(`the attack did not get to its end: ${interruption}`);
	if (honestServers.includes(attack) && !lines.some(line => /mqtt +connected to/.test(line)))
		found.push("not connected");
	return found.map(fault => `${attack.name}: ${fault}`);
}

/** What is wrong with an attempt of host-test/xs/app/flights.ts, in words. */
function flightFaults(encounter: Encounter, line: string): string[] {
	const { attack, interruption, wire } = encounter, open = line.includes(" open"), found: string[] = [];
	const harmless = attack.genuine && (attack as Partial<DamagedServer>).harmless !== false;
	if (!attack.reason.test(line) || /ends again|hangs/.test(line))
		found.push(line);
	if (open && !harmless)
		found.push(`${line}: it was damaged`);
	if (wire.leak && !harmless)
		found.push(`${line}: it got ${wire.leak}`);
	if (interruption && !("harmless" in attack))
		found.push(interruption);
	return found.map(fault => `${attack.name}: ${fault}`);
}

export const attackCases: Cases = {
	async "attacks on TLS: each is refused with its own reason, gets not a byte of MQTT, and honest servers are connected to before and after"({ bench, remark }) {
		const identities = await makeIdentities("broker.test"), anchor = join(CACHE, "attacked.der");
		mkdirSync(CACHE, { recursive: true });
		writeFileSync(anchor, identities.root);
		const order: Attack[] = [...honestServers, ...attacks, ...honestServers];
		const server: AttackServer = new AttackServer(identities, () => order[server.encounters.length % order.length]!);
		await server.open();
		try {
			await (await bench()).run({
				main: "host-test/xs/app/impatient",
				config: { broker: `mqtts://127.0.0.1:${server.port}`, log: "info" },
				anchors: [anchor],
				duration: 300_000,
				during: async lines => {
					await until(() => attempts(lines).length > order.length, 280_000);
					const all = attempts(lines), wrong = order.flatMap((_attack, i) => faults(server.encounters[i]!, all[i]!));
					// for a person who wants to read the reasons
					if (process.env.ATTACKS)
						order.forEach(({ name }, i) => console.log(`${name} → ${all[i]!.filter(line => PROBLEM.test(line)).join(" | ")} [${server.encounters[i]!.wire.alerts.join()}]`));
					assert.equal(wrong.length, 0, wrong.join("\n"));
					remark(`${attacks.length} attacks`);
				},
			});
		} finally {
			await server.close();
		}
	},
	async "2,000 damaged servers: each attempt ends once and in time, nothing damaged is taken, and no memory is lost"({ bench, remark }) {
		const identities = await makeIdentities("broker.test"), anchor = join(CACHE, "attacked.der"), random = seededRandom(2246);
		mkdirSync(CACHE, { recursive: true });
		writeFileSync(anchor, identities.root);
		const server: AttackServer = new AttackServer(identities, () => resumptionAttacks[server.encounters.length] ?? damagedServer(random));
		await server.open();
		try {
			await (await bench()).run({
				main: "host-test/xs/app/flights",
				config: { port: server.port, flights: FLIGHTS },
				anchors: [anchor],
				duration: 580_000,
				during: async lines => {
					await until(() => lines.includes("done"), 570_000);
					const outcomes = lines.filter(line => line.startsWith("flight"));
					assert.equal(outcomes.length, FLIGHTS);
					const wrong = outcomes.flatMap((line, i) => flightFaults(server.encounters[i]!, line));
					assert.equal(wrong.length, 0, wrong.join("\n"));
					const memory = lines.filter(line => line.startsWith("memory")).slice(1).map(line => line.split(" ").slice(1).map(Number));
					const [slots, chunks] = [0, 1].map(kind => memory.at(-1)![kind]! - memory[0]![kind]!);
					assert.ok(slots! < 2_048 && chunks! < 2_048, `${slots} bytes of slots and ${chunks} of chunks are lost: ${JSON.stringify(memory)}`);
					remark(`${outcomes.filter(line => / open/.test(line)).length} undamaged in what counts, ${slots} bytes of slots and ${chunks} of chunks more after ${FLIGHTS - 250}`);
				},
			});
		} finally {
			await server.close();
		}
	},
};
