import { transformSync } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { ROOT } from "./project";

interface Manifest {
	readonly modules: Readonly<Record<string, unknown>>;
	readonly preload: readonly string[];
	readonly platforms: { readonly esp32: { readonly preload: readonly string[] } };
}

/** Imports and exports that are still there when the types are gone. */
const IMPORT = /^(?:import|export) (?!type\b)[^;]*?from "([^"]+)"/gm;

/** As data goes: the order of the rooms in the list. */
const ROOMS = ["text", "configuration", "devices", "peripheral", "reading", "journal", "broker", "trust", "gateway", "device"].map(name => `modules/${name}`);

/** Preloaded, too, and imported by nobody. */
const LINK_TIME = (JSON.parse(readFileSync(join(ROOT, "modules/device/link-time.json"), "utf8")) as Pick<Manifest, "preload">).preload;

/**
 * Compares the manifest with what there is under modules/. A preloaded module lives in flash and costs no RAM until it
 * runs; one that is only imported keeps its whole bytecode beside what was made of it: so each that has code is listed.
 * Those that hold types alone compile to nothing, and would cost slots. What a listed module imports is preloaded with it:
 * one that imports what the simulator replaces, at however many removes, is listed for esp32 only, as the simulator has
 * to change. mcconfig ignores a wildcard where the sources are TypeScript, and a name that does not exist; both silently.
 * Returns what is wrong, a line each.
 */
export function preloadMistakes(): string[] {
	const { modules, platforms, preload } = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8")) as Manifest;
	const onESP32 = platforms.esp32.preload;
	const rooms = readdirSync(join(ROOT, "modules")).filter(name => name !== "simulator").map(name => `modules/${name}`);
	const there = rooms.flatMap(moduleNames), ours = ["main", ...there.filter(hasCode)];
	const replaced = Object.entries(modules).filter(([name, source]) => name !== "main" && /^\.\/.*[^*]$/.test(String(source))).map(([name]) => name);
	const onChip = chipNames(ours);
	const all = [...preload, ...onESP32, ...LINK_TIME];
	return [
		...rooms.filter(room => !ROOMS.includes(room)).map(room => `no order is known for ${room}/`),
		...rooms.filter(room => modules[`${room}/*`] !== `./${room}/*`).map(room => `"modules" lacks "${room}/*": "./${room}/*"`),
		...[...replaced, ...ours].filter(name => !onChip.has(name) && !preload.includes(name) && !LINK_TIME.includes(name)).map(name => `"preload" lacks "${name}"`),
		...[...onChip].filter(name => preload.includes(name)).map(name => `"preload" has "${name}", which imports what the simulator replaces: it belongs into that of esp32`),
		...[...onChip].filter(name => !onESP32.includes(name)).map(name => `"preload" of esp32 lacks "${name}"`),
		...all.filter(name => there.includes(name) && !ours.includes(name)).map(name => `"preload" has "${name}", which holds types alone: it would cost slots for nothing`),
		...all.filter(name => name.startsWith("modules/") && !there.includes(name)).map(name => `"preload" names "${name}", which does not exist`),
		...all.filter((name, index) => all.indexOf(name) !== index).map(name => `"preload" names "${name}" twice`),
		...all.filter(name => name.includes("*")).map(name => `"preload" has the wildcard "${name}"`),
		...[preload, onESP32].flatMap(disorder),
	];
}

/**
 * The same for modules/simulator/radio.json, of the variant for a chip without a peripheral: all that the simulator's radio
 * reaches, and nothing else.
 */
export function simulatedRadioMistakes(): string[] {
	const { modules, preload } = JSON.parse(readFileSync(join(ROOT, "modules/simulator/radio.json"), "utf8")) as Omit<Manifest, "platforms">;
	const reached = new Set(["modules/simulator/bleclient", "modules/simulator/ffi"]);
	for (const name of reached)
		importsOf(name).filter(imported => imported.startsWith("modules/simulator/")).forEach(imported => reached.add(imported));
	const needed = [...reached].filter(hasCode).sort(), listed = preload.filter(name => name.startsWith("modules/"));
	const mapped = Object.keys(modules).filter(name => name.startsWith("modules/"));
	return [
		...needed.filter(name => !listed.includes(name)).map(name => `"preload" lacks "${name}"`),
		...needed.filter(name => !mapped.includes(name)).map(name => `"modules" lacks "${name}"`),
		...[...listed, ...mapped].filter(name => !needed.includes(name)).map(name => `"${name}" is not needed`),
	];
}

/** The first of ours that comes too late in a list. */
function disorder(list: readonly string[]): string[] {
	const found = list.filter(name => name.startsWith("modules/")), room = (name: string) => ROOMS.indexOf(posix.dirname(name));
	const late = [...found].sort((a, b) => room(a) - room(b) || (a < b ? -1 : 1)).find((name, index) => name !== found[index]);
	return late === undefined ? [] : [`"preload" has "${late}" too late: by rooms, then by name`];
}

/** Something is left when the types are gone. */
function hasCode(name: string): boolean {
	const { code } = transformSync(readFileSync(join(ROOT, `${name}.ts`), "utf8"), { loader: "ts", tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } });
	return code.trim() !== "";
}

function moduleNames(room: string): string[] {
	return readdirSync(join(ROOT, room))
		.filter(file => file.endsWith(".ts") && !file.endsWith(".d.ts"))
		.map(file => `${room}/${file.slice(0, -3)}`)
		.sort();
}

/** Those of `names` that import a specifier which the simulator replaces, themselves or through others. */
function chipNames(names: readonly string[]): Set<string> {
	const { modules } = JSON.parse(readFileSync(join(ROOT, "modules/simulator/manifest.json"), "utf8")) as Manifest;
	const imports = new Map(names.map(name => [name, importsOf(name)]));
	const found = new Set(Object.entries(modules).filter(([, source]) => String(source).startsWith("./")).map(([name]) => name));
	for (let size = -1; size !== found.size;) {
		size = found.size;
		for (const [name, imported] of imports) {
			if (imported.some(specifier => found.has(specifier)))
				found.add(name);
		}
	}
	return new Set(names.filter(name => found.has(name)));
}

/** As XS resolves them: a relative one against the module's name. */
function importsOf(name: string): string[] {
	const source = readFileSync(join(ROOT, `${name}.ts`), "utf8");
	return [...source.matchAll(IMPORT)].map(([, specifier = ""]) => specifier.startsWith(".") ? posix.join(posix.dirname(name), specifier) : specifier);
}
