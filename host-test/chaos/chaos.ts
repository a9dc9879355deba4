import { writeFileSync } from "node:fs";
import { Authority } from "../authority";
import { exitWith } from "../exit-with";
import { parseArguments } from "./chaos-arguments";
import { GatewayProgram } from "./gateway-program";
import { Report } from "./report";
import { type Outcome, tryFault } from "./trial";

/*
 * `npm run chaos`: breaks the broker, the network and the process while readings flow, and counts. Ends with 0 when
 * every fault was survived, 1 when one was not, 2 when the command line is wrong.
 */

async function run(parameters: readonly string[]): Promise<number> {
	const options = parseArguments(parameters), { quick, seed } = options;
	const report = new Report(text => process.stdout.write(text), process.stdout.isTTY === true && !process.env.NO_COLOR);
	const authority = await Authority.create({ name: "Chaos" });
	const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
	const program = await GatewayProgram.build();
	process.on("exit", () => program.remove());
	const outcomes: Outcome[] = [];
	for (const fault of options.faults) {
		report.say(`${fault.name}: ${fault.title}`);
		const outcome = await tryFault(fault, { program: program.path, authority, identity, quick, seed });
		report.say(`  ${outcome.complaints.length ? "FAILED" : "good"} after ${outcome.seconds.toFixed(0)} s, ${outcome.connections} connections`);
		outcomes.push(outcome);
	}
	report.table(outcomes);
	if (options.json !== undefined)
		writeFileSync(options.json, JSON.stringify({ seed, quick, outcomes }, undefined, "\t") + "\n");
	return outcomes.every(({ complaints }) => complaints.length === 0) ? 0 : 1;
}

// the gateways and the brokers go with this process
for (const signal of ["SIGINT", "SIGTERM"] as const)
	process.on(signal, () => process.exit(1));
// whoever reads the output has gone
process.stdout.on("error", () => process.exit(1));
run(process.argv.slice(2)).then(code => process.stdout.write("", () => process.exit(code)), exitWith);
