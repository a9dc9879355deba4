import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "./project";
import type { Sdk } from "./sdk";

/** Path of `xsrun`, which runs an mc.so without a display; compiled if it is missing or older than its source. */
export function makeLoader(sdk: Sdk): string {
	const source = join(__dirname, "xsrun.c"), program = join(CACHE, "xsrun");
	if (!existsSync(program) || statSync(program).mtimeMs < statSync(source).mtimeMs) {
		mkdirSync(CACHE, { recursive: true });
		const glib = execFileSync("pkg-config", ["--cflags", "--libs", "glib-2.0"], { encoding: "utf8" }).trim().split(/\s+/);
		execFileSync(process.env.CC ?? "cc", ["-O1", "-o", program, source, `-I${join(sdk.folder, "build/simulators/modules")}`, ...glib, "-ldl"]);
	}
	return program;
}
