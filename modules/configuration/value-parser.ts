import { decimalFormula } from "../text/decimal-formula";
import { LinkTime } from "../text/link-time";
import { formatUUID } from "../text/uuid";
import type { Payload, ValueConfiguration, ValueDeclaration, ValueForm } from "./configuration";
import type { ConfigurationSection } from "./configuration-section";
import { keyTable } from "./key-table";
import { topicChecks } from "./mqtt-topic";
import { VALUE_FORMATS, type ValueFormat } from "./value-format";

/**
 * Checks one entry of a peripheral's `values`.
 * @param topicPrefix what the default topic begins with, "/" at its end; undefined if that itself is wrong
 * @param defaultPayload if it does not say itself
 * @returns undefined if a mistake was noted
 */
const parseValue = (section: ConfigurationSection, topicPrefix: string | undefined, defaultPayload: Payload): ValueConfiguration | undefined => {
	section.refuseUnknown(Object.keys(keyTable.value.value));
	const found = section.read(keyTable.value.value);
	const { at, bit, bits, characteristic, deadBand, decimals, format, maximumInterval, minimumInterval, offset, onChange, read, scale, service, unit, write } = found;
	refuseContradictions(section, minimumInterval, maximumInterval);
	const apt = !format || refuseInapt(section, format);
	const name = found.name ?? (section.lacks("name") && characteristic ? formatUUID(characteristic) : undefined);
	const topic = section.has("topic") ? found.topic : defaultTopic(section, topicPrefix, name);
	const payload = section.has("payload") ? found.payload : defaultPayload;
	if (!apt || !service || !characteristic || !format || at === undefined || bit === undefined || scale === undefined || offset === undefined
			|| unit === undefined || name === undefined || topic === undefined || payload === undefined
			|| write === undefined || onChange === undefined || deadBand === undefined || minimumInterval === undefined || maximumInterval === undefined)
		return undefined;
	const json = payload === "json";
	return {
		name, service, characteristic, topic, json,
		...declareForm({ format, at, bit, bits: bits ?? 0, scale, offset, decimals, unit }),
		read, write, onChange, deadBand, minimumInterval, maximumInterval,
		ending: endingOf(json, unit),
		group: undefined, place: 0, discovered: false,
	};
};

/** What follows a value in its payload. */
export const endingOf = (json: boolean, unit: string): string => {
	return json ? `,"unit":${JSON.stringify(unit)}` : unit && " " + unit;
};

/** Notes intervals that exclude each other. */
const refuseContradictions = (section: ConfigurationSection, minimumInterval: number | undefined, maximumInterval: number | undefined): void => {
	if (minimumInterval && maximumInterval && maximumInterval < minimumInterval)
		section.refuse("maximumInterval", "is less than the minimumInterval", "leave one of them out");
};

/** The place of a characteristic that nobody declared. @param topicPrefix what its topic begins with */
function declareDiscovered(topicPrefix: string, json: boolean): ValueConfiguration {
	return {
		name: "undeclared", service: new Uint8Array(16), characteristic: new Uint8Array(16), topic: topicPrefix, json,
		...declareForm({ format: "hex", at: 0, bit: 0, bits: 0, scale: 1, offset: 0, decimals: undefined, unit: "" }),
		read: undefined, write: false, onChange: false, deadBand: 0, minimumInterval: 0, maximumInterval: 0,
		ending: endingOf(json, ""),
		group: undefined, place: 0, discovered: true,
	};
}

/** Adds what follows from it, so that decoding looks nothing up. */
const declareForm = (form: ValueForm): ValueDeclaration => {
	const { at, bit, bits, decimals, format, offset, scale } = form;
	const traits = VALUE_FORMATS[format];
	const size = traits.kind === "bits" ? Math.ceil((bit + bits) / 8) : traits.size;
	return { ...form, ...decimalFormula(scale, offset, decimals), traits, minimumLength: at + size };
};

/** Notes the keys that mean nothing with that format, and the one that it needs. @returns true if there were none */
const refuseInapt = (section: ConfigurationSection, format: ValueFormat): boolean => {
	const { kind } = VALUE_FORMATS[format];
	const inapt = [
		...kind === "bits" ? [] : ["bit", "bits"],
		...kind === "utf8" || kind === "hex" ? ["scale", "offset", "decimals", "deadBand"] : [],
	].filter(key => section.has(key));
	for (const key of inapt) {
		if (key.startsWith("bit"))
			section.refuse(key, `means something with the format "bits" only, not with "${format}"`, "\"format\": \"bits\"");
		else
			section.refuse(key, `means nothing with the format "${format}", which is no number`, "leave it out");
	}
	const missing = kind === "bits" && section.lacks("bits");
	if (missing)
		section.refuse("bits", "is missing: the format \"bits\" needs to know how many", keyTable.value.value.bits.example!);
	return inapt.length === 0 && !missing;
};

/** The topic of a value that names none; undefined if a mistake was noted. */
const defaultTopic = (section: ConfigurationSection, prefix: string | undefined, name: string | undefined): string | undefined => {
	if (prefix === undefined || name === undefined)
		return undefined;
	const topic = prefix + name, problem = topicChecks.value.topicProblem(topic);
	if (problem === undefined)
		return topic;
	section.refuse("topic", `is missing, and the one made of prefix and names ${problem}`, keyTable.value.value.topic.example!);
	return undefined;
};

/** For when the firmware is linked; they can't be had otherwise, so that they do not stay in flash. */
export const valueParser = Object.freeze(new LinkTime(Object.freeze({ declareDiscovered, declareForm, defaultTopic, parseValue, refuseContradictions })));
