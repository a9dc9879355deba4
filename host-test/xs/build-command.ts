import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { type BuildKind, type BuildOptions, buildForESP32, buildForLinux } from "./build";
import { CACHE } from "./project";
import { findSdk, versionRemark } from "./sdk";

interface Flags {
	readonly output: string;
	readonly config?: string;
	readonly ca?: string[];
	readonly release?: boolean;
	readonly instrumented?: boolean;
	readonly simulatedRadio?: boolean;
}

async function main(): Promise<void> {
	const program = new Command("build")
		.description("Builds the firmware with the Moddable SDK that MODDABLE names.")
		.argument("<platform>", "lin or esp32")
		.option("-o, --output <folder>", "where the build goes", join(CACHE, "build"))
		.option("--config <file>", "JSON; each of its keys replaces one of the manifest's configuration")
		.option("--ca <files...>", "certificates of trust anchors, PEM or DER, instead of those in certs/ (two at most)")
		.addOption(new Option("--release", "without debugger and without trace").conflicts("instrumented"))
		.option("--instrumented", "without debugger, with trace and instruments")
		.option("--simulated-radio", "with the simulator's radio instead of the chip's: to try network, time, TLS and journal before a peripheral is at hand")
		.parse();
	const platform = program.args[0];
	if (platform !== "lin" && platform !== "esp32")
		program.error(`no platform "${platform}": lin or esp32`);
	const flags = program.opts<Flags>();
	const sdk = findSdk();
	if (typeof sdk === "string") {
		console.log(`Skipped: ${sdk}.`);
		return;
	}
	const remark = versionRemark(sdk);
	if (remark)
		console.log(`Note: ${remark}.`);
	const kind: BuildKind = flags.release ? "release" : flags.instrumented ? "instrumented" : "debug";
	const options: BuildOptions = {
		output: resolve(flags.output),
		kind,
		anchors: flags.ca ?? [],
		simulatedRadio: flags.simulatedRadio ?? false,
		config: flags.config ? JSON.parse(readFileSync(flags.config, "utf8")) as Record<string, unknown> : {},
	};
	if (platform === "lin")
		console.log(`Built for lin (${kind}): ${await buildForLinux(sdk, options)}`);
	else if (await buildForESP32(sdk, options) === "image")
		console.log(`Built for esp32 (${kind}), image and all, in ${options.output}.`);
	else
		console.log(`Built the host's half for esp32 (${kind}): tsc, xsc, and xsl with preloads, pass. ESP-IDF is not set up (IDF_PATH), so nothing was compiled for the chip and there is no image.`);
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
