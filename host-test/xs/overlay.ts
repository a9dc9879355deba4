import { X509Certificate } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./project";

/** Resource names of trust anchors, in the order in which they are given. */
const ANCHORS = ["ca.der", "ca-next.der"];
const CLIENT = ["client.der", "client-key.der"];

export interface OverlayOptions {
	/** Each key replaces the one in the manifest's "config". */
	readonly config?: Readonly<Record<string, unknown>>;
	/** Files with one certificate each, PEM or DER: the trust anchors instead of those in certs/. */
	readonly anchors?: readonly string[];
	/** Paths of the gateway's own certificate and of its key (PKCS #8), DER both; goes with anchors. */
	readonly client?: readonly [certificate: string, key: string];
	/** The simulator's radio, preloaded, where a chip would have its own: modules/simulator/chip.json. */
	readonly simulatedRadio?: boolean;
	/** Declarations are made when it runs: what makes them stays (modules/device/release.ts). */
	readonly declares?: boolean;
	/** Another manifest of the project than the firmware's: its path from the root. */
	readonly project?: string;
	/** A module of the project, without ".ts", that starts instead of main. */
	readonly main?: string;
	/** More modules of the project, likewise, that it imports. */
	readonly modules?: readonly string[];
}

/**
 * Writes, into `folder`, a manifest that includes the project's and changes it; mcconfig names the application after
 * the folder. Returns the manifest's path.
 */
export function writeOverlay(folder: string, { config = {}, anchors = [], client, simulatedRadio = false, main, modules = [], project = "manifest.json" }: OverlayOptions): string {
	if (anchors.length > ANCHORS.length)
		throw new RangeError(`${anchors.length} trust anchors; at most ${ANCHORS.length} (${ANCHORS.join(", ")})`);
	const certificates = join(folder, "certs");
	rmSync(certificates, { recursive: true, force: true });
	mkdirSync(certificates, { recursive: true });
	anchors.forEach((path, index) => {
		writeFileSync(join(certificates, ANCHORS[index] as string), new X509Certificate(readFileSync(path)).raw);
	});
	client?.forEach((path, index) => copyFileSync(path, join(certificates, CLIENT[index] as string)));
	// mcconfig merges objects and arrays member by member. A key that is null first is replaced as a whole.
	writeManifest("cleared.json", {
		include: join(ROOT, simulatedRadio ? "modules/simulator/chip.json" : project),
		config: Object.fromEntries(Object.keys(config).map(key => [key, null])),
	});
	return writeManifest("manifest.json", {
		include: ["./cleared.json", ...main === undefined ? [] : ["$(MODDABLE)/modules/base/debug/manifest.json"]],
		config,
		...main !== undefined && { creation: { main }, modules: Object.fromEntries([main, ...modules].map(name => [name, join(ROOT, name)])) },
		...anchors.length > 0 && { resources: { "~": [join(ROOT, "certs/ca*"), join(ROOT, "certs/client*")], "*": "./certs/*" } },
	});

	function writeManifest(name: string, manifest: object): string {
		const path = join(folder, name), text = JSON.stringify(manifest, null, "\t");
		// make links again when a manifest is newer.
		if (!existsSync(path) || readFileSync(path, "utf8") !== text)
			writeFileSync(path, text);
		return path;
	}
}
