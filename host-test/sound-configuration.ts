import type { Configuration } from "../modules/configuration/configuration";
import { formatMistake, type ConfigurationMistake } from "../modules/configuration/configuration-mistake";
import { parseConfiguration } from "../modules/configuration/configuration-parser";

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

/** The mistakes in a raw configuration; none if it has none. */
export function mistakesIn(raw: Record<string, unknown>): readonly ConfigurationMistake[] {
	const result = parseConfiguration(raw);
	return "mistakes" in result ? result.mistakes : [];
}

/** The configuration that a raw one makes, which must be without mistakes. */
export function configurationOf(raw: Record<string, unknown>): Configuration {
	const result = parseConfiguration(raw);
	if ("mistakes" in result)
		throw new Error(result.mistakes.map(formatMistake).join("\n"));
	return result.configuration;
}
