import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { complaints, ourWarnings } from "./build-output";
import { compileModules } from "./compilation";
import { type OverlayOptions, writeOverlay } from "./overlay";
import { ROOT } from "./project";
import type { Sdk } from "./sdk";

export type BuildKind = "debug" | "instrumented" | "release";

export interface BuildOptions extends OverlayOptions {
	/** A folder for this and later builds; what it holds is used again. */
	readonly output: string;
	readonly kind: BuildKind;
}

const NAME = "gattway";
/** What our sdkconfig sets. */
const SYMBOLS = [...readFileSync(join(ROOT, "modules/device/sdkconfig/sdkconfig.defaults"), "utf8").matchAll(/^\w+/gm)].map(([name]) => name);
const MANIFESTS = ["manifest.json", "modules/simulator/manifest.json", "modules/simulator/chip.json", "modules/simulator/radio.json", "modules/device/link-time.json"];
const KINDS = { debug: { flags: ["-d"], folder: "debug" }, instrumented: { flags: ["-i"], folder: "instrument" }, release: { flags: [], folder: "release" } };

/** Builds for the desktop simulator of Linux. Returns the path of mc.so. Throws with the tools' output. */
export async function buildForLinux(sdk: Sdk, options: BuildOptions): Promise<string> {
	const { manifest, temporary } = prepare("lin/mc", options);
	const { flags, folder } = KINDS[options.kind];
	// mcconfig takes what "RELEASE ?=" of the manifest names from here.
	const builder = options.declares ? { ...sdk, environment: { ...sdk.environment, RELEASE: writeNothing(options.output) } } : sdk;
	await run(builder, "mcconfig", [...flags, "-p", "lin", "-o", options.output, manifest], temporary);
	compileModules(temporary);
	// The default target would end every mcsim that runs.
	await make(sdk, temporary, ["build"], options.declares);
	return join(options.output, "bin/lin/mc", folder, NAME, "mc.so");
}

/**
 * Builds for the ESP32: all of it where ESP-IDF is set up ("image"). Elsewhere the half that runs on the host: tsc, xsc
 * and xsl with preloads ("host half"). Throws with the tools' output.
 */
export async function buildForESP32(sdk: Sdk, options: BuildOptions): Promise<"image" | "host half"> {
	const { manifest, temporary } = prepare("esp32", options);
	const { flags } = KINDS[options.kind];
	// mcconfig takes what "RADIO ?=" of the manifest names from here.
	const chip = options.simulatedRadio ? { ...sdk, environment: { ...sdk.environment, RADIO: join(ROOT, "modules/simulator/radio.json") } } : sdk;
	const idf = existsSync(join(process.env.IDF_PATH ?? "", "tools/idf.py"));
	const builder = idf ? chip : { ...chip, environment: { ...chip.environment, IDF_PATH: pretendedIdf(options.output) } };
	await run(builder, "mcconfig", [...flags, "-p", "esp32", "-o", options.output, manifest], temporary);
	compileModules(temporary);
	if (idf) {
		await run(builder, "mcconfig", [...flags, "-m", "-p", "esp32", "-t", "build", "-o", options.output, manifest], temporary);
		return "image";
	}
	// ESP-IDF would make this header from sdkconfig; one that is newer is not made again.
	const header = join(temporary, "xsProj-esp32/build/config/sdkconfig.h");
	mkdirSync(dirname(header), { recursive: true });
	writeFileSync(header, "");
	await make(builder, temporary, ["mc.xs.c", "mc.resources.c"].map(file => join(temporary, file)));
	return "host half";
}

function make(sdk: Sdk, temporary: string, targets: readonly string[], declares = false): Promise<void> {
	return run(sdk, "make", ["-f", join(temporary, "makefile"), `-j${availableParallelism()}`, ...targets], temporary, declares);
}

/** Where a build keeps its intermediate files; `platform` is "esp32" or "lin/mc". */
export function temporaryFolder(platform: string, { kind, output }: Pick<BuildOptions, "kind" | "output">): string {
	return join(output, "tmp", platform, KINDS[kind].folder, NAME);
}

function prepare(platform: string, options: BuildOptions): { manifest: string; temporary: string } {
	const manifest = writeOverlay(join(options.output, NAME), options);
	const temporary = temporaryFolder(platform, options);
	// make goes by dates alone: a module or a resource that now has another, older source would stay as it was.
	const stamp = join(temporary, "sources"), manifests = [options.simulatedRadio ? "simulated radio" : "", options.declares ? "declares" : "", ...MANIFESTS.map(sourcesOf)].join("\n");
	if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== manifests)
		rmSync(temporary, { recursive: true, force: true });
	rmSync(join(temporary, "resources"), { recursive: true, force: true });
	mkdirSync(temporary, { recursive: true });
	writeFileSync(stamp, manifests);
	return { manifest, temporary };
}

/** A manifest that leaves nothing out. */
function writeNothing(output: string): string {
	const path = join(output, "nothing.json");
	writeFileSync(path, "{}");
	return path;
}

/** What a manifest says apart from what make notices by itself. */
function sourcesOf(file: string): string {
	return JSON.stringify({ ...JSON.parse(readFileSync(join(ROOT, file), "utf8")), config: undefined, creation: undefined, preload: undefined });
}

/** The makefile only asks which version ESP-IDF is, and git answers. */
function pretendedIdf(output: string): string {
	const folder = join(output, "no-esp-idf");
	if (!existsSync(folder)) {
		const git = (...words: string[]) => spawnSync("git", ["-C", folder, "-c", "user.name=gattway", "-c", "user.email=gattway@localhost", ...words]);
		mkdirSync(folder, { recursive: true });
		git("init", "-q");
		git("commit", "-q", "--allow-empty", "-m", "not ESP-IDF");
		git("tag", "-a", "v6.0", "-m", "not ESP-IDF");
	}
	return folder;
}

/** @param declares whether what makes declarations stays: xsl says of it that it is not frozen */
async function run(sdk: Sdk, command: string, words: string[], temporary: string, declares = false): Promise<void> {
	const child = spawn(command, words, { env: sdk.environment, stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (text: string) => output += text);
	const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
	const warnings = ourWarnings(output, sdk.folder, SYMBOLS).filter(warning => !(declares && warning.endsWith(": not frozen")));
	if (code !== 0 || warnings.length > 0) {
		// Otherwise the next build would find everything made, and be silent.
		rmSync(join(temporary, "mc.xs.c"), { force: true });
		throw new Error(code === 0 ? warnings.join("\n") : `${command} ended with ${code}:\n${complaints(output)}`);
	}
}
