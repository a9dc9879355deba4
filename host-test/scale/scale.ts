import { commandLine, seedOption, wholeNumber } from "../../certs/command-line";
import { exitWith } from "../exit-with";
import { Mosquitto } from "../mosquitto";
import { formatTable } from "../table";
import { bars } from "./bursts";
import { type TrialResult, tryCrowd } from "./trial";

/*
 * `npm run scale`: many gateways on one mosquitto, which goes away and comes back; with delays that each gateway draws,
 * and with delays that are the same for all. Ends with 1 if a reading was lost.
 */

/** Gateways that one process and one broker have descriptors for. */
const MOST = 5_000;
const HEAD = [
	"gateways", "delays", "start: all s", "most/s", "steady broker %", "backlog", "back: half s", "all s", "most/s", "most/0.1 s", "drained s",
	"broker CPU s", "busiest s %", "broker MB", "crowd %", "lost",
];

function cells(result: TrialResult): (string | number)[] {
	const { all, backlog, burst, crowd, drained, half, load, lost, memory, options, peak, spent, start, steady } = result;
	const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10, percent = (share: number): number => Math.round(share * 100);
	return [
		options.gateways, options.jitter ? "drawn" : "fixed", seconds(start.all), start.peak, percent(steady), backlog, seconds(half), seconds(all), peak, burst, seconds(drained),
		seconds(spent), percent(load), Math.round(memory / 1e5) / 10, percent(crowd), lost,
	];
}

async function run(parameters: readonly string[]): Promise<number> {
	const gateways = wholeNumber(1, MOST, "100");
	const program = commandLine("scale", "Has many gateways lose their broker at once, and measures how they come back.")
		.argument("[gateways...]", "how many, in each trial", (text: string, former: number[] = []) => [...former, gateways(text)])
		.option("--outage <seconds>", "for how long the broker is away", wholeNumber(1, 600, "--outage 20"), 20)
		.addOption(seedOption("seed of the delays").default(1))
		.parse(parameters, { from: "user" });
	if (process.platform !== "linux" || !Mosquitto.installed) {
		console.log("Skipped: this needs Linux and mosquitto.");
		return 0;
	}
	const { outage, seed } = program.opts<{ outage: number; seed: number }>(), results: TrialResult[] = [];
	const counts = program.args.length ? program.processedArgs[0] as number[] : [1, 100, 1_000];
	for (const count of counts) {
		for (const jitter of [true, false]) {
			console.log(`${count} gateways, delays ${jitter ? "drawn by each" : "the same for all"}, broker away for ${outage} s`);
			const result = await tryCrowd({ gateways: count, jitter, seed, outage: outage * 1_000 });
			console.log(["connections in each second since the broker is back:", ...bars(result.seconds, 60)].join("\n"));
			results.push(result);
		}
	}
	console.log(`\n${formatTable(HEAD, results.map(cells)).join("\n")}`);
	return results.every(({ lost }) => lost === 0) ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
	process.on(signal, () => process.exit(1));
// sockets that have been given up may still linger
run(process.argv.slice(2)).then(code => process.stdout.write("", () => process.exit(code)), exitWith);
