import { LinkTime } from "../text/link-time";

/** What Home Assistant is told of one value: its key within the device, and JSON without braces and without its `uniq_id`. */
export interface Entity {
	readonly key: string;
	readonly text: string;
}

/** What a value is, for that. */
export interface EntityFacts {
	readonly name: string;
	readonly topic: string;
	readonly json: boolean;
	readonly unit: string;
	readonly kind: "number" | "flag" | "choice" | "text" | "hexadecimal";
	readonly write: boolean;
	/** Texts for true and false of a flag. */
	readonly on: string;
	readonly off: string;
	/** Of a number that is written. */
	readonly minimum: number;
	readonly maximum: number;
	readonly step: number;
	readonly decimals: number | undefined;
	readonly deviceClass: string;
	readonly stateClass: string;
	readonly options: readonly string[];
	/** Name in the object that is published; undefined where it has a message of its own. */
	readonly member: string | undefined;
	/** It is a list there. */
	readonly list: boolean;
	/** It may come in other units, too: these are passed over. */
	readonly severalUnits: boolean;
	/** Seconds; 0 for never. */
	readonly expireAfter: number;
	/** It is written and never read: what was written is taken for its state. */
	readonly blind: boolean;
}

/** MQTT number of Home Assistant takes no finer one. */
const FINEST_STEP = 0.001;

/** A text as topics and identifiers of Home Assistant may have it ([a-zA-Z0-9_-]); different for different texts. */
function slug(text: string): string {
	let made = "", hash = 0;
	for (const character of text) {
		const code = character.charCodeAt(0) | 0x20;
		const fits = (code >= 0x61 && code <= 0x7a && character !== "@" && character !== "[") || (character >= "0" && character <= "9") || character === "-" || character === "_";
		made += fits ? character : "_";
		hash = (hash * 31 + character.codePointAt(0)!) % 0x10000;
	}
	return made === text ? made : `${made}_${hash.toString(16)}`;
}

/**
 * Entities of the values of one device, in their order; what has the name and the topic of another is there already.
 * Keys are Home Assistant's abbreviations ("MQTT discovery", November 2026).
 */
function makeEntities(facts: readonly EntityFacts[], keys: string[]): Entity[] {
	const entities: Entity[] = [];
	for (const fact of facts) {
		const key = slug(fact.member ?? fact.name), identity = `${key} ${fact.topic}`;
		if (keys.includes(identity))
			continue;
		const taken = keys.filter(other => other.split(" ")[0] === key).length;
		keys.push(identity);
		const text = JSON.stringify(describe(fact));
		entities.push({ key: taken ? `${key}_${taken + 1}` : key, text: text.slice(1, -1) });
	}
	return entities;
}

function describe(fact: EntityFacts): object {
	const { decimals, deviceClass, expireAfter, member, name, on, off, options, stateClass, topic, unit } = fact, platform = platformOf(fact);
	const sensor = platform === "sensor", reads = sensor || platform === "binary_sensor", measures = fact.kind === "number" && (sensor || platform === "number");
	return {
		p: platform, name: member ?? name,
		...platform === "button" ? {} : { stat_t: topic },
		...platform === "button" ? {} : optional("val_tpl", template(fact)),
		...reads ? {} : { cmd_t: topic + "/set" },
		...fact.blind && !reads && platform !== "button" ? { opt: true } : {},
		...platform === "button" ? { pl_prs: options[0] } : {},
		...platform === "switch" || platform === "binary_sensor" ? { pl_on: on, pl_off: off } : {},
		...platform === "select" || (sensor && options.length) ? { ops: options } : {},
		...platform === "number" ? { min: fact.minimum, max: fact.maximum, step: Math.max(FINEST_STEP, fact.step), mode: "box" } : {},
		...optional("dev_cla", sensor && options.length ? "enum" : reads || measures || fact.write ? deviceClass : ""),
		...measures ? optional("unit_of_meas", unit) : {},
		...sensor && measures ? optional("stat_cla", stateClass) : {},
		...sensor && measures && decimals !== undefined ? { sug_dsp_prc: decimals } : {},
		...reads && expireAfter ? { exp_aft: expireAfter } : {},
	};
}

function platformOf({ kind, options, write }: EntityFacts): string {
	if (!write)
		return kind === "flag" ? "binary_sensor" : "sensor";
	if (options.length)
		return options.length === 1 ? "button" : "select";
	return kind === "flag" ? "switch" : kind === "number" ? "number" : "text";
}

/** How Home Assistant gets the value out of the payload (Jinja); "" where it is that. What renders as nothing it passes over. */
function template(fact: EntityFacts): string {
	const { json, kind, list, member, severalUnits, unit } = fact;
	if (member !== undefined) {
		const found = memberOf(member);
		return `{{${said(list ? found + "[-1]" : found, fact)} if ${found} is defined${severalUnits ? ` and ${memberOf(member + "Unit")} is not defined` : ""}}}`;
	}
	if (json)
		return `{{${said("value_json.value", fact)}${severalUnits ? ` if value_json.unit==${quote(unit)}` : ""}}}`;
	return unit === "" || kind === "text" || kind === "hexadecimal" ? "" : `{{value.split(' ')[0]${severalUnits ? ` if value.endswith(${quote(" " + unit)})` : ""}}}`;
}

/** What is true in JSON is "True" in Jinja. */
function said(expression: string, { kind, off, on }: EntityFacts): string {
	return kind === "flag" ? `('${on}' if ${expression} else '${off}')` : expression;
}

function memberOf(name: string): string {
	return slug(name) === name && !name.includes("-") && !(name[0]! <= "9") ? `value_json.${name}` : `value_json[${quote(name)}]`;
}

function quote(text: string): string {
	return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function optional(key: string, value: string): object {
	return value === "" ? {} : { [key]: value };
}

/** For when the firmware is linked; they can't be had otherwise, so that they do not stay in flash. */
export const entityMaker = Object.freeze(new LinkTime(Object.freeze({ makeEntities, slug })));
