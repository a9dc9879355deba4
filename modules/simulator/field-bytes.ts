import { showValue, type ConfigurationMistake } from "../configuration/configuration-mistake";
import { isRawSection, type RawSection } from "../configuration/configuration-section";
import { CHARACTERISTIC_ROW, ENTRY, NAME } from "../configuration/layout-table";
import { fieldName } from "../configuration/layout-texts";
import { LIBRARY } from "../devices/library";
import { LayoutWriter } from "../reading/layout-writer";
import { ByteText } from "../text/byte-text";
import { formatUUID, parseUUID } from "../text/uuid";

/** Longest value of an attribute (Core, volume 3 part F, 3.2.9). */
const MAX_LENGTH = 512;

/**
 * Puts bytes as `hex` in place of the `fields` of every value in a scenario that is not checked yet. Apart from the rest, for
 * the parser of that goes deep, and so does what writes a layout: XS's stack is small.
 */
export function writeFields(scenario: RawSection, mistakes: ConfigurationMistake[]): void {
	const writer = new LayoutWriter(LIBRARY), maker = new ByteText(), into = new Uint8Array(MAX_LENGTH);
	const peripherals = sections(scenario.peripherals);
	for (let i = 0; i < peripherals.length; i++) {
		const services = sections(peripherals[i]!.services);
		for (let j = 0; j < services.length; j++) {
			const characteristics = sections(services[j]!.characteristics);
			for (let k = 0; k < characteristics.length; k++) {
				const { uuid, value } = characteristics[k]!, key = `peripherals[${i}].services[${j}].characteristics[${k}].value`;
				const members = sections([value, ...isRawSection(value) ? sections(value.list) : []]);
				for (let l = 0; l < members.length; l++) {
					const member = members[l]! as Record<string, unknown>, { fields } = member;
					if (fields === undefined || fields === null)
						continue;
					const problem = isRawSection(fields) ? bytesOf(uuid, fields, writer, maker, into) : "are not an object";
					if (typeof problem === "string")
						mistakes.push({ key: `${key}${l > 0 ? `.list[${l - 1}]` : ""}.fields`, value: showValue(fields), problem, example: '{ "heartRate": 72 }' });
					delete member.fields;
					member.hex = typeof problem === "string" ? "" : maker.hexadecimal(into, 0, problem);
				}
			}
		}
	}
}

/** How many bytes there are then in `into`, or what is wrong, in words that follow the key "fields". */
function bytesOf(uuid: unknown, fields: RawSection, writer: LayoutWriter, maker: ByteText, into: Uint8Array): number | string {
	const layout = layoutOf(typeof uuid === "string" ? parseUUID(uuid) : undefined), used: string[] = [];
	if (layout === undefined)
		return "are possible only where the library knows the characteristic";
	const end = writer.write(layout, {
		value: (field, element) => {
			const name = LIBRARY.code[field * ENTRY + NAME] === 0 ? "" : fieldName(LIBRARY, field, maker);
			if (!Object.hasOwn(fields, name))
				return undefined;
			if (!used.includes(name))
				used.push(name);
			const value = fields[name], one: unknown = Array.isArray(value) ? value[element] : element === 0 ? value : undefined;
			return one === undefined || one === null ? one : String(one);
		},
	}, into, 0);
	if (end < 0)
		return `can't be written: ${writer.problem}`;
	const unknown = Object.keys(fields).find(name => !used.includes(name));
	return unknown === undefined ? end : `have ${JSON.stringify(unknown)}, which the characteristic does not`;
}

function layoutOf(uuid: Uint8Array | undefined): number | undefined {
	const { characteristics, uuids } = LIBRARY, number = uuid ? uuids.indexOf(formatUUID(uuid)) : -1;
	for (let row = 0; row < characteristics.length; row += CHARACTERISTIC_ROW) {
		if (number >= 0 && characteristics[row + 2] === number)
			return characteristics[row + 4];
	}
	return undefined;
}

/** What is no object has its place, and nothing in it. */
function sections(list: unknown): RawSection[] {
	return Array.isArray(list) ? list.map((entry: unknown) => isRawSection(entry) ? entry : {}) : [];
}
