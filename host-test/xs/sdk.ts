import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT } from "./project";

/** The version that the project is built and tested with. */
const VERSION = "8.2.3";

const HOSTS: Partial<Record<NodeJS.Platform, string>> = { linux: "lin", darwin: "mac", win32: "win" };

/** A Moddable SDK whose tools are built. */
export interface Sdk {
	/** Its folder, as in MODDABLE. */
	readonly folder: string;
	readonly version: string;
	/** For child processes: the SDK's tools and the project's own are on PATH. */
	readonly environment: NodeJS.ProcessEnv;
}

/** The SDK that MODDABLE names; or, in words, why there is none. */
export function findSdk(): Sdk | string {
	const folder = process.env.MODDABLE;
	if (!folder)
		return "MODDABLE is not set: the Moddable SDK is needed for this, see https://www.moddable.com/documentation/Moddable%20SDK%20-%20Getting%20Started";
	const version = join(folder, "tools/VERSION");
	if (!existsSync(version))
		return `MODDABLE is ${folder}, and no Moddable SDK is there`;
	const tools = join(folder, "build/bin", HOSTS[process.platform] ?? process.platform, "release");
	if (!existsSync(join(tools, process.platform === "win32" ? "mcconfig.exe" : "mcconfig")))
		return `the tools of the Moddable SDK are not built: there is no mcconfig in ${tools}`;
	return {
		folder,
		version: readFileSync(version, "utf8").trim(),
		environment: { ...process.env, PATH: [join(ROOT, "node_modules/.bin"), tools, process.env.PATH].join(delimiter) },
	};
}

/** A remark if `sdk` is not the version that the project knows, or undefined. */
export function versionRemark(sdk: Sdk): string | undefined {
	return sdk.version === VERSION ? undefined : `the Moddable SDK is ${sdk.version}; this project was tested with ${VERSION}`;
}
