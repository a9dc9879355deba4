import type { ByteText } from "../text/byte-text";
import { LinkTime } from "../text/link-time";
import { deviceClasses } from "./device-classes";
import type { EntityFacts } from "./entity-maker";
import { ARRAY, BITS, ENTRY, FORMULA, KIND, KIND_MASK, Kind, type LayoutTable, MEANING, MEANING_ROW, NAME } from "./layout-table";
import { textOf } from "./layout-texts";
import { valueParser } from "./value-parser";

type Traits = Pick<EntityFacts, "kind" | "decimals" | "options" | "list" | "minimum" | "maximum" | "step">;

/** A name in a layout, with what the library says of it; with the first of its units where there are several. */
export interface Field extends Traits, Pick<EntityFacts, "unit" | "deviceClass" | "stateClass" | "severalUnits"> {
	readonly name: string;
	readonly number: number;
	readonly meaning: number;
}

/** What is published of a field. */
export interface Publication extends Pick<EntityFacts, "name" | "topic" | "json" | "write" | "member"> {
	/** In place of the library's; undefined for that. */
	readonly deviceClass: string | undefined;
	readonly stateClass: string | undefined;
}

/** Adds the field at an entry of the library, which has a name; or what is new of it, where it is there already. */
const addField = (library: LayoutTable, entry: number, fields: Field[], maker: ByteText): void => {
	const { code, meanings, names } = library, at = entry * ENTRY, number = code[at + NAME]!, meaning = code[at + MEANING]!;
	const known = fields.findIndex(field => field.number === number);
	if (known >= 0) {
		if (fields[known]!.meaning !== meaning)
			fields[known] = { ...fields[known]!, severalUnits: true };
		return;
	}
	const [unit = "", deviceClass = "", stateClass = ""] = [0, 1, 2].map(part => textOf(library, meanings[meaning * MEANING_ROW + part]!, maker));
	fields.push({ name: textOf(library, names[number]!, maker), number, meaning, unit, deviceClass, stateClass, severalUnits: false, ...traitsOf(library, at, maker) });
};

const traitsOf = (library: LayoutTable, at: number, maker: ByteText): Traits => {
	const { choices, code, formulas } = library, kind = code[at + KIND]! & KIND_MASK, list = (code[at + KIND]! & ARRAY) !== 0, options: string[] = [];
	const none = { decimals: undefined, minimum: 0, maximum: 0, step: 0, options, list };
	if (kind === Kind.BOOLEAN)
		return { ...none, kind: "flag" };
	if (kind === Kind.CHOICE || kind === Kind.CONSTANT) {
		for (let row = 2 * code[at + FORMULA]!; choices[row + 1]; row += 2)
			options.push(textOf(library, choices[row + 1]!, maker));
		return { ...none, kind: "choice" };
	}
	if ([Kind.UTF8, Kind.UUID, Kind.DATE_TIME, Kind.TIME, Kind.URL, Kind.HEXADECIMAL].includes(kind as never))
		return { ...none, kind: kind === Kind.HEXADECIMAL ? "hexadecimal" : "text" };
	const formula = formulas[code[at + FORMULA]!]!, bits = kind === Kind.UNSIGNED || kind === Kind.SIGNED ? code[at + BITS]! : 0;
	return { kind: "number", decimals: formula.decimals, options, list, ...valueParser.value.rangeOf(formula, bits, kind === Kind.SIGNED) };
};

/** What Home Assistant's entity of it is to be made of. */
const factsOf = (field: Field, what: Publication): EntityFacts => {
	const { decimals, deviceClass, kind, list, maximum, minimum, options, severalUnits, stateClass, step, unit } = field;
	// where a device uses another unit than the class has there is none
	const own = deviceClass && !deviceClasses.value(deviceClass, kind, unit, what.write, options.length) ? deviceClass : "";
	return {
		...what, decimals, kind, list, maximum, minimum, options, severalUnits, step, unit, on: "true", off: "false",
		deviceClass: what.deviceClass ?? own, stateClass: what.stateClass ?? stateClass, expireAfter: 0, blind: false,
	};
};

/** For when the firmware is linked; they can't be had otherwise, so that they do not stay in flash. */
export const fieldFacts = Object.freeze(new LinkTime(Object.freeze({ addField, factsOf })));
