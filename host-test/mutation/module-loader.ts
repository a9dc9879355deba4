import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { transformSync } from "esbuild";

type Wrapper = (module: object, exports: object, require: (name: string) => unknown, filename: string, dirname: string) => void;

interface Loaded {
	exports: object;
}

/** Node's modules for files in TypeScript, one of which may be changed: then only what imports it is loaded anew. */
export class ModuleLoader {
	/** As Jest's `moduleNameMapper`. */
	#mapping: readonly (readonly [RegExp, string])[];
	#loaded = new Map<string, Loaded>();
	#compiled = new Map<string, Wrapper>();
	#importers = new Map<string, Set<string>>();
	#texts = new Map<string, string>();

	constructor(root: string, mapping: Readonly<Record<string, string>>) {
		this.#mapping = Object.entries(mapping).map(([pattern, target]) => [new RegExp(pattern), target.replace("<rootDir>", root)] as const);
	}
	/** Has `text` stand in the file instead of what does, or that again. */
	change(path: string, text: string | undefined): void {
		if (text === undefined)
			this.#texts.delete(path);
		else
			this.#texts.set(path, text);
		this.#compiled.delete(path);
		this.forget(path);
	}
	/** Loads it and what imports it anew when it is asked for next. */
	forget(path: string): void {
		if (this.#loaded.delete(path))
			for (const importer of this.#importers.get(path) ?? [])
				this.forget(importer);
	}
	load(path: string): object {
		const known = this.#loaded.get(path);
		if (known)
			return known.exports;
		const module: Loaded = { exports: {} }, native = createRequire(path);
		this.#loaded.set(path, module);
		const load = (name: string): unknown => {
			const target = this.#resolve(path, name);
			if (target === undefined)
				return native(name);
			this.#importers.set(target, (this.#importers.get(target) ?? new Set()).add(path));
			return this.load(target);
		};
		try {
			this.#compile(path)(module, module.exports, load, path, dirname(path));
		}
		catch (error) {
			this.#loaded.delete(path);
			throw error;
		}
		return module.exports;
	}
	/** Whether `path` is loaded by way of the file `from`, or is it. */
	isBelow(path: string, from: string, seen = new Set<string>()): boolean {
		if (path === from)
			return true;
		return [...this.#importers.get(path) ?? []].some(importer => !seen.has(importer) && this.isBelow(importer, from, seen.add(importer)));
	}
	/** @returns undefined for what is Node's, or a package */
	#resolve(from: string, name: string): string | undefined {
		const mapped = this.#mapping.find(([pattern]) => pattern.test(name))?.[1];
		if (mapped !== undefined)
			return mapped;
		if (!name.startsWith("."))
			return undefined;
		const path = join(dirname(from), name);
		return existsSync(`${path}.ts`) ? `${path}.ts` : path.endsWith(".ts") ? path : undefined;
	}
	#compile(path: string): Wrapper {
		const known = this.#compiled.get(path);
		if (known)
			return known;
		const { code } = transformSync(this.#texts.get(path) ?? readFileSync(path, "utf8"), {
			sourcefile: path, loader: "ts", format: "cjs", target: "node20", tsconfigRaw: { compilerOptions: { alwaysStrict: true } },
			// as Jest has it, so that imports of this kind come through the loader, too
			supported: { "dynamic-import": false },
		});
		const wrapper = new Script(`(function (module, exports, require, __filename, __dirname) {${code}\n})`, { filename: path }).runInThisContext() as Wrapper;
		this.#compiled.set(path, wrapper);
		return wrapper;
	}
}
