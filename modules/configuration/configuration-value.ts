import type { ConfigurationSection } from "./configuration-section";
import type { ValueConfiguration, ValueDeclaration, ValueForm, ValueFormat } from "./configuration";
import { topicLevelProblem, topicProblem } from "./mqtt-topic";
import { findMisspelling } from "./misspelling";
import { decimalFormula } from "../text/decimal-formula";
import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";
import { formatUUID } from "../text/uuid";
import { VALUE_FORMATS } from "./value-format";

const KEYS = Object.freeze([
	"name", "service", "characteristic", "format", "at", "bit", "bits", "scale", "offset", "decimals", "unit", "topic", "payload",
]);
/** How values are published. */
export const PAYLOADS = Object.freeze(["text", "json"] as const);
export type Payload = (typeof PAYLOADS)[number];
const NUMBER_KEYS = Object.freeze(["scale", "offset", "decimals"]);
const FORMATS: readonly ValueFormat[] = Object.freeze(Object.keys(VALUE_FORMATS) as ValueFormat[]);

/** Longest value of an attribute (Core specification, volume 3 part F, 3.2.9). */
const ATTRIBUTE_LENGTH = 512;
/** Scale and offset beyond it, or a scale below its inverse, are no unit of anything and would overflow. */
const LARGEST_FACTOR = 1e12;

/**
 * Checks one entry of a peripheral's `values`.
 * @param topicPrefix what the default topic begins with, "/" at its end; undefined if that itself is wrong
 * @param defaultPayload if it does not say itself
 * @returns undefined if a mistake was noted
 */
export function parseValue(section: ConfigurationSection, topicPrefix: string | undefined, defaultPayload: Payload): ValueConfiguration | undefined {
	section.refuseUnknown(KEYS);
	const service = section.uuid("service", "\"service\": \"180f\"", "the UUID of the service");
	const characteristic = section.uuid("characteristic", "\"characteristic\": \"2a19\"", "the UUID of the characteristic");
	const format = parseFormat(section);
	const at = section.whole("at", 0, ATTRIBUTE_LENGTH - 1, "bytes", "\"at\": 0", 0);
	const field = parseBitField(section, format);
	if (format === "utf8" || format === "hex")
		refuseNumberKeys(section, format);
	const scale = section.number("scale", scaleProblem, "\"scale\": 0.1", 1);
	const offset = section.number("offset", value => {
		return Math.abs(value) <= LARGEST_FACTOR ? undefined : "is not between -10¹² and 10¹²";
	}, "\"offset\": -40", 0);
	const decimals = section.whole("decimals", 0, 9, "digits", "\"decimals\": 1", null);
	const unit = section.has("unit") ? section.text("unit", unitProblem, "\"unit\": \"mv\"") : "";
	let name = section.text("name", topicLevelProblem, "\"name\": \"voltage\"");
	if (section.lacks("name") && characteristic !== undefined)
		name = formatUUID(characteristic);
	const topic = parseTopic(section, topicPrefix, name);
	const payload = section.choice("payload", PAYLOADS, defaultPayload);
	if (!service || !characteristic || !format || at === undefined || !field || scale === undefined || offset === undefined
			|| decimals === undefined || unit === undefined || name === undefined || topic === undefined || payload === undefined)
		return undefined;
	const json = payload === "json";
	return {
		name, service, characteristic, topic, json,
		...declareForm({ format, at, ...field, scale, offset, decimals: decimals ?? undefined, unit }),
		ending: json ? `,"unit":${JSON.stringify(unit)}` : unit && " " + unit,
	};
}

/** Adds what follows from it, so that decoding looks nothing up. */
export function declareForm(form: ValueForm): ValueDeclaration {
	const { at, bit, bits, decimals, format, offset, scale } = form;
	const traits = VALUE_FORMATS[format];
	const size = traits.kind === "bits" ? Math.ceil((bit + bits) / 8) : traits.size;
	return { ...form, ...decimalFormula(scale, offset, decimals), traits, minimumLength: at + size };
}

function parseFormat(section: ConfigurationSection): ValueFormat | undefined {
	const given = section.get("format");
	const meant = typeof given === "string" ? findMeantFormat(given) : undefined;
	return section.text("format", text => {
		return FORMATS.includes(text as ValueFormat) ? undefined : `is none of ${FORMATS.join(", ")}`;
	}, `"format": "${meant ?? "uint16"}"`, "how the bytes are read") as ValueFormat | undefined;
}

function findMeantFormat(text: string): ValueFormat | undefined {
	// Little-endian needs no ending here; by its letters, "uint16le" is nearer to the very opposite.
	const plain = text.toLowerCase().endsWith("le") ? text.slice(0, -2) : text;
	return findMisspelling(plain, FORMATS) as ValueFormat | undefined;
}

function parseBitField(section: ConfigurationSection, format: ValueFormat | undefined): { bit: number; bits: number } | undefined {
	if (format !== undefined && format !== "bits") {
		for (const key of ["bit", "bits"]) {
			if (section.has(key))
				section.refuse(key, `means something with the format "bits" only, not with "${format}"`, "\"format\": \"bits\"");
		}
		return section.has("bit") || section.has("bits") ? undefined : { bit: 0, bits: 0 };
	}
	const bit = section.whole("bit", 0, 31, "", "\"bit\": 0", 0);
	const bits = section.whole("bits", 1, 32, "", "\"bits\": 4", null);
	if (format === "bits" && section.lacks("bits"))
		section.refuse("bits", "is missing: the format \"bits\" needs to know how many", "\"bits\": 4");
	return typeof bit === "number" && typeof bits === "number" ? { bit, bits } : undefined;
}

function refuseNumberKeys(section: ConfigurationSection, format: ValueFormat): void {
	for (const key of NUMBER_KEYS) {
		if (section.has(key))
			section.refuse(key, `means nothing with the format "${format}", which is no number`, "leave it out");
	}
}

function scaleProblem(value: number): string | undefined {
	if (value === 0)
		return "makes every value 0";
	const size = Math.abs(value);
	return size <= LARGEST_FACTOR && size >= 1 / LARGEST_FACTOR ? undefined : "is not between 10⁻¹² and 10¹²";
}

function unitProblem(unit: string): string | undefined {
	const length = utf8Length(unit);
	return length > 16 ? `has ${length} bytes; 16 are allowed` : textProblem(unit);
}

function parseTopic(section: ConfigurationSection, prefix: string | undefined, name: string | undefined): string | undefined {
	const example = "\"topic\": \"esp32/gateway\"";
	if (section.has("topic"))
		return section.text("topic", topicProblem, example);
	if (prefix === undefined || name === undefined)
		return undefined;
	const topic = prefix + name;
	const problem = topicProblem(topic);
	if (problem === undefined)
		return topic;
	section.refuse("topic", `is missing, and the one made of prefix and names ${problem}`, example);
	return undefined;
}
