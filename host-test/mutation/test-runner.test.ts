import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mutantsOf } from "./mutants";
import { runMutants } from "./test-runner";

const SOURCE = [
	"export function atLeast(a: number, b: number): boolean {", "	return a >= b;", "}",
	"export const forgotten = (a: number) => a + 1;",
	"export const LIMIT = 7;",
	"export function count(to: number): number {", "	let i = 0;", "	for (; i < to;)", "		i++;", "	return i;", "}",
].join("\n");
const TEST = [
	"import { atLeast, count, forgotten, LIMIT } from \"./source\";",
	"describe(\"source\", () => {",
	"	test.each([[1, 2, false], [2, 2, true]])(\"atLeast\", (a, b, expected) => expect(atLeast(a, b)).toBe(expected));",
	"	it(\"limits\", async () => expect(LIMIT).toBe(7));",
	"	it(\"counts\", () => expect(count(3)).toBe(3));",
	"	it(\"has it\", () => expect(forgotten).toBeDefined());",
	"});",
].join("\n");

let root: string;
beforeEach(() => root = mkdtempSync(join(tmpdir(), "gattway-mutation-")));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What became of the mutants with these changes. */
async function run(changes: readonly string[], test = TEST): Promise<(string | undefined)[]> {
	const path = join(root, "source.ts"), file = join(root, "source.test.ts"), all = mutantsOf(path, SOURCE);
	writeFileSync(path, SOURCE);
	writeFileSync(file, test);
	writeFileSync(join(root, "package.json"), JSON.stringify({ jest: { moduleNameMapper: {} } }));
	const fates: (string | undefined)[] = [];
	const mutants = changes.map(change => ({ path, mutant: all.find(each => each.change === change)! }));
	await runMutants({ root, tests: [file], sources: [path], mutants, budget: 1_000 }, noticed => fates.push(noticed), 2_000);
	return fates;
}

test("a mutant is noticed by name of the test, or survives, or does not end, and the next has its turn", async () => {
	expect(await run([">= → >", "+ → -", "i++; → ;", "7 → (7 + 1)", ">= → <"])).toEqual([
		"source.test.ts: atLeast", undefined, "it does not end", "source.test.ts: limits", "source.test.ts: atLeast",
	]);
}, 180_000);
test("tests that need more of Jest than there is are left out, and those behind them", async () => {
	const test = TEST.replace("it(\"limits\"", "it(\"mocks\", () => jest.doMock(\"./source\"));\n\tit(\"limits\"");
	expect(await run([">= → >", "7 → (7 + 1)"], test)).toEqual(["source.test.ts: atLeast", undefined]);
}, 180_000);
test("tests that fail without a mutant are told", async () => {
	await expect(run([], TEST.replace("toBe(3)", "toBe(4)"))).rejects.toThrow(/"counts" fails without a mutant/);
}, 180_000);
