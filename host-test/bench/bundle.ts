import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import { buildSync } from "esbuild";

/**
 * Loads a module with all of the project that it imports as one script. Module by module, as tsx loads them, each use of
 * a constant of another file is the call of a getter, which was the dearest of all that the journal did; in XS it is none.
 * @param path absolute
 */
export function loadBundle<Exports>(path: string): Exports {
	const { outputFiles } = buildSync({
		entryPoints: [path], bundle: true, write: false, platform: "node", format: "cjs", target: "node20", packages: "external",
	});
	const module = { exports: {} as Exports };
	compileFunction(outputFiles[0]!.text, ["module", "exports", "require"], { filename: `${path}.bundle.js` })(module, module.exports, createRequire(path));
	return module.exports;
}
