import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "./contest";

let folder: string;
const children: ChildProcess[] = [];
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "gattway-bench-"));
});
afterEach(() => {
	children.splice(0).forEach(child => child.kill("SIGKILL"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `npm run bench --` with these parameters. */
function run(...parameters: readonly string[]): Promise<{ code: number | null; output: string; errors: string }> {
	const child = spawn(process.execPath, [require.resolve("tsx/cli"), "--tsconfig", "host-test/tsconfig.json", "host-test/bench/bench.ts", ...parameters], {
		cwd: join(__dirname, "..", ".."),
		env: { ...process.env, npm_lifecycle_event: "" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	children.push(child);
	let output = "", errors = "";
	child.stdout!.on("data", data => { output += data; });
	child.stderr!.on("data", data => { errors += data; });
	return new Promise(resolve => child.once("close", code => resolve({ code, output, errors })));
}

const CONTESTANTS = [
	...["text", "JSON"].flatMap(payload => ['gateway, journal "outage"', 'gateway, journal "always"', 'gateway, "outage" and console', "mqtt-packet alone"]
		.map(name => `pipeline, ${payload}: ${name}`)),
	...["append, written page by page", "append, each flushed", "hand out and acknowledge", "recovery of 256 KB with 6866 readings"]
		.flatMap(work => ["the journal", "its flash operations alone"].map(name => `journal: ${work}: ${name}`)),
	...["RSA 2048", "EC P-256"].flatMap(key => ["verdict", "its signatures by Node alone"].map(name => `chain of three certificates, ${key}: ${name}`)),
];

test("a mistake in the command line ends it with 2, before anything is measured", async () => {
	expect(await run("--rounds", "no")).toMatchObject({ code: 2, output: "", errors: expect.stringMatching(/^error: --rounds: "no" is not/) });
}, 30_000);
test("every contestant has its row, and every figure is a number", async () => {
	const plot = join(folder, "a.svg");
	const { code, output } = await run("--rounds", "1", "--count", "20", "--warm-up", "0", "--json", "-", "--plot", plot);
	expect(code).toBe(0);
	const { results } = JSON.parse(output) as { results: Result[] };
	expect(results.map(({ contest, name }) => `${contest}: ${name}`)).toEqual(CONTESTANTS);
	for (const { garbage, highest, lowest, microseconds, rate, rates, ratio } of results) {
		for (const figure of [rate, lowest, highest, microseconds, ratio, ...rates])
			expect(figure > 0 && Number.isFinite(figure)).toBe(true);
		expect(garbage).toBeGreaterThanOrEqual(0);
	}
	expect(readFileSync(plot, "utf8")).toMatch(/^<svg /);
}, 60_000);
