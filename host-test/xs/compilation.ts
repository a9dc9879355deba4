import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT } from "./project";

/** What mcconfig writes for a module: one source, and a folder for what becomes of it. */
interface ModuleConfiguration {
	readonly compilerOptions: { readonly rootDir: string; readonly outDir: string };
	readonly files: readonly [string];
}

const COMPILER = join(ROOT, "node_modules/typescript-native/bin/tsc");

/**
 * Compiles the modules of a build that mcconfig has prepared in `temporary`, in one run of the compiler; mcconfig's
 * makefile starts it once a module, which costs more than the rest of the build, and so does not see that a change breaks
 * a module that imports the changed one. Afterwards make finds nothing left to compile. Throws with the compiler's words.
 */
export function compileModules(temporary: string): void {
	const modules = join(temporary, "modules"), base = join(modules, "tsconfig-base.json"), together = join(temporary, "together");
	const configurations = readdirSync(modules, { recursive: true, encoding: "utf8" }).filter(file => file.endsWith("-tsconfig.json"))
		.map(file => JSON.parse(readFileSync(join(modules, file), "utf8")) as ModuleConfiguration);
	const { rootDir } = configurations[0]!.compilerOptions, project = join(modules, "together.json");
	// mcconfig leaves behind those of modules that are gone
	const sources = configurations.map(({ files }) => files[0]).filter(source => timeOf(source) > 0);
	writeFileSync(project, JSON.stringify({ extends: base, compilerOptions: { rootDir, outDir: together, incremental: true }, files: sources }));
	const { error, status, stdout } = spawnSync(process.execPath, [COMPILER, "-p", project], { encoding: "utf8" });
	if (error || status !== 0)
		throw error ?? new Error(stdout);
	for (const { compilerOptions, files: [source] } of configurations) {
		const path = relative(rootDir, source).replace(/\.ts$/, ".js"), target = join(compilerOptions.outDir, path);
		if (timeOf(source) === 0 || timeOf(target) >= Math.max(timeOf(source), timeOf(base)))
			continue;
		mkdirSync(dirname(target), { recursive: true });
		const map = JSON.parse(readFileSync(join(together, `${path}.map`), "utf8")) as object;
		writeFileSync(`${target}.map`, JSON.stringify({ ...map, sources: [relative(dirname(target), source)] }));
		writeFileSync(target, readFileSync(join(together, path)));
	}
}

/** When a file was last written; 0 if there is none. */
function timeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
