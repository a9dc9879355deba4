import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = join(__dirname, "..");
const readJSON = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

/** What stands in for the SDK's modules on the host: tsx and esbuild take it from here. */
const standIns = new Map(Object.entries(readJSON("host-test/tsconfig.json").compilerOptions.paths as Record<string, [string]>)
	.map(([specifier, [path]]) => [specifier, resolve(ROOT, "host-test", path)]));

test("Jest has the same stand-ins for the SDK's modules as npm start", () => {
	const mapper = Object.entries(readJSON("package.json").jest.moduleNameMapper as Record<string, string>)
		.filter(([pattern]) => pattern.startsWith("^"))
		.map(([pattern, path]) => [pattern.slice(1, -1), path.replace("<rootDir>", ROOT)] as const);
	expect(new Map([...mapper].sort())).toEqual(new Map([...standIns].sort()));
});

test("what the desktop simulator replaces, the host replaces by the same", () => {
	const { modules } = readJSON("modules/simulator/manifest.json") as { modules: Record<string, unknown> };
	const replaced = Object.entries(modules).filter(([, source]) => String(source).startsWith("./specifiers/"))
		.map(([specifier, source]) => [specifier, `${resolve(ROOT, "modules/simulator", String(source).replace("specifiers/", ""))}.ts`]);
	expect(replaced.length).toBeGreaterThan(4);
	expect(replaced.map(([specifier]) => [specifier, standIns.get(specifier!)])).toEqual(replaced);
});
