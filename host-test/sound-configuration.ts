import type { Configuration } from "../modules/configuration/configuration";
import { formatMistake, type ConfigurationMistake } from "../modules/configuration/configuration-mistake";
import { declarationParser } from "../modules/configuration/declaration-parser";
import { LIBRARY } from "../modules/devices/library";
import { parseSettings } from "../modules/configuration/settings-parser";

/** A raw configuration without mistakes, overlaid by `changes`; undefined takes a key away. */
export function soundConfiguration(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		ssid: "MyNetwork",
		password: "MyPassword",
		broker: "mqtts://broker.lan",
		peripherals: [soundPeripheral()],
		...changes,
	};
}

export function soundPeripheral(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return { name: "voltmeter", match: { name: "Voltmeter" }, values: [soundValue()], ...changes };
}

export function soundValue(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return { service: "180f", characteristic: "2a19", format: "uint8", ...changes };
}

/** The mistakes in a raw configuration, in its settings first; none if it has none. */
export function mistakesIn(raw: Record<string, unknown>): readonly ConfigurationMistake[] {
	return [parseSettings(raw), declarationParser.value.parseDeclarations(raw, LIBRARY)].flatMap(result => "mistakes" in result ? result.mistakes : []);
}

/** The configuration that a raw one makes, which must be without mistakes. */
export function configurationOf(raw: Record<string, unknown>): Configuration {
	const settings = parseSettings(raw), declarations = declarationParser.value.parseDeclarations(raw, LIBRARY);
	if ("mistakes" in settings || "mistakes" in declarations)
		throw new Error(mistakesIn(raw).map(formatMistake).join("\n"));
	return { ...settings.settings, ...declarations.declarations };
}
