import { ByteText } from "../text/byte-text";
import { LinkTime } from "../text/link-time";
import { parseUUID } from "../text/uuid";
import type { FieldGroup, PeripheralPayload, ValueConfiguration } from "./configuration";
import type { ConfigurationSection, Found } from "./configuration-section";
import type { EntityFacts } from "./entity-maker";
import { type Field, fieldFacts } from "./field-facts";
import { type KeyTable, keyTable } from "./key-table";
import { CHARACTERISTIC_ROW, ENTRY, KIND, KIND_MASK, Kind, type LayoutTable, NAME, READ, WRITE } from "./layout-table";
import { memberName, textOf } from "./layout-texts";
import { findMisspelling } from "./misspelling";
import { endingOf, type ParsedValue, valueParser } from "./value-parser";

/** Of a peripheral, which may be one of eight: a value's number takes a byte of each reading. */
export const MOST_VALUES = 32;
const LEAVE_OUT = "\"values\": { \"energy\": false }";

/** A characteristic of the library. */
interface Characteristic {
	/** Of 16 bits as four digits. */
	readonly uuid: string;
	readonly service: string;
	readonly read: boolean;
	readonly write: boolean;
	readonly layout: number;
	readonly fields: readonly Field[];
}

/** What is said of a field or of a characteristic. */
interface Wish extends Partial<Found<KeyTable["field"]>> {
	readonly out: boolean;
	readonly section: ConfigurationSection;
}

/** Makes values of the devices that a peripheral says it is, and of what it says of their fields. */
class DeviceParser {
	private _library: LayoutTable;
	private _maker = new ByteText();

	constructor(library: LayoutTable) {
		this._library = library;
	}
	/**
	 * @param peripheral with "values" perhaps: what is to be otherwise, by name of a field or UUID of a characteristic
	 * @param topicPrefix what default topics begin with, "/" at its end; undefined if that itself is wrong
	 */
	parse(peripheral: ConfigurationSection, devices: readonly string[], topicPrefix: string | undefined, payload: PeripheralPayload): ParsedValue[] {
		const found = devices.flatMap(device => this.characteristics(peripheral, device));
		const characteristics = found.filter(({ uuid }, index) => found.findIndex(other => other.uuid === uuid) === index);
		const wishes = this.wishes(peripheral, characteristics, payload);
		const values = characteristics.filter(({ uuid }) => !wishes.get(uuid)?.out)
			.flatMap(characteristic => this.values(characteristic, wishes, peripheral, topicPrefix, payload));
		if (values.length === 0 && found.length > 0)
			peripheral.refuse("values", "leaves nothing of the device", "leave them out");
		else if (values.length > MOST_VALUES)
			peripheral.refuse("device", `has ${values.length} values; ${MOST_VALUES} are possible: leave some out`, LEAVE_OUT);
		return values;
	}
	/** The device's, with a mistake noted if there is none. */
	private characteristics(peripheral: ConfigurationSection, device: string): Characteristic[] {
		const { characteristics, devices, uuids } = this._library, found: Characteristic[] = [];
		const names = [...devices].map(name => this.text(name)), number = names.indexOf(device);
		for (let row = 0; row < characteristics.length; row += CHARACTERISTIC_ROW) {
			const layout = characteristics[row + 4]!, marks = characteristics[row + 3]!;
			if (characteristics[row] !== number)
				continue;
			found.push({
				uuid: uuids[characteristics[row + 2]!]!, service: uuids[characteristics[row + 1]!]!, read: (marks & READ) !== 0, write: (marks & WRITE) !== 0,
				layout, fields: this.fields(layout, []),
			});
		}
		if (number < 0)
			peripheral.refuse("device", `is none of ${names.join(", ")}`, `"device": "${findMisspelling(device, names) ?? "heart-rate"}"`);
		return found;
	}
	/** Adds what a layout has, and what its objects have. */
	private fields(layout: number, fields: Field[]): Field[] {
		const { code, objects } = this._library;
		for (let at = layout * ENTRY; (code[at + KIND]! & KIND_MASK) !== Kind.END; at += ENTRY) {
			const kind = code[at + KIND]! & KIND_MASK;
			if (kind === Kind.OBJECTS) {
				const first = code[at + 2]! + code[at + 3]! * 0x100, count = code[at + 4]! + code[at + 5]! * 0x100;
				for (let row = first; row < first + count; row++)
					this.fields(objects[row * 2 + 1]!, fields);
			}
			else if (kind > Kind.OBJECTS && code[at + NAME]! > 0)
				fieldFacts.value.addField(this._library, at / ENTRY, fields, this._maker);
		}
		return fields;
	}
	/** What "values" says, by its keys. */
	private wishes(peripheral: ConfigurationSection, characteristics: readonly Characteristic[], payload: PeripheralPayload): Map<string, Wish> {
		const wishes = new Map<string, Wish>(), section = peripheral.section("values");
		if (!section) {
			if (Array.isArray(peripheral.get("values")))
				peripheral.refuse("values", "is a list, but with a \"device\" it says what is to be otherwise", LEAVE_OUT);
			return wishes;
		}
		const fields = characteristics.flatMap(characteristic => characteristic.fields.map(({ name }) => name));
		const uuids = characteristics.map(({ uuid }) => uuid), keys = [...new Set([...fields, ...uuids])];
		section.refuseUnknown(keys);
		for (const key of keys.filter(key => section.has(key))) {
			const own = section.section(key), out = section.get(key) === false;
			if (!own && !out)
				section.refuse(key, "is neither false, which leaves it out, nor an object", LEAVE_OUT);
			if (!own) {
				wishes.set(key, { out, section });
				continue;
			}
			const allowed = Object.keys(keyTable.value.field);
			own.refuseUnknown(allowed);
			const found = own.read(keyTable.value.field), isCharacteristic = uuids.includes(key);
			if (found.write && !characteristics.some(({ fields, uuid, write }) => write && (uuid === key || fields.some(({ name }) => name === key))))
				own.refuse("write", `is not possible: ${this.writable(characteristics)}`, "leave it out");
			valueParser.value.refuseContradictions(own, found.minimumInterval, found.maximumInterval);
			// of a member only the name can be another one; of a characteristic that is no value of its own, nothing
			const inapt = isCharacteristic ? payload === "object" ? ["payload", "deadBand"] : allowed : payload === "object" ? allowed.filter(each => each !== "name") : [];
			for (const each of inapt.filter(each => own.has(each))) {
				own.refuse(each, isCharacteristic && payload !== "object" ? "belongs to a field, unless the payload is \"object\"" : "means nothing where the payload is \"object\"",
					isCharacteristic ? `"${key}": false` : "leave it out");
			}
			wishes.set(key, { ...found, out, section: own });
		}
		return wishes;
	}
	/** Of one characteristic: each field, or one object. */
	private values(characteristic: Characteristic, wishes: ReadonlyMap<string, Wish>, peripheral: ConfigurationSection, topicPrefix: string | undefined, payload: PeripheralPayload): ParsedValue[] {
		const fields = characteristic.fields.filter(({ name }) => !wishes.get(name)?.out);
		const members = payload === "object" ? this.members(fields, wishes, peripheral) : [];
		const group: FieldGroup = {
			layout: characteristic.layout, names: Uint8Array.from(fields, ({ number }) => number), meanings: Uint8Array.from(fields, ({ meaning }) => meaning),
			members,
		};
		const named = payload === "object" ? fields.length > 0 ? [{ name: characteristic.uuid, unit: "" }] : [] : fields;
		return named.map(({ name, unit }, place) => {
			const { section, ...wish }: Partial<Wish> = wishes.get(name) ?? {};
			const ownName = wish.name ?? name, json = (wish.payload ?? payload) !== "text";
			return {
				...valueParser.value.declareForm({ format: "hex", at: 0, bit: 0, bits: 0, scale: 1, offset: 0, decimals: undefined, unit }),
				name: ownName, group, place, json, discovered: false,
				service: parseUUID(characteristic.service)!, characteristic: parseUUID(characteristic.uuid)!,
				topic: wish.topic ?? valueParser.value.defaultTopic(section ?? peripheral, topicPrefix, ownName) ?? "",
				ending: payload === "object" ? "" : endingOf(json, unit),
				read: wish.read ?? (characteristic.read ? "connect" : undefined), write: characteristic.write && (wish.write ?? false),
				onChange: wish.onChange ?? false, deadBand: wish.deadBand ?? 0, minimumInterval: wish.minimumInterval ?? 0, maximumInterval: wish.maximumInterval ?? 0,
				expireAfter: wish.expireAfter ?? 0, entities: [],
			};
		}).map(value => ({
			...value,
			facts: (payload === "object" ? fields : [fields[value.place]!]).map((field, index) => this.facts(field, value, wishes.get(field.name), members[index])),
		}));
	}
	private facts(field: Field, value: ValueConfiguration, wish: Wish | undefined, member: string | undefined): EntityFacts {
		const { json, name, topic } = value, write = value.write && member === undefined, asked = wish?.deviceClass === "none" ? "" : wish?.deviceClass;
		if (asked)
			valueParser.value.refuseClass(wish!.section, asked, field.kind, field.unit, write, field.options.length);
		return fieldFacts.value.factsOf(field, {
			name, topic, json, write, deviceClass: asked, stateClass: wish?.stateClass === "none" ? "" : wish?.stateClass,
			member: member === undefined ? undefined : JSON.parse(member.slice(0, -1)) as string,
		});
	}
	/** What an object calls the fields; of the gateway's own members in it no other may have the name. */
	private members(fields: readonly Field[], wishes: ReadonlyMap<string, Wish>, peripheral: ConfigurationSection): string[] {
		const taken = ["time", "sequence"];
		return fields.map(({ name }) => {
			const member = wishes.get(name)?.name ?? memberName(name);
			if (taken.includes(member))
				peripheral.refuse("values", `calls ${name} "${member}", as another member of the object is called`, `"${name}": { "name": "other" }`);
			taken.push(member);
			return JSON.stringify(member) + ":";
		});
	}
	/** What of a device can be written, for people. */
	private writable(characteristics: readonly Characteristic[]): string {
		const fields = characteristics.filter(({ write }) => write).flatMap(characteristic => characteristic.fields.map(({ name }) => name));
		return fields.length > 0 ? `of this device these can be written: ${fields.join(", ")}` : "nothing of this device can be written";
	}
	private text(index: number): string {
		return textOf(this._library, index, this._maker);
	}
}

/** For when the firmware is linked; it can't be had otherwise, so that it does not stay in flash. */
export const deviceParser = Object.freeze(new LinkTime(DeviceParser));
export type { DeviceParser };
