import { LinkTime } from "../text/link-time";
import type { Declarations, ScanDuty } from "./configuration";
import { formatMistake, type ConfigurationMistake } from "./configuration-mistake";
import { ConfigurationSection, isRawSection, type RawSection } from "./configuration-section";
import { keyTable } from "./key-table";
import type { LayoutTable } from "./layout-table";
import { peripheralParser } from "./peripheral-parser";

export type DeclarationResult = { readonly declarations: Declarations } | { readonly mistakes: readonly ConfigurationMistake[] };

/**
 * Checks what only a new build can change, and notes every mistake, not only the first. Other keys at the top are settings
 * or the SDK's, unless they look like misspelled declarations; within our own objects each must be known.
 *
 * @param raw `mc/config`, as for `parseSettings`. Flat keys ("scan.interval") override those in objects.
 * @param library what kinds of devices there are
 */
const parseDeclarations = (raw: RawSection, library: LayoutTable): DeclarationResult => {
	const mistakes: ConfigurationMistake[] = [];
	const section = new ConfigurationSection("", withKeys(raw, mistakes), mistakes, true);
	section.refuseMisspelled(Object.keys(keyTable.value.declaration), Object.keys(keyTable.value.setting));
	const { connections, history, journal, payload, prefix, queue, whenFull } = section.read(keyTable.value.declaration);
	const scan = parseScan(raw, mistakes);
	const parser = new peripheralParser.value(prefix, payload ?? "text", library);
	const peripherals = parser.parse(section), values = peripherals.flatMap(peripheral => peripheral.values);
	const broadcasters = parser.broadcasters(section, values.length);
	if (mistakes.length > 0)
		return { mistakes };
	const declarations = { connections, history, journal, payload, prefix, queue, scan, whenFull, peripherals, broadcasters, values };
	return { declarations: declarations as Declarations };
};

/**
 * The declarations in `raw`, frozen through and through: where this runs when the firmware is linked they lie in flash.
 * @throws Error that lists every mistake, which fails the build
 */
const declare = (raw: RawSection, library: LayoutTable): Declarations => {
	const result = parseDeclarations(raw, library);
	if ("declarations" in result)
		return freeze(result.declarations);
	const { mistakes } = result;
	throw new Error(`${mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`} in the configuration:\n${mistakes.map(formatMistake).join("\n")}`);
};

/** XS's own second argument: it goes on into what the object holds, typed arrays among it. */
const freeze = <Value>(value: Value): Value => {
	return (Object as { freeze(value: Value, deep: boolean): Value }).freeze(value, true);
};

/** Gives each peripheral the bind key that `key.<its name>` at the top has for it, where a command line can say it. */
const withKeys = (raw: RawSection, mistakes: ConfigurationMistake[]): RawSection => {
	const keys = flattened(raw, "key"), names = Object.keys(keys), { peripherals } = raw;
	if (names.length === 0)
		return raw;
	const entries: unknown[] = Array.isArray(peripherals) ? peripherals : [];
	const isFor = (entry: unknown, name: string) => isRawSection(entry) && entry["name"] === name;
	for (const name of names.filter(name => !entries.some(entry => isFor(entry, name))))
		new ConfigurationSection("", { [`key.${name}`]: keys[name] }, mistakes).refuse(`key.${name}`, "is for no entry of peripherals: none is called that", "key.kitchen=231d39c1d7cc1ab1aee224cd096db932");
	return { ...raw, peripherals: entries.map(entry => {
		const name = names.find(name => isFor(entry, name));
		return name === undefined ? entry : { ...entry as RawSection, key: keys[name] };
	}) };
};

/** What an object says, and flat keys in its place. */
const flattened = (raw: RawSection, name: string): Record<string, unknown> => {
	const nested = raw[name], merged: Record<string, unknown> = isRawSection(nested) ? { ...nested } : {};
	for (const key of Object.keys(raw)) {
		if (key.startsWith(`${name}.`))
			merged[key.slice(name.length + 1)] = raw[key];
	}
	return merged;
};

const parseScan = (raw: RawSection, mistakes: ConfigurationMistake[]): Partial<ScanDuty> => {
	const merged = flattened(raw, "scan");
	const scan = new ConfigurationSection("scan.", merged, mistakes, true);
	scan.refuseUnknown(Object.keys(keyTable.value.scan));
	const { interval, window } = scan.read(keyTable.value.scan);
	if (interval !== undefined && window !== undefined && window > interval / 2)
		scan.refuse(scan.has("window") ? "window" : "interval", `makes the window (${window} ms) more than half of the interval (${interval} ms), which leaves Wi-Fi too little air time`, "scan.interval=320 scan.window=30");
	return { interval, window };
};

/** For when the firmware is linked; they can't be had otherwise, so that they do not stay in flash. */
export const declarationParser = Object.freeze(new LinkTime(Object.freeze({ declare, parseDeclarations })));
