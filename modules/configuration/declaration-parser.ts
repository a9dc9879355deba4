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
	const section = new ConfigurationSection("", raw, mistakes, true);
	section.refuseMisspelled(Object.keys(keyTable.value.declaration), Object.keys(keyTable.value.setting));
	const { connections, history, journal, payload, prefix, queue, whenFull } = section.read(keyTable.value.declaration);
	const scan = parseScan(raw, section, mistakes);
	const peripherals = new peripheralParser.value(prefix, payload ?? "text", library).parse(section);
	if (mistakes.length > 0)
		return { mistakes };
	const declarations = { connections, history, journal, payload, prefix, queue, scan, whenFull, peripherals, values: peripherals.flatMap(({ values }) => values) };
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

const parseScan = (raw: RawSection, section: ConfigurationSection, mistakes: ConfigurationMistake[]): Partial<ScanDuty> => {
	const nested = section.get("scan");
	const merged: Record<string, unknown> = isRawSection(nested) ? { ...nested } : {};
	for (const key of Object.keys(raw)) {
		if (key.startsWith("scan."))
			merged[key.slice("scan.".length)] = raw[key];
	}
	const scan = new ConfigurationSection("scan.", merged, mistakes, true);
	scan.refuseUnknown(Object.keys(keyTable.value.scan));
	const { interval, window } = scan.read(keyTable.value.scan);
	if (interval !== undefined && window !== undefined && window > interval / 2)
		scan.refuse(scan.has("window") ? "window" : "interval", `makes the window (${window} ms) more than half of the interval (${interval} ms), which leaves Wi-Fi too little air time`, "scan.interval=320 scan.window=30");
	return { interval, window };
};

/** For when the firmware is linked; they can't be had otherwise, so that they do not stay in flash. */
export const declarationParser = Object.freeze(new LinkTime(Object.freeze({ declare, parseDeclarations })));
