import { transformSync } from "esbuild";

/** Jest's transform for TypeScript: esbuild, as tsx has it for `npm start`. Types are checked by `npm run typecheck`. */
export default {
	process: (source, path) => transformSync(source, {
		sourcefile: path,
		loader: "ts",
		format: "cjs",
		target: "node20",
		sourcemap: "inline",
		// modules are strict, and CommonJS is not by itself
		tsconfigRaw: { compilerOptions: { alwaysStrict: true } },
	}),
};
