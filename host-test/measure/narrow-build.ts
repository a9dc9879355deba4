import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildForLinux } from "../xs/build";
import type { OverlayOptions } from "../xs/overlay";
import { CACHE } from "../xs/project";
import type { Sdk } from "../xs/sdk";

/** What is measured: an engine, and the loader that looks into it. */
export interface Measurable {
	readonly loader: string;
	/** Path of mc.so. */
	readonly library: string;
}

const COMPILER = process.env.CC ?? "cc";
const GLIB = join(__dirname, "glib");
const PROBE = [join(__dirname, "probe.c"), join(__dirname, "census.c"), join(__dirname, "ownership.c"), join(GLIB, "glib.c"), join(__dirname, "../xs/xsrun.c")];
/** What app/measured.ts imports of its own, and it. */
const MODULES = ["bare", "composition", "drain", "firmware", "flood", "flood-radio", "host", "publish-all"];
const APPLICATION = { declares: true, main: "host-test/measure/app/measured", modules: MODULES.map(name => `host-test/measure/app/${name}`) };

/** What the SDK has, and nothing of the project. */
const STOCK = { project: "host-test/measure/stock/manifest.json", main: "host-test/measure/app/stock", modules: ["host", "publish-all"].map(name => `host-test/measure/app/${name}`) };

/**
 * The desktop build with the word of the ESP32, 32 bits: a slot is 16 bytes there, and so it is here. Where the C
 * compiler makes 64-bit programs only, `bits` is 64, a slot is 32 bytes, and a chunk's head 16 instead of 8.
 */
export class NarrowBuild {
	readonly bits: 32 | 64;
	#kind: "instrumented" | "release";
	#sdk: Sdk;
	#folder: string;

	/** An instrumented build can collect garbage at each allocation, and knows its stack's peak; a release build is as fast as XS gets. */
	constructor(sdk: Sdk, kind: "instrumented" | "release") {
		this.bits = makes32Bits() ? 32 : 64;
		this.#kind = kind;
		this.#folder = join(CACHE, `measure-${kind}-${this.bits}`);
		mkdirSync(this.#folder, { recursive: true });
		// make.lin.mk asks pkg-config, and nobody else, how to compile and to link.
		const flags = `-I${GLIB}${this.bits === 32 ? " -m32" : ""}`;
		writeFileSync(join(this.#folder, "gio-2.0.pc"), [
			"Name: gio-2.0", "Description: stand-in, see host-test/measure/glib/", "Version: 2.0",
			`Cflags: ${[flags, ...this.#defines].join(" ")}`, `Libs: ${[...this.bits === 32 ? ["-m32"] : [], ...kind === "release" ? [] : ["-Wl,--wrap=fxCheckProfiler"]].join(" ")}`, "",
		].join("\n"));
		this.#sdk = { ...sdk, environment: { ...sdk.environment, PKG_CONFIG_PATH: this.#folder } };
	}
	/**
	 * Builds what all measurements run (app/measured.ts): what is different between them is said at run time. Or
	 * something else, whose library gets the path `name` and ".so".
	 */
	async build(overlay: OverlayOptions = APPLICATION, name = join(this.#folder, "measured")): Promise<Measurable> {
		const library = await buildForLinux(this.#sdk, { output: join(this.#folder, overlay.project ? "build-stock" : "build"), kind: this.#kind, ...overlay });
		// Under a name of its own: a later build must not write over what still runs.
		const kept = `${name}.so`, fresh = `${kept}.${process.pid}`;
		copyFileSync(library, fresh);
		renameSync(fresh, kept);
		return { loader: this.#makeLoader(), library: kept };
	}
	/** Builds the SDK's MQTT client over the SDK's own TLS, for the same settings. */
	buildStock(): Promise<Measurable> {
		return this.build(STOCK, join(this.#folder, "stock"));
	}
	/** Folder of the intermediate files of the last build. */
	get temporary(): string {
		return join(this.#folder, "build/tmp/lin/mc", this.#kind === "release" ? "release" : "instrument", "gattway");
	}
	/** mxStress lets the probe collect garbage at each allocation. */
	get #defines(): string[] {
		return this.#kind === "release" ? [] : ["-DmxStress=1"];
	}
	#makeLoader(): string {
		const program = join(this.#folder, "xsprobe"), { folder } = this.#sdk;
		if (existsSync(program) && PROBE.every(source => statSync(source).mtimeMs < statSync(program).mtimeMs))
			return program;
		execFileSync(COMPILER, [
			...this.bits === 32 ? ["-m32"] : [], "-O1", "-w", "-rdynamic", ...this.#kind === "release" ? [] : ["-DmxInstrument=1", "-DMODINSTRUMENTATION=1"], ...this.#defines, "-DINCLUDE_XSPLATFORM=1", '-DXSPLATFORM="lin_xs.h"',
			`-I${GLIB}`, ...["xs/includes", "xs/platforms", "xs/sources", "build/simulators/modules"].map(name => `-I${join(folder, name)}`),
			"-o", program, ...PROBE, "-ldl", "-lm",
		], { stdio: ["ignore", "pipe", "pipe"] });
		return program;
	}
}

function makes32Bits(): boolean {
	const { status } = spawnSync(COMPILER, ["-m32", "-x", "c", "-o", "/dev/null", "-"], { input: "#include <stdio.h>\nint main(void) { return 0; }\n" });
	return status === 0;
}
