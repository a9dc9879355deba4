import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counterConfiguration, counterScenario } from "../chaos/counters";
import { GatewayProcess } from "../chaos/gateway-process";
import { GatewayProgram } from "../chaos/gateway-program";
import { exitWith } from "../exit-with";
import type { Relay } from "../relay";
import { formatTable } from "../table";
import { Bench } from "../xs/bench";
import { findSdk, type Sdk } from "../xs/sdk";
import { BrokerLog } from "./broker-log";
import { CLIENT_STATEMENTS, describeEvidence, type Evidence } from "./client-statements";
import { liveDay, more, slowRelay, startBroker } from "./day";
import { PahoBroker } from "./paho-broker";

/*
 * `npm run mqtt-statements`: the gateway lives through a day with the broker of eclipse/paho.mqtt.testing, which checks
 * what it sends against MQTT 3.1.1; on Node, and where there is an SDK on XS. Ends with 1 if the broker complains, or if
 * a statement that Node's day is to show was not seen.
 */

const WITH_USER = { user: "gateway", pass: "secret", keepAlive: 10, payload: "json", commands: "all" };
/** Milliseconds for the day on XS. */
const DAY = 300_000;

/** A gateway on Node; `during` is its life. */
async function onNode(program: string, relay: Relay, config: object, during: () => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "gattway-statements-"));
	let failure = "";
	const gateway = new GatewayProcess(program, {
		seed: 1, haste: 0.01, anchor: "", look: 1_000, flash: join(folder, "flash"),
		scenario: counterScenario({ peripherals: 3, every: 30, start: 0 }),
		config: { ...counterConfiguration(3), broker: `mqtt://localhost:${relay.port}`, ...config },
	}, { onTaken: () => {}, onConnected: () => {}, onAccount: () => {}, onFailed: text => failure = text });
	try {
		await during();
	}
	catch (error) {
		throw new Error([failure || (error as Error).message, ...gateway.lines.slice(-10)].join("\n"));
	}
	finally {
		await gateway.end();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function dayOnNode(broker: PahoBroker): Promise<BrokerLog> {
	const log = new BrokerLog(), relay = slowRelay(broker.port);
	const program = await GatewayProgram.build();
	try {
		await startBroker({ broker, log });
		await relay.open();
		await onNode(program.path, relay, WITH_USER, () => liveDay({ log, broker, relay, topic: "test/1/get" }));
		log.forget();
		await onNode(program.path, relay, { status: false }, () => more(log, "Publishes", 30));
	}
	finally {
		await relay.cut();
		await broker.kill();
		program.remove();
	}
	return log;
}

async function dayOnXS(sdk: Sdk, broker: PahoBroker): Promise<BrokerLog> {
	const log = new BrokerLog(), relay = slowRelay(broker.port), bench = await Bench.open(sdk);
	try {
		await startBroker({ broker, log });
		await relay.open();
		const { failure, lines } = await bench.run({
			config: { ...WITH_USER, broker: `mqtt://127.0.0.1:${relay.port}` },
			duration: DAY,
			during: () => liveDay({ log, broker, relay, topic: "esp32/gateway/get" }),
		});
		if (failure)
			throw new Error([failure, ...lines.slice(-10)].join("\n"));
	}
	finally {
		await relay.cut();
		await broker.kill();
		await bench.close();
	}
	return log;
}

/** Kinds of packets that the gateway sends. */
const KINDS = ["Connects", "Publishes", "Pubacks", "Subscribes", "Pingreqs", "Disconnects"];

/** Whether a day showed it; undefined where no day can. */
function isSeen(log: BrokerLog, evidence: Evidence): boolean | undefined {
	if ("logged" in evidence)
		return log.statements.has(evidence.logged);
	if ("checked" in evidence)
		return (evidence.checked === "packet" ? KINDS : [evidence.checked]).every(kind => log.packets.has(kind));
	return "watched" in evidence ? log.watched.has(evidence.watched) : undefined;
}

function report(node: BrokerLog, xs: BrokerLog | undefined): boolean {
	const word = (seen: boolean | undefined): string => seen === undefined ? "" : seen ? "seen" : "not seen";
	const rows = CLIENT_STATEMENTS.map(({ asks, evidence, id }) =>
		[`MQTT-${id}`, word(isSeen(node, evidence)), ...xs ? [word(isSeen(xs, evidence))] : [], asks, describeEvidence(evidence)]);
	console.log(formatTable(["statement", "on Node", ...xs ? ["on XS"] : [], "what it asks", "how it is seen"], rows).join("\n"));
	const evidences = CLIENT_STATEMENTS.map(({ evidence }) => evidence), missed = evidences.filter(evidence => isSeen(node, evidence) === false).length;
	const kinds = { seen: evidences.filter(evidence => isSeen(node, evidence)).length, tests: evidences.filter(evidence => "test" in evidence).length };
	for (const [name, log] of [["Node", node], ["XS", xs]] as const) {
		if (log)
			console.log(`${name}: ${[...log.packets].map(([kind, count]) => `${count} ${kind}`).join(", ")}; judged: ${[...log.watched].map(([watch, count]) => `${watch} ${count}`).join(", ")}`);
		for (const complaint of log?.complaints ?? [])
			console.log(`COMPLAINT on ${name}: ${complaint}`);
	}
	console.log(`${evidences.length} statements bind a client: ${kinds.seen} were seen at the broker, ${missed} were not, ${kinds.tests} are for a test, ${evidences.length - kinds.seen - missed - kinds.tests} do not concern it.`);
	return missed === 0 && node.complaints.length === 0 && !xs?.complaints.length;
}

async function main(): Promise<void> {
	const clone = process.env.PAHO, problem = PahoBroker.problem(clone);
	if (problem)
		return console.log(`Skipped: ${problem}. Clone it, have Python 3, and run PAHO=FOLDER npm run mqtt-statements.`);
	const broker = await PahoBroker.make(clone!), sdk = findSdk();
	try {
		const node = await dayOnNode(broker);
		if (typeof sdk === "string")
			console.log(`Not on XS: ${sdk}.`);
		const xs = typeof sdk === "string" ? undefined : await dayOnXS(sdk, broker);
		if (!report(node, xs))
			process.exitCode = 1;
	}
	finally {
		await broker.close();
	}
}

main().catch(exitWith);
