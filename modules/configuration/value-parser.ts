import { type DecimalFormula, decimalFormula, formulaText } from "../text/decimal-formula";
import { LinkTime } from "../text/link-time";
import { formatUUID } from "../text/uuid";
import type { Payload, ValueConfiguration, ValueDeclaration, ValueForm } from "./configuration";
import type { ConfigurationSection } from "./configuration-section";
import { deviceClasses } from "./device-classes";
import type { EntityFacts } from "./entity-maker";
import { keyTable } from "./key-table";
import { topicChecks } from "./mqtt-topic";
import { VALUE_FORMATS, type ValueFormat } from "./value-format";

/** Of a floating point number, for Home Assistant, which wants bounds. */
const LARGEST_FLOAT = 1e9;

/** A value, and what its entities are to be made of. */
export interface ParsedValue extends ValueConfiguration {
	readonly facts: readonly EntityFacts[];
}

/**
 * Checks one entry of a peripheral's `values`.
 * @param topicPrefix what the default topic begins with, "/" at its end; undefined if that itself is wrong
 * @param defaultPayload if it does not say itself
 * @returns undefined if a mistake was noted
 */
const parseValue = (section: ConfigurationSection, topicPrefix: string | undefined, defaultPayload: Payload): ParsedValue | undefined => {
	section.refuseUnknown(Object.keys(keyTable.value.value));
	const found = section.read(keyTable.value.value);
	const { at, bit, bits, characteristic, deadBand, decimals, format, maximumInterval, minimumInterval, offset, onChange, options = [], read, scale, service, unit, write } = found;
	refuseContradictions(section, minimumInterval, maximumInterval);
	const apt = !format || refuseInapt(section, format);
	const name = found.name ?? (section.lacks("name") && characteristic ? formatUUID(characteristic) : undefined);
	const topic = section.has("topic") ? found.topic : defaultTopic(section, topicPrefix, name);
	const payload = section.has("payload") ? found.payload : defaultPayload;
	if (!apt || !service || !characteristic || !format || at === undefined || bit === undefined || scale === undefined || offset === undefined
			|| unit === undefined || name === undefined || topic === undefined || payload === undefined
			|| write === undefined || onChange === undefined || deadBand === undefined || minimumInterval === undefined || maximumInterval === undefined || found.expireAfter === undefined)
		return undefined;
	const json = payload === "json", form = declareForm({ format, at, bit, bits: bits ?? 0, scale, offset, decimals, unit }), kind = kindOf(form, options);
	const deviceClass = found.deviceClass === "none" ? "" : found.deviceClass ?? "", { traits } = form;
	refuseClass(section, deviceClass, kind, unit, write, options.length);
	return {
		name, service, characteristic, topic, json, ...form,
		read, write, onChange, deadBand, minimumInterval, maximumInterval, expireAfter: found.expireAfter,
		ending: endingOf(json, unit),
		group: undefined, place: 0, discovered: false, entities: [],
		facts: [{
			name, topic, json, unit, kind, write, on: "1", off: "0", decimals,
			...rangeOf(form, traits.kind === "bits" ? form.bits : traits.kind === "integer" ? 8 * traits.size : 0, traits.signed),
			deviceClass, stateClass: found.stateClass === "none" ? "" : found.stateClass ?? "measurement", options, member: undefined, list: false, severalUnits: false, expireAfter: 0, blind: false,
		}],
	};
};

/** Notes a class of Home Assistant that is none for such a value. */
const refuseClass = (section: ConfigurationSection, deviceClass: string, kind: EntityFacts["kind"], unit: string, write: boolean, options: number): void => {
	const problem = deviceClass && deviceClasses.value(deviceClass, kind, unit, write, options);
	if (problem)
		section.refuse("deviceClass", problem, "leave it out");
};

const kindOf = ({ bits, traits: { kind } }: ValueDeclaration, options: readonly string[]): EntityFacts["kind"] => {
	return options.length ? "choice" : kind === "utf8" ? "text" : kind === "hex" ? "hexadecimal" : kind === "bits" && bits === 1 ? "flag" : "number";
};

/** What can be written. @param bits of a whole number; 0 for one with a point */
const rangeOf = (formula: DecimalFormula, bits: number, signed: boolean): Pick<EntityFacts, "minimum" | "maximum" | "step"> => {
	if (bits === 0)
		return { minimum: -LARGEST_FLOAT, maximum: LARGEST_FLOAT, step: 10 ** -(formula.decimals ?? 2) };
	const ends = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1], [one = 0, other = 0] = ends.map(end => Number(formulaText(formula, end, 0, false)));
	return { minimum: Math.min(one, other), maximum: Math.max(one, other), step: Math.abs(formula.scale) };
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
function declareDiscovered(topicPrefix: string, json: boolean): ParsedValue {
	return {
		name: "undeclared", service: new Uint8Array(16), characteristic: new Uint8Array(16), topic: topicPrefix, json,
		...declareForm({ format: "hex", at: 0, bit: 0, bits: 0, scale: 1, offset: 0, decimals: undefined, unit: "" }),
		read: undefined, write: false, onChange: false, deadBand: 0, minimumInterval: 0, maximumInterval: 0,
		ending: endingOf(json, ""),
		group: undefined, place: 0, discovered: true, expireAfter: 0, entities: [], facts: [],
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
export const valueParser = Object.freeze(new LinkTime(Object.freeze({ declareDiscovered, declareForm, defaultTopic, parseValue, rangeOf, refuseClass, refuseContradictions })));
