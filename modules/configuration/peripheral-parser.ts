import { LinkTime } from "../text/link-time";
import { formatUUID, parseUUID, sameUUID } from "../text/uuid";
import type { BroadcasterConfiguration } from "./broadcaster";
import { type BroadcasterParser, broadcasterParser, type EveryoneMatch } from "./broadcaster-parser";
import type { Payload, PeripheralConfiguration, PeripheralMatch, PeripheralPayload, ValueConfiguration } from "./configuration";
import type { ConfigurationSection } from "./configuration-section";
import { type DeviceParser, deviceParser, MOST_VALUES } from "./device-parser";
import { entityMaker } from "./entity-maker";
import { keyTable } from "./key-table";
import type { LayoutTable } from "./layout-table";
import type { LinkDeclaration } from "./link-declaration";
import { topicChecks } from "./mqtt-topic";
import { nameMatch, prefixMatch } from "./name-match";
import { type ParsedValue, valueParser } from "./value-parser";

/** After so many periods without a reading Home Assistant is to know nothing any more. */
const MISSED = 3;

/** Characteristics of a peripheral that are published though nobody declared them. */
const MOST_DISCOVERED = 8;
/** Entries that are connected to, at most. */
const MOST_CONNECTED = 8;
const BROADCAST_ONLY = Object.freeze(["key", "signal", "minimumInterval", "maximumInterval"] as const);

/** Checks the list of peripherals. Those with a mistake, which was noted, are left out. */
class PeripheralParser {
	private _prefix: string | undefined;
	private _payload: Payload;
	private _devices: DeviceParser;
	private _broadcasters: BroadcasterParser;
	private _names: string[] = [];
	private _slugs: string[] = [];
	/** Each lies in flash once, however many values name it. */
	private _uuids: Uint8Array[] = [];

	/**
	 * @param prefix what default topics begin with; undefined if that itself is wrong
	 * @param payload for values that do not say
	 * @param library what kinds of devices there are
	 */
	constructor(prefix: string | undefined, payload: Payload, library: LayoutTable) {
		this._prefix = prefix;
		this._payload = payload;
		this._devices = new deviceParser.value(library);
		this._broadcasters = new broadcasterParser.value(prefix, library);
	}
	/** Those that are connected to; `broadcasters` has the others. */
	parse(section: ConfigurationSection): PeripheralConfiguration[] {
		const entries = section.sections("peripherals", keyTable.value.declaration.peripherals), parsed = entries.map(entry => this.parseOne(entry));
		const topics = parsed.flatMap(peripheral => peripheral?.values.map(({ topic }) => topic) ?? []);
		parsed.forEach((peripheral, index) => {
			for (const { topic } of peripheral?.values ?? []) {
				const problem = topicChecks.value.takenTopicProblem(topic, this._prefix ?? "", topics);
				if (problem)
					entries[index]!.refuse("values", `publishes to ${topic}, ${problem}`, "another \"topic\" or \"name\"");
			}
		});
		const peripherals = parsed.filter(peripheral => peripheral !== undefined);
		if (peripherals.length > MOST_CONNECTED)
			section.refuse("peripherals", `has ${peripherals.length} that are connected to; ${MOST_CONNECTED} are possible`, "fewer of them, or what is heard in advertisements only");
		return peripherals;
	}
	/** Those that are only heard, where those that are connected to have so many values. */
	broadcasters(section: ConfigurationSection, values: number): BroadcasterConfiguration[] {
		return this._broadcasters.finish(section, values);
	}
	private parseOne(section: ConfigurationSection): PeripheralConfiguration | undefined {
		section.refuseUnknown(Object.keys(keyTable.value.peripheral));
		const found = section.read(keyTable.value.peripheral), { device, link, name, payload = this._payload, publish, sticky } = found;
		if (name !== undefined && this._names.includes(name))
			section.refuse("name", "is the name of another peripheral", keyTable.value.peripheral.name.example!);
		else if (name !== undefined)
			this._names.push(name);
		const match = this.parseMatch(section);
		if (match?.by === "device" || this._broadcasters.isBroadcast(device)) {
			this._broadcasters.add(section, match, { ...found, payload });
			return undefined;
		}
		for (const key of BROADCAST_ONLY.filter(key => section.has(key)))
			section.refuse(key, "is for what is heard in advertisements, and this is connected to", "leave it out");
		const topicPrefix = this._prefix === undefined || name === undefined ? undefined : `${this._prefix}/${name}/`;
		const values = section.has("device") ? this._devices.parse(section, device ?? [], topicPrefix, payload) : this.parseValues(section, topicPrefix, payload, publish === "all");
		if (publish === "all" && values.length === MOST_VALUES)
			section.refuse("publish", `leaves no room: ${MOST_VALUES} values are declared already`, "leave some of them out");
		else if (publish === "all" && topicPrefix !== undefined) {
			const place = valueParser.value.declareDiscovered(topicPrefix, payload !== "text");
			for (let count = Math.min(MOST_DISCOVERED, MOST_VALUES - values.length); count > 0; count--)
				values.push(place);
		}
		return name === undefined || !match || sticky === undefined || !link ? undefined :
			{ name, match, sticky, link, slug: this.slug(name), leftOut: publish === "all" ? this.leftOut(section) : [], values: this.finish(values, link) };
	}
	/** Characteristics of a device that its "values" leave out. */
	private leftOut(section: ConfigurationSection): Uint8Array[] {
		const values = section.section("values"), raw = section.get("values");
		return Object.keys(values ? raw as object : {}).filter(key => values!.get(key) === false).map(key => parseUUID(key)).filter(uuid => uuid !== undefined);
	}
	/** Each peripheral has one of its own. */
	private slug(name: string): string {
		const slug = entityMaker.value.slug(name), taken = this._slugs.filter(other => other === slug).length;
		this._slugs.push(slug);
		return taken ? `${slug}_${taken + 1}` : slug;
	}
	private finish(values: readonly ParsedValue[], link: LinkDeclaration): ValueConfiguration[] {
		const keys: string[] = [];
		return values.map(({ facts, ...value }) => {
			const { read } = value, every = link.kind === "visit" ? link.every : typeof read === "number" ? read : 0;
			const expireAfter = (value.expireAfter || MISSED * every) / 1_000;
			return {
				...value, service: this.shared(value.service), characteristic: this.shared(value.characteristic),
				entities: entityMaker.value.makeEntities(facts.map(fact => ({ ...fact, expireAfter, blind: value.write && read === false })), keys),
			};
		});
	}
	private parseValues(section: ConfigurationSection, topicPrefix: string | undefined, payload: PeripheralPayload, all: boolean): ParsedValue[] {
		const values: ParsedValue[] = [], identities: string[] = [];
		if (payload === "object")
			section.refuse("payload", "is for the fields of a device", "\"payload\": \"json\"");
		if (section.lacks("values") && !all)
			section.refuse("values", "is missing: what to read of it, unless \"device\" or \"publish\" says it", keyTable.value.peripheral.values.example!);
		else if (section.section("values"))
			section.refuse("values", "is not a list, which it is where there is no \"device\"", keyTable.value.peripheral.values.example!);
		for (const entry of section.sections("values", keyTable.value.peripheral.values)) {
			const value = valueParser.value.parseValue(entry, topicPrefix, payload === "object" ? "json" : payload);
			if (!value)
				continue;
			const identity = [formatUUID(value.service), formatUUID(value.characteristic), value.at, value.bit, value.topic].join(" ");
			if (identities.includes(identity))
				entry.refuse("characteristic", "is published to the same topic from the same place already", "another \"topic\", \"at\" or \"bit\"");
			identities.push(identity);
			values.push(value);
		}
		return values;
	}
	private parseMatch(peripheral: ConfigurationSection): PeripheralMatch | EveryoneMatch | undefined {
		const section = peripheral.section("match");
		if (!section)
			return undefined;
		const names = Object.keys(keyTable.value.match);
		const unknown = section.refuseUnknown(Object.keys(keyTable.value.match));
		const { address, device, name, namePrefix, service } = section.read(keyTable.value.match);
		const given = names.filter(key => section.has(key));
		if (given.length !== 1) {
			// An unknown key instead of the right one is one mistake, not two.
			if (given.length > 1 || !unknown)
				peripheral.refuse("match", `does not have exactly one of ${names.join(", ")}`, keyTable.value.peripheral.match.example!);
			return undefined;
		}
		if (address !== undefined)
			return { by: "address", address };
		if (name !== undefined)
			return nameMatch(name);
		if (namePrefix !== undefined)
			return prefixMatch(namePrefix);
		if (device !== undefined)
			return { by: "device", device };
		return service && { by: "service", uuid: this.shared(service) };
	}
	private shared(uuid: Uint8Array): Uint8Array {
		const known = this._uuids.find(each => sameUUID(each, uuid, 0, uuid.length));
		if (!known)
			this._uuids.push(uuid);
		return known ?? uuid;
	}
}

/** For when the firmware is linked; it can't be had otherwise, so that it does not stay in flash. */
export const peripheralParser = Object.freeze(new LinkTime(PeripheralParser));
