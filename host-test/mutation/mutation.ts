import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Argument } from "commander";
import { commandLine, seedOption, wholeNumber } from "../../certs/command-line";
import { exitWith } from "../exit-with";
import { seededRandom } from "../seeded-random";
import { formatTable } from "../table";
import { wilson } from "./interval";
import { type Mutant, mutantsOf } from "./mutants";
import { runMutants } from "./test-runner";

/*
 * `npm run mutation`: changes the firmware in one place after the other, and looks whether a test of that room notices.
 * Those that none does are listed.
 */

const ROOT = join(__dirname, "../..");
/** Pure rooms; their tests are in host-test/ under the same name. */
const ROOMS = ["trust", "journal", "broker", "reading", "peripheral", "text", "configuration", "gateway"];

interface Drawn {
	readonly path: string;
	readonly mutant: Mutant;
}

interface Flags {
	readonly sample: number;
	readonly seed: number;
	/** Seconds. */
	readonly budget: number;
	/** Parts of names of files with tests. */
	readonly without: readonly string[];
}

interface Score {
	readonly room: string;
	readonly all: number;
	readonly drawn: number;
	readonly killed: number;
	readonly survivors: readonly Drawn[];
}

function allOf(room: string): Drawn[] {
	const folder = join(ROOT, "modules", room);
	return readdirSync(folder).filter(name => name.endsWith(".ts") && !name.endsWith(".d.ts")).sort()
		.flatMap(name => mutantsOf(name, readFileSync(join(folder, name), "utf8")).map(mutant => ({ path: join(folder, name), mutant })));
}

/** Draws `count` of them without putting back; in the order of the files, so that what was made for one serves the next. */
function draw(all: readonly Drawn[], count: number, seed: number): Drawn[] {
	const random = seededRandom(seed), rest = all.map((_drawn, index) => index);
	for (let index = rest.length - 1; index > 0; index--) {
		const other = Math.floor(random() * (index + 1));
		[rest[index], rest[other]] = [rest[other]!, rest[index]!];
	}
	return rest.slice(0, count).sort((a, b) => a - b).map(index => all[index]!);
}

function place({ mutant: { change, line }, path }: Drawn): string {
	return `${basename(path)}:${line}  ${change}`;
}

async function tryRoom(room: string, { budget, sample, seed, without }: Flags): Promise<Score> {
	const all = allOf(room), drawn = draw(all, sample, seed), survivors: Drawn[] = [], folder = join(ROOT, "host-test", room);
	const tests = readdirSync(folder).filter(name => name.endsWith(".test.ts") && !without.some(word => name.includes(word))).map(name => join(folder, name));
	console.log(`${room}: ${all.length} mutants, ${drawn.length} drawn`);
	let count = 0, begin = performance.now();
	await runMutants({ root: ROOT, tests, sources: [...new Set(all.map(({ path }) => path))], mutants: drawn, budget: budget * 1_000 }, noticed => {
		const each = drawn[count++]!, now = performance.now();
		if (noticed === undefined)
			survivors.push(each);
		console.log(`${String(count).padStart(5)} ${noticed === undefined ? "SURVIVED" : "killed  "} ${((now - begin) / 1_000).toFixed(1)} s  ${place(each)}${noticed === undefined ? "" : `  by ${noticed}`}`);
		begin = now;
	});
	return { room, all: all.length, drawn: drawn.length, killed: drawn.length - survivors.length, survivors };
}

async function run(parameters: readonly string[]): Promise<number> {
	const program = commandLine("mutation", "Changes the firmware in one place after the other, and looks whether a test notices.")
		.addArgument(new Argument("[rooms...]", "rooms under modules/").choices(ROOMS))
		.option("--sample <number>", "mutants that are drawn in each room", wholeNumber(1, 100_000, "--sample 200"), 200)
		.option("--budget <seconds>", "for the tests of one mutant, the quickest first", wholeNumber(1, 3_600, "--budget 20"), 20)
		.option("--without <words...>", "leave out files of tests with such a word in their name, as they take long", [])
		.addOption(seedOption("seed of what is drawn").default(1))
		.parse(parameters, { from: "user" });
	const flags = program.opts<Flags>(), rooms = program.args.length ? program.args : ["trust", "journal", "broker"];
	const scores: Score[] = [];
	for (const room of rooms)
		scores.push(await tryRoom(room, flags));
	const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
	console.log(`\n${formatTable(["room", "mutants", "drawn", "killed", "share", "95 % interval"], scores.map(({ all, drawn, killed, room }) =>
		[room, all, drawn, killed, percent(killed / drawn), wilson(killed, drawn).map(percent).join(" to ")])).join("\n")}`);
	for (const { room, survivors } of scores)
		console.log([`\nsurvivors in ${room}:`, ...survivors.map(place)].join("\n  "));
	return 0;
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
	process.on(signal, () => process.exit(1));
run(process.argv.slice(2)).then(code => process.exit(code), exitWith);
