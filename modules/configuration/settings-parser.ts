import type { Settings } from "./configuration";
import type { ConfigurationMistake } from "./configuration-mistake";
import { ConfigurationSection, type RawSection } from "./configuration-section";
import { DECLARATION_NAMES, SETTINGS } from "./key-table";

export type SettingsResult = { readonly settings: Settings } | { readonly mistakes: readonly ConfigurationMistake[] };

/**
 * Checks the settings, which may change while the firmware runs, and notes every mistake, not only the first. Other keys
 * at the top are declarations or the SDK's, unless they look like misspelled settings.
 *
 * @param raw `mc/config`: what the manifests say, overlaid by mcconfig's command line, from which numbers come as text
 */
export const parseSettings = (raw: RawSection): SettingsResult => {
	const mistakes: ConfigurationMistake[] = [];
	const section = new ConfigurationSection("", raw, mistakes, true);
	section.refuseMisspelled(Object.keys(SETTINGS), DECLARATION_NAMES);
	const settings = section.read(SETTINGS);
	if (section.has("pass") && section.get("pass") !== "" && (section.lacks("user") || section.get("user") === ""))
		section.refuse("pass", "is given without a user, which MQTT 3.1.1 does not allow", SETTINGS.pass.example!);
	return mistakes.length > 0 ? { mistakes } : { settings: settings as Settings };
};
